import Helpers
import MDCore
import Testing

@testable import MDAnalysis
@testable import MDTrajectory

@Suite(.enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
struct ForeignH5MDTests {
  @Test func filesOfMDAnalysisAreRead() throws {
    let scratch = try Scratch()
    let dump = try scratch.write("a.lammpstrj", Samples.wandering(cells: 1, frames: 3))
    let file = scratch.folder.appending(path: "a.h5md").path
    try Helper.runPython("write_h5md.py", [dump, file])
    let ours = try openFrames(dump), theirs = try openFrames(file)
    for k in 0..<3 {
      let a = try #require(try ours.next()), b = try #require(try theirs.next())
      #expect(b.number == k + 1 && b.count == a.count)
      #expect(abs((b.time ?? -1) - 0.02 * Double(k)) < 1e-6)
      // Their file has single precision.
      #expect((a.box.lengths - b.box.lengths).length < 1e-5)
      for i in 0..<a.count {
        var s = a.box.fractionalDisplacement(a.positions[i] - b.positions[i])
        for d in 0..<3 { s[d] -= s[d].rounded() }
        #expect(a.box.cartesianDisplacement(s).length < 1e-5)
      }
    }
    #expect(try theirs.next() == nil)
  }
}
