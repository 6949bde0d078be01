import Foundation
import Testing

/// Data and potentials beside the repository, or where `SWIFT_MD_SHARED` says.
enum SharedFolder {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let url =
    ProcessInfo.processInfo.environment["SWIFT_MD_SHARED"].map { URL(fileURLWithPath: $0) }
    ?? root.deletingLastPathComponent().appendingPathComponent("shared")

  static func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  static var isThere: Bool { FileManager.default.fileExists(atPath: path("data")) }
  static let comment: Comment = "needs the data sets of ../shared"
}
