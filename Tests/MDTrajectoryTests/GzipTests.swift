import Foundation
import Helpers
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

/// Dumps that are packed, and files that are read packed; `gzip` itself tells what is in them.
@Suite struct GzipTests {
  let folder = ScratchFolder()
  let system = TestSystem(count: 300)

  /// What each snapshot has.
  static var settings: DumpSettings {
    DumpSettings(columns: ["id", "type", "x", "y", "z", "vx"].map { DumpColumn(word: $0)! })
  }

  /// Dumps steps into a file.
  func dump(
    _ name: String, steps: [Int64], append: Bool = false, level: Int? = nil
  ) throws {
    var settings = Self.settings
    settings.append = append
    settings.compressionLevel = level
    var observer = try DumpObserver(
      id: "1", path: folder.path(name), every: 1, settings: settings)
    for step in steps { try observer.write(system.state(SingleRank(), step: step)) }
    try observer.finish()
  }

  /// What `gzip` unpacks of a file.
  func unpacked(_ name: String) throws -> (status: Int32, output: String) {
    try Helper.run("/usr/bin/env", ["gzip", "-dc", folder.path(name)])
  }

  func size(_ name: String) throws -> Int {
    try Data(contentsOf: URL(fileURLWithPath: folder.path(name))).count
  }

  @Test(arguments: [nil, 0, 1, 9]) func packedDumpIsThePlainOne(level: Int?) throws {
    try dump("a.dump", steps: [0, 1, 2])
    try dump("b.dump.gz", steps: [0, 1], level: level)
    try dump("b.dump.gz", steps: [2], append: true, level: level)
    let found = try unpacked("b.dump.gz")
    #expect(found.status == 0)
    #expect(found.output == (try folder.text("a.dump")))
    #expect(try (size("b.dump.gz") < size("a.dump") * 2 / 3) == (level != 0))
  }

  @Test func levelIsForPackedFiles() throws {
    let error = #expect(throws: InputError.self) { try dump("a.dump", steps: [0], level: 3) }
    #expect(error?.message.contains("'\(folder.path("a.dump"))'") == true)
  }

  /// Each snapshot stands for itself: a dump that goes on cuts off at the end of one.
  @Test func goesOnBehindAWholeSnapshot() throws {
    try dump("a.dump.gz", steps: [0, 1, 2])
    let whole = try unpacked("a.dump.gz").output
    func observer() throws -> DumpObserver {
      try DumpObserver(id: "1", path: folder.path("b.dump.gz"), every: 1, settings: Self.settings)
    }
    var first = try observer()
    try first.write(system.state(SingleRank(), step: 0))
    try first.write(system.state(SingleRank(), step: 1))
    let memory = first.memory
    try first.write(system.state(SingleRank(), step: 7))
    try first.finish()
    var second = try observer()
    try second.resume(memory, isRoot: true)
    try second.write(system.state(SingleRank(), step: 2))
    try second.finish()
    #expect(try unpacked("b.dump.gz").output == whole)
  }

  @Test(.enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
  func othersReadPackedFiles() throws {
    try dump("a.dump.gz", steps: [0, 1, 2])
    try Helper.runPython("check_gzip.py", [folder.path("a.dump.gz"), "3", "300"])
  }

  /// Frames of a file that `gzip` packed, of ours, and of one whose end is missing.
  @Test func framesAreReadPacked() throws {
    try dump("a.dump", steps: [0, 1, 2])
    try dump("ours.gz", steps: [0, 1, 2])
    let packed = try Helper.run(
      "/bin/sh", ["-c", "gzip -c '\(folder.path("a.dump"))' > '\(folder.path("theirs"))'"])
    try #require(packed.status == 0)
    let plain = try frames("a.dump")
    #expect(plain.map(\.count) == [300, 300, 300])
    for name in ["ours.gz", "theirs"] {
      let found = try frames(name)
      #expect(found.map(\.positions) == plain.map(\.positions))
      #expect(found.map(\.step) == [0, 1, 2])
    }
    for name in ["ours.gz", "theirs"] {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
      bytes.removeLast(200)
      try bytes.write(to: URL(fileURLWithPath: folder.path("short")))
      let steps = try frames("short").map(\.step)
      // Packed as one, the snapshots, which are alike, end in few bytes.
      #expect(steps == (name == "theirs" ? [0] : [0, 1]), "\(name)")
    }
  }

  @Test func damageIsNamed() throws {
    try dump("a.dump.gz", steps: [0, 1, 2])
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("a.dump.gz")))
    for place in 300..<400 { bytes[place] ^= 0x5a }
    try bytes.write(to: URL(fileURLWithPath: folder.path("a.dump.gz")))
    let error = #expect(throws: InputError.self) { try frames("a.dump.gz") }
    #expect(error?.message.contains("a.dump.gz") == true, "\(String(describing: error))")
  }

  func frames(_ name: String) throws -> [Frame] {
    let reader = try openFrames(folder.path(name))
    var frames: [Frame] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }
}
