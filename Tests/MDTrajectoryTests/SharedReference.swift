import Foundation
import Helpers
import MDCore
import Testing

@testable import MDTrajectory

/// The reference cases beside the repository, or where `SWIFT_MD_SHARED` says.
enum SharedReference {
  static let folder =
    ProcessInfo.processInfo.environment["SWIFT_MD_SHARED"].map { URL(fileURLWithPath: $0) }
    ?? Helper.root.deletingLastPathComponent().appendingPathComponent("shared")

  static var dataFiles: [String] {
    ["reference/single-point", "reference/md-traces"].flatMap { part -> [String] in
      let parent = folder.appendingPathComponent(part)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
      return names.sorted().map { parent.appendingPathComponent("\($0)/system.data").path }
        .filter { FileManager.default.fileExists(atPath: $0) }
    }
  }
}

@Suite(.enabled(if: !SharedReference.dataFiles.isEmpty, "needs the reference cases"))
struct ReferenceDataFileTests {
  @Test(arguments: SharedReference.dataFiles)
  func everyReferenceCaseIsReadOnTwoRanks(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let one = try DataFileTests.read(text, ranks: 1)
    let two = try DataFileTests.read(text, ranks: 2)
    #expect(one.atoms.count == Int(one.header.atoms) && one.atoms == two.atoms)
    // Rounding may leave an atom of a tilted box that far below a face.
    #expect(one.atoms.allSatisfy { one.header.box.fractional($0.position).min() > -1e-15 })
  }
}
