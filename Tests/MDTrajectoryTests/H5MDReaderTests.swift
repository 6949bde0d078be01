import Foundation
import Helpers
import MDCore
import MDDomain
import Testing

@testable import MDTrajectory

/// What h5py and MDAnalysis see of our files. `Tests/Python/check_h5md.py` makes the same atoms from
/// their ids and compares.
@Suite(.enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
struct H5MDReaderTests {
  func check(_ path: String, _ system: TestSystem, steps: [Int64], _ extra: [String] = []) throws {
    let b = system.box
    let box = [b.lengths, b.tilts, b.lower].flatMap { [$0.x, $0.y, $0.z] }.map { "\($0)" }
    try Helper.runPython(
      "check_h5md.py",
      [
        path, "\(system.count)", box.joined(separator: ","),
        steps.map { "\($0)" }.joined(separator: ","),
      ] + extra)
  }

  @Test(arguments: [1, 3])
  func orthogonalBoxes(ranks: Int) throws {
    let folder = ScratchFolder()
    let system = TestSystem()
    try H5MDObserverTests.write(
      system, to: folder.path("a.h5md"), ranks: ranks, steps: [0, 10, 20])
    try check(folder.path("a.h5md"), system, steps: [0, 10, 20])
  }

  @Test func triclinicBoxes() throws {
    let folder = ScratchFolder()
    let system = TestSystem(box: TestSystem.tilted)
    try H5MDObserverTests.write(system, to: folder.path("a.h5md"), ranks: 2, steps: [0, 10])
    try check(folder.path("a.h5md"), system, steps: [0, 10])
  }

  @Test func singlePrecisionCompressed() throws {
    let folder = ScratchFolder()
    let system = TestSystem(box: TestSystem.tilted)
    var options = H5MDObserverTests.named()
    options.singlePrecision = true
    options.compression = 4
    try H5MDObserverTests.write(
      system, to: folder.path("a.h5md"), ranks: 2, steps: [0, 10], options: options)
    try check(folder.path("a.h5md"), system, steps: [0, 10], ["single"])
  }

  @Test func partOfTheAtoms() throws {
    let folder = ScratchFolder()
    let system = TestSystem()
    try H5MDObserverTests.write(
      system, to: folder.path("a.h5md"), ranks: 2, steps: [0], groupMask: 2)
    try check(folder.path("a.h5md"), system, steps: [0], ["even"])
  }

  @Test func appendingContinuesAndReplacesLaterFrames() throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    let system = TestSystem()
    try H5MDObserverTests.write(system, to: path, ranks: 2, steps: [0, 10, 20, 30, 40])
    var options = H5MDObserverTests.named()
    options.append = true
    try H5MDObserverTests.write(system, to: path, ranks: 3, steps: [20, 30], options: options)
    try check(path, system, steps: [0, 10, 20, 30])
  }

  /// What is left of a file is refused or read, and not waited for.
  @Test func filesThatWereCutAreNotWaitedFor() throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    try H5MDObserverTests.write(TestSystem(), to: path, ranks: 1, steps: [0, 10])
    let whole = try folder.bytes("a.h5md")
    let url = folder.url.appendingPathComponent("cut.h5md")
    for length in [8, 37, 48, 96, 400, 1000, 2048, whole.count / 2, whole.count - 1] {
      try Data(whole.prefix(length)).write(to: url)
      do {
        let reader = try openFrames(url.path)
        while try reader.next() != nil {}
      } catch { continue }
    }
  }

  /// The bytes on the disk while the writer lives are what a kill leaves behind.
  @Test func aKilledWriterLeavesAllFinishedFrames() throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    let system = TestSystem(count: 200)
    let state = system.state(SingleRank())
    var options = H5MDObserverTests.named()
    options.compression = 1
    var observer = try H5MDObserver(
      id: "1", path: path, every: 10, elements: [.position, .id], options: options)
    func copy(_ name: String) throws {
      try FileManager.default.copyItem(atPath: path, toPath: folder.path(name))
    }
    try observer.write(state)
    try copy("between.h5md")
    let file = try #require(observer.openFile)
    try file.beginFrame(step: 10, time: 0.01, box: system.box, observed: [])
    try copy("begun.h5md")
    for name in ["between", "begun"] {
      try Helper.runPython("check_frames.py", [folder.path("\(name).h5md"), "1", "200"])
    }
    file.abandon()
  }
}
