import Foundation

/// The command line of a benchmark: `--name value` pairs, every one of them known.
public struct Options {
  /// One option with its default and what it means.
  public struct Option: Sendable {
    let name: String
    let fallback: String
    let meaning: String

    /// An option; an empty default means that it may be absent.
    public init(_ name: String, _ fallback: String, _ meaning: String) {
      self.name = name
      self.fallback = fallback
      self.meaning = meaning
    }
  }

  /// What every benchmark takes.
  public static let results = Option(
    "results", "Benchmarks/results", "folder of the results files, or `none`")

  private var values: [String: String] = [:]

  /// Reads the arguments of the process; `--help` prints the options and ends it.
  public init(_ summary: String, _ options: [Option]) throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard !words.contains("--help") else {
      print(Self.help(summary, options))
      exit(0)
    }
    try self.init(words, options)
  }

  /// Reads words.
  public init(_ words: [String], _ options: [Option]) throws {
    for option in options { values[option.name] = option.fallback }
    var rest = words[...]
    while let word = rest.popFirst() {
      let name = String(word.drop { $0 == "-" })
      guard word.hasPrefix("--"), values[name] != nil else {
        let known = options.map { "--" + $0.name }.joined(separator: " ")
        throw BenchmarkError("'\(word)' is not an option; there are \(known)")
      }
      guard let value = rest.popFirst() else {
        throw BenchmarkError("--\(name) needs a value")
      }
      values[name] = value
    }
  }

  private static func help(_ summary: String, _ options: [Option]) -> String {
    let width = options.map(\.name.count).max() ?? 0
    let lines = options.map {
      "  --" + $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.meaning
        + ($0.fallback.isEmpty ? "" : " (\($0.fallback))")
    }
    return ([summary, ""] + lines).joined(separator: "\n")
  }

  /// The text of an option, nil if it is empty.
  public func text(_ name: String) -> String? {
    guard let value = values[name] else { preconditionFailure("no option --\(name)") }
    return value.isEmpty ? nil : value
  }

  /// The words between the commas of an option.
  public func list(_ name: String) -> [String] {
    (text(name) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// A positive number.
  public func number(_ name: String) throws -> Double {
    try Self.number(text(name) ?? "", name)
  }

  /// Positive whole numbers between commas.
  public func counts(_ name: String) throws -> [Int] {
    try list(name).map {
      let value = try Self.number($0, name)
      guard let count = Int(exactly: value) else {
        throw BenchmarkError("--\(name): \($0) is not a whole number")
      }
      return count
    }
  }

  /// One positive whole number.
  public func count(_ name: String) throws -> Int {
    let all = try counts(name)
    guard all.count == 1 else { throw BenchmarkError("--\(name) takes one number") }
    return all[0]
  }

  private static func number(_ text: String, _ name: String) throws -> Double {
    guard let value = Double(text), value > 0, value.isFinite else {
      throw BenchmarkError("--\(name): '\(text)' is not a positive number")
    }
    return value
  }
}

/// Why a benchmark could not be made, for the user.
public struct BenchmarkError: Error, CustomStringConvertible {
  /// The message.
  public let description: String

  /// An error with its message.
  public init(_ description: String) {
    self.description = description
  }
}

/// Runs a benchmark; an error is told and ends the process with status 1.
public func runBenchmark(_ body: () throws -> Void) {
  do {
    try body()
  } catch {
    FileHandle.standardError.write(Data("ERROR: \(error)\n".utf8))
    exit(1)
  }
}
