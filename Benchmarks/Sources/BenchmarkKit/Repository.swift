import Foundation

/// Where things lie in the checkout that this program was built from.
public enum Repository {
  /// The root of the repository.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of this package.
  public static let benchmarks = root.appending(path: "Benchmarks")

  /// The program as `make build` leaves it.
  public static let program = root.appending(path: ".build/release/swift-md")

  /// Potentials and references beside the checkout, if they are there.
  public static var shared: URL {
    let given = ProcessInfo.processInfo.environment["SWIFT_MD_SHARED"]
    return given.map { URL(fileURLWithPath: $0) } ?? root.appending(path: "../shared").standardized
  }

  /// A path that the user gave: relative ones begin where the user is, else at the root.
  public static func resolve(_ path: String) -> URL {
    let here = URL(fileURLWithPath: path)
    guard !path.hasPrefix("/"), !FileManager.default.fileExists(atPath: here.path) else {
      return here.standardized
    }
    return root.appending(path: path).standardized
  }

  /// A fresh folder for the decks and logs of a benchmark, on the file system of the checkout, which
  /// all nodes of a cluster see.
  public static func workingFolder(_ name: String) throws -> URL {
    let folder = root.appending(path: ".build/benchmark-runs/\(name)")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
