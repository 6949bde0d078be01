import MDCore

/// A line of a file, cut into words, that knows where it stands.
package struct DataLine: Sendable {
  package let words: [String]
  package let location: SourceLocation

  /// The lines of a text that have words, without comments.
  ///
  /// - Parameter comments: the characters that begin a comment, anywhere in a line.
  package static func lines(of text: String, file: String, comments: [Character]) -> [DataLine] {
    var result: [DataLine] = []
    var number = 0
    // Editors of another system begin a text with a mark that nobody sees.
    let text = text.first == "\u{feff}" ? text.dropFirst() : text[...]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let content = line.prefix { !comments.contains($0) }
      let words = content.split(whereSeparator: \.isWhitespace).map(String.init)
      guard !words.isEmpty else { continue }
      result.append(DataLine(words: words, location: SourceLocation(file: file, line: number)))
    }
    return result
  }

  /// An error at this line.
  package func error(_ message: String) -> InputError { InputError(message, at: location) }

  /// A word, or an error that says what is missing.
  package func word(_ index: Int, _ meaning: String) throws -> String {
    guard index < words.count else {
      throw error("the line ends before \(meaning)")
    }
    return words[index]
  }

  /// A finite number.
  package func number(_ index: Int, _ meaning: String) throws -> Double {
    let word = try word(index, meaning)
    guard let value = Self.number(word) else {
      throw error("'\(word)' is not a number; \(meaning) is expected here")
    }
    guard value.isFinite else { throw error("\(meaning) is \(word), which is not a finite number") }
    return value
  }

  /// A whole number.
  package func integer(_ index: Int, _ meaning: String) throws -> Int {
    let value = try number(index, meaning)
    guard let whole = Int(exactly: value) else {
      throw error("'\(words[index])' is not a whole number; \(meaning) is expected here")
    }
    return whole
  }

  /// A number as n2p2's `atof` reads it, if all of the word is one.
  ///
  /// Fortran's exponent letter d stops `atof`; with exponent 0 that changes nothing, and otherwise
  /// the word is refused, because n2p2 would compute with another number than the file means.
  static func number(_ word: String) -> Double? {
    if let value = Double(word) { return value }
    guard let letter = word.firstIndex(where: { $0 == "d" || $0 == "D" }),
      let exponent = Int(word[word.index(after: letter)...]), exponent == 0
    else { return nil }
    return Double(word[..<letter])
  }
}
