import MDCore

/// The words of one command after its name, taken from the front by meaning, so that a missing or
/// wrong word is reported by what it should have been.
///
/// While a deck is checked before the run, words that depend on values not known yet (a variable of
/// the run, a thermo quantity) are *unknown*: they are accepted wherever a word may stand and give a
/// harmless value, since the same command is parsed again, with real words, when its turn comes.
public struct Arguments {
  /// Where the command stands.
  public let location: SourceLocation
  /// The command's name.
  public let command: String
  private let words: [Word]
  private var position = 0

  /// A word of a command.
  public struct Word: Equatable, Sendable {
    /// The text after substitution.
    public var text: String
    /// Whether the text is not known yet.
    public var isUnknown: Bool
    /// Whether the word stood in quotes, which are not part of the text.
    public var isQuoted: Bool

    /// A word, known and not quoted unless told otherwise.
    public init(_ text: String, isUnknown: Bool = false, isQuoted: Bool = false) {
      self.text = text
      self.isUnknown = isUnknown
      self.isQuoted = isQuoted
    }
  }

  /// The words after a command's name.
  public init(command: String, words: [Word], at location: SourceLocation) {
    self.command = command
    self.words = words
    self.location = location
  }

  /// The words after a command's name, all known.
  public init(command: String, _ words: [String], at location: SourceLocation) {
    self.init(command: command, words: words.map { Word($0) }, at: location)
  }

  /// How many words are left.
  public var remaining: Int { words.count - position }
  /// Whether all words have been taken.
  public var isAtEnd: Bool { remaining == 0 }
  /// The next word without taking it; nil at the end.
  public var next: String? { isAtEnd ? nil : words[position].text }
  /// Whether the next word is not known yet.
  public var nextIsUnknown: Bool { !isAtEnd && words[position].isUnknown }

  /// An error at this command.
  public func error(_ message: String) -> InputError {
    InputError("\(command): \(message)", at: location)
  }

  /// The next word, whatever it is.
  public mutating func word(_ meaning: String) throws(InputError) -> String {
    guard position < words.count else { throw error("\(meaning) is missing") }
    position += 1
    return words[position - 1].text
  }

  /// The words that are left, with what is known of them.
  public mutating func restOfWords() -> [Word] {
    defer { position = words.count }
    return Array(words[position...])
  }

  /// The words that are left.
  public mutating func rest() -> [String] {
    defer { position = words.count }
    return words[position...].map(\.text)
  }

  /// Takes the next word if it is `keyword`.
  public mutating func take(_ keyword: String) -> Bool {
    guard next == keyword else { return false }
    position += 1
    return true
  }

  /// The next word as a finite number.
  public mutating func number(_ meaning: String) throws(InputError) -> Double {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    if unknown { return 1 }
    guard let value = Double(text), value.isFinite else {
      throw error("\(meaning) must be a number, not '\(text)'")
    }
    return value
  }

  /// The next word as a number above zero.
  public mutating func positiveNumber(_ meaning: String) throws(InputError) -> Double {
    let value = try number(meaning)
    guard value > 0 else { throw error("\(meaning) must be above zero, not \(value)") }
    return value
  }

  /// The next word as a whole number.
  public mutating func integer(_ meaning: String, atLeast minimum: Int = .min) throws(InputError)
    -> Int
  {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    if unknown { return max(1, minimum) }
    guard let value = Int(text) else {
      throw error("\(meaning) must be a whole number, not '\(text)'")
    }
    guard value >= minimum else {
      throw error("\(meaning) must be at least \(minimum), not \(value)")
    }
    // So that sums of steps and ids do not overflow.
    guard value.magnitude < 1 << 60 else {
      throw error("\(meaning) must be smaller than 2^60, not \(value)")
    }
    return value
  }

  /// The next word as LAMMPS's yes/no (also on/off, true/false).
  public mutating func flag(_ meaning: String) throws(InputError) -> Bool {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    if unknown { return false }
    switch text {
    case "yes", "on", "true": return true
    case "no", "off", "false": return false
    default: throw error("\(meaning) must be yes or no, not '\(text)'")
    }
  }

  /// The next word as one of a list; the error names the nearest and the whole list.
  public mutating func choice(_ meaning: String, among names: [String]) throws(InputError) -> String
  {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    if unknown { return names[0] }
    guard names.contains(text) else {
      throw error(unsupported(text, meaning: meaning, among: names))
    }
    return text
  }

  /// The sentence that tells that a word is not supported and what is.
  public func unsupported(_ text: String, meaning: String, among names: [String]) -> String {
    let hint = nearestName(to: text, among: names).map { "; did you mean '\($0)'?" } ?? "."
    return
      "\(meaning) '\(text)' is not supported\(hint) Supported: \(names.joined(separator: ", "))"
  }

  /// Throws if words are left over.
  public func expectEnd() throws(InputError) {
    guard let extra = next else { return }
    throw error("unexpected word '\(extra)' after the last argument")
  }
}
