import Foundation
import MDCore

/// `shell …`: what a deck asks of the system around it.
public enum ShellCommand: Equatable, Sendable {
  case changeFolder(String)
  case makeFolders([String])
  case move(from: String, to: String)
  case remove([String])
  case removeFolders([String])
  /// `NAME=value`.
  case setEnvironment([String])
  /// Anything else: words for `/bin/sh`.
  case run(String)

  init(_ arguments: inout Arguments) throws(InputError) {
    let word = try arguments.word("a command")
    switch word {
    case "cd": self = .changeFolder(try arguments.word("the folder"))
    case "mkdir": self = .makeFolders(try arguments.names("a folder"))
    case "mv":
      let from = try arguments.word("the file to move")
      self = .move(from: from, to: try arguments.word("its new name"))
    case "rm": self = .remove(try arguments.names("a file"))
    case "rmdir": self = .removeFolders(try arguments.names("a folder"))
    case "putenv":
      let settings = try arguments.names("NAME=value")
      if let wrong = settings.first(where: { !$0.dropFirst().contains("=") }) {
        throw arguments.error("putenv: '\(wrong)' is not NAME=value")
      }
      self = .setEnvironment(settings)
    default: self = .run(([word] + arguments.rest()).joined(separator: " "))
    }
  }

  /// Whether every rank does it; the root alone does the rest.
  var isForAllRanks: Bool {
    switch self {
    case .changeFolder, .setEnvironment: true
    default: false
    }
  }

  /// Does it; returns what went wrong, which does not end the deck.
  func perform() -> String? {
    do {
      switch self {
      case .changeFolder(let folder):
        guard FileManager.default.changeCurrentDirectoryPath(folder) else {
          return "cannot change to the folder '\(folder)'"
        }
      case .makeFolders(let folders):
        for folder in folders {
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        }
      case .move(let from, let to):
        guard rename(from, to) == 0 else { return String(cString: strerror(errno)) }
      case .remove(let files):
        for file in files where unlink(file) != 0 {
          return "\(file): \(String(cString: strerror(errno)))"
        }
      case .removeFolders(let folders):
        for folder in folders where rmdir(folder) != 0 {
          return "\(folder): \(String(cString: strerror(errno)))"
        }
      case .setEnvironment(let settings):
        for setting in settings {
          let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          setenv(String(parts[0]), String(parts[1]), 1)
        }
      case .run(let command): return try Self.run(command)
      }
      return nil
    } catch {
      return error.systemReason
    }
  }

  private static func run(_ command: String) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
      ? nil : "it ended with status \(process.terminationStatus)"
  }
}

extension Arguments {
  /// The words that are left, at least one.
  fileprivate mutating func names(_ meaning: String) throws(InputError) -> [String] {
    guard !isAtEnd else { throw error("\(meaning) is missing") }
    return rest()
  }
}
