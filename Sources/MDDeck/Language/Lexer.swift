import MDCore

/// A command of a deck as it was written: the physical lines it spans joined into one.
public struct LogicalLine: Equatable, Sendable {
  /// The joined text, comments included.
  public var text: String
  /// The file and the first line.
  public var location: SourceLocation
}

/// Breaks the text of a deck into commands and commands into words, by the rules of LAMMPS's input
/// language (its manual page `Commands_parse`).
///
/// - A line whose last visible character is `&` continues on the next; the `&` goes.
/// - A line with an open `"""` continues too, and keeps its line breaks.
/// - `#` outside quotes starts a comment, which takes in the lines that a command continues on.
/// - A word may stand in single, double or triple quotes, which hide blanks, `#` and `$`.
public enum Lexer {
  /// The commands of a file, empty lines included, since they are echoed.
  ///
  /// - Throws: ``InputError`` where a line is not text, or where a continuation finds no next line.
  public static func logicalLines(of source: String, file: String) throws(InputError)
    -> [LogicalLine]
  {
    let physical = physicalLines(of: source)
    var result: [LogicalLine] = []
    var text = ""
    var first = 1
    var continues = false
    for (index, line) in physical.enumerated() {
      let location = SourceLocation(file: file, line: index + 1)
      let content = try readable(line, at: location)
      if !continues {
        text = ""
        first = index + 1
      }
      text += content
      let visible = text.utf8.reversed().drop(while: isBlank)
      if visible.first == UInt8(ascii: "&") {
        text = String(decoding: visible.dropFirst().reversed(), as: UTF8.self)
        continues = true
      } else if countOfTripleQuotes(in: text) % 2 == 1 {
        text += "\n"
        continues = true
      } else {
        text = String(decoding: visible.reversed(), as: UTF8.self)
        result.append(LogicalLine(text: text, location: SourceLocation(file: file, line: first)))
        continues = false
      }
    }
    if continues {
      let what = countOfTripleQuotes(in: text) % 2 == 1 ? "triple quotes stay open" : "'&' is last"
      throw InputError(
        "the file ends inside this command: \(what)", at: SourceLocation(file: file, line: first))
    }
    return result
  }

  /// The text before a `#` that is outside quotes.
  public static func withoutComment(_ text: String) -> String {
    var quotes = QuoteScanner()
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "#"), !quotes.isInside {
        return String(decoding: bytes[..<index], as: UTF8.self)
      }
      index += quotes.pass(bytes, at: index)
    }
    return text
  }

  /// The words of a command whose comment is gone and whose variables are filled in.
  ///
  /// - Throws: ``InputError`` for quotes without an end or with text right behind them.
  public static func words(of text: String) throws(InputError) -> [Arguments.Word] {
    let bytes = Array(text.utf8)
    var result: [Arguments.Word] = []
    var index = 0
    while true {
      while index < bytes.count, isBlank(bytes[index]) { index += 1 }
      guard index < bytes.count else { return result }
      let quote = quoteLength(bytes, at: index)
      let start = index + quote
      var end = start
      if quote == 0 {
        while end < bytes.count, !isBlank(bytes[end]) { end += 1 }
        index = end
      } else {
        let mark = bytes[index..<start]
        while end < bytes.count, !bytes[end...].starts(with: mark) { end += 1 }
        guard end < bytes.count else { throw InputError("quotes are opened but not closed") }
        index = end + quote
        if index < bytes.count, !isBlank(bytes[index]) {
          throw InputError("a closing quote must be followed by a blank")
        }
      }
      let word = String(decoding: bytes[start..<end], as: UTF8.self)
      result.append(UnknownMark.word(word, isQuoted: quote > 0))
    }
  }

  /// Whether a byte separates words.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// 0 where no quotes open, else how many characters they are.
  static func quoteLength(_ bytes: [UInt8], at index: Int) -> Int {
    let quote = UInt8(ascii: "\"")
    if bytes[index...].starts(with: [quote, quote, quote]) { return 3 }
    return bytes[index] == quote || bytes[index] == UInt8(ascii: "'") ? 1 : 0
  }

  /// Line ends of Unix, Windows and old Macs.
  private static func physicalLines(of source: String) -> [Substring] {
    var lines = source.split(
      omittingEmptySubsequences: false,
      whereSeparator: {
        $0 == "\n" || $0 == "\r\n" || $0 == "\r"
      })
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func countOfTripleQuotes(in text: String) -> Int {
    let bytes = Array(text.utf8)
    var count = 0
    var index = 0
    while index < bytes.count {
      if quoteLength(bytes, at: index) == 3 {
        count += 1
        index += 3
      } else {
        index += 1
      }
    }
    return count
  }

  /// The line with the typographic characters that editors and web pages put in place of ASCII ones
  /// turned back, as LAMMPS does.
  private static func readable(_ line: Substring, at location: SourceLocation) throws(InputError)
    -> String
  {
    if line.utf8.allSatisfy({ $0 < 128 && $0 != 0 }) { return String(line) }
    var result = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      switch scalar {
      case "\u{FEFF}": continue
      case "\u{A0}", "\u{2000}"..."\u{200A}", "\u{202F}", "\u{205F}": result.append(" ")
      case "\u{2010}"..."\u{2015}", "\u{2212}": result.append("-")
      case "\u{2018}", "\u{2019}", "\u{201B}", "\u{2032}": result.append("'")
      case "\u{201C}"..."\u{201F}", "\u{2033}": result.append("\"")
      case "\u{FFFD}", "\0", UnknownMark.number, UnknownMark.text:
        throw InputError("the line holds bytes that are not text in UTF-8", at: location)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

/// Follows the quotes of a command from its start.
///
/// LAMMPS opens quotes anywhere here, also inside a word, though a word is only taken for quoted
/// when it starts with them.
struct QuoteScanner {
  private var open: [UInt8] = []

  /// Whether the next character stands in quotes.
  var isInside: Bool { !open.isEmpty }

  /// Takes in the character at an index; returns how many bytes were passed: 3 for triple quotes.
  mutating func pass(_ bytes: [UInt8], at index: Int) -> Int {
    if open.isEmpty {
      let length = Lexer.quoteLength(bytes, at: index)
      open = Array(bytes[index..<index + length])
      return max(1, length)
    }
    guard bytes[index...].starts(with: open) else { return 1 }
    defer { open = [] }
    return open.count
  }
}

/// The characters that stand, while a deck is checked, where a value will be that is not known yet.
/// They come from Unicode's private area and are refused in decks.
enum UnknownMark {
  /// A number: one word.
  static let number: Unicode.Scalar = "\u{F8FF}"
  /// A text, of any number of words.
  static let text: Unicode.Scalar = "\u{F8FE}"

  /// The word with marks replaced by a readable one.
  static func word(_ text: String, isQuoted: Bool) -> Arguments.Word {
    guard text.utf8.contains(0xEF), text.unicodeScalars.contains(where: isMark) else {
      return Arguments.Word(text, isQuoted: isQuoted)
    }
    return Arguments.Word(text, isUnknown: true, isQuoted: isQuoted)
  }

  /// Whether a text holds a value of any number of words.
  static func hidesWords(_ text: String) -> Bool { text.unicodeScalars.contains(self.text) }

  /// Whether a text holds any unknown value.
  static func occurs(in text: String) -> Bool { text.unicodeScalars.contains(where: isMark) }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar == number || scalar == text
  }
}
