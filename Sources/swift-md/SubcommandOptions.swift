import MDCore

/// The words behind a subcommand: options with their values, and names of files.
///
/// Options may be written with one dash or two; each may stand once unless it is said to repeat.
struct SubcommandOptions {
  /// The words that are no options.
  private(set) var files: [String] = []
  private var values: [String: [String]] = [:]
  private let subcommand: String

  /// - Parameters:
  ///   - words: those behind the subcommand's name.
  ///   - subcommand: for messages.
  ///   - valued: the options that take a value.
  ///   - flags: the options that take none.
  ///   - repeated: those of `valued` that may stand several times.
  /// - Throws: ``InputError`` for an unknown option, with the nearest known one, or a missing value.
  init(
    _ words: [String], of subcommand: String, valued: [String], flags: [String] = [],
    repeated: [String] = []
  ) throws {
    self.subcommand = subcommand
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), Double(word) == nil, word.count > 1 else {
        files.append(word)
        continue
      }
      let name = String(word.drop { $0 == "-" })
      if flags.contains(name) {
        values[name] = []
      } else if valued.contains(name) {
        guard let value = rest.popFirst() else {
          throw InputError("swift-md \(subcommand): a value is missing behind \(word)")
        }
        guard values[name] == nil || repeated.contains(name) else {
          throw InputError("swift-md \(subcommand): \(word) stands twice")
        }
        values[name, default: []].append(value)
      } else {
        let nearest = nearestName(to: name, among: valued + flags)
        throw InputError(
          "swift-md \(subcommand): unknown option \(word)"
            + (nearest.map { "; did you mean -\($0)?" } ?? "")
            + " (swift-md \(subcommand) -help tells all)")
      }
    }
  }

  /// Whether an option stands there.
  func contains(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option, nil without it.
  func value(_ name: String) -> String? { values[name]?.last }

  /// All values of an option that may stand several times.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// The value of an option that must be there.
  func required(_ name: String, _ meaning: String) throws -> String {
    guard let value = value(name) else { throw error("-\(name) is missing: \(meaning)") }
    return value
  }

  /// The number behind an option.
  func number(_ name: String) throws -> Double? {
    guard let word = value(name) else { return nil }
    guard let number = Double(word), number.isFinite else {
      throw error("-\(name) \(word): a number is expected")
    }
    return number
  }

  /// The number above zero behind an option.
  func positive(_ name: String, default standard: Double) throws -> Double {
    let number = try number(name) ?? standard
    guard number > 0 else { throw error("-\(name) \(number): it must be above zero") }
    return number
  }

  /// The whole number behind an option, not below a bound.
  func integer(_ name: String, atLeast least: Int) throws -> Int? {
    guard let word = value(name) else { return nil }
    guard let number = Int(word), number >= least else {
      throw error("-\(name) \(word): a whole number from \(least) on is expected")
    }
    return number
  }

  /// An error of this subcommand.
  func error(_ message: String) -> InputError { InputError("swift-md \(subcommand): \(message)") }
}
