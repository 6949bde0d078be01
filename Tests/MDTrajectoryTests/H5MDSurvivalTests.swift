import Foundation
import Helpers
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

/// What others find in a trajectory that is still written, or whose writer died.
@Suite(
  .serialized, .enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
struct H5MDSurvivalTests {
  static func observer(_ path: String, append: Bool = false) throws -> H5MDObserver {
    var options = H5MDOptions()
    options.append = append
    options.blockRows = 4096
    return try H5MDObserver(
      id: "1", path: path, every: 1, elements: [.position, .velocity, .id, .species],
      options: options)
  }

  /// Ordinary readers open the file between frames, as they would after a kill.
  @Test func everyFlushedFrameIsReadableWhileTheWriterLives() throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    var state = TestSystem(count: 300).state(SingleRank())
    var observer = try Self.observer(path)
    for step: Int64 in 0..<70 {
      state.step = step
      try observer.write(state)
      if step == 0 || step == 31 || step == 69 {
        try Helper.runPython("check_frames.py", [path, "\(step + 1)", "300"])
      }
    }
    try observer.finish()
    try Helper.runPython("check_frames.py", [path, "70", "300"])
  }

  @Test func aFileOfAKilledWriterIsContinued() throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    var state = TestSystem(count: 300).state(SingleRank())
    var observer = try Self.observer(path)
    for step: Int64 in 0..<5 {
      state.step = step
      try observer.write(state)
    }
    let copy = folder.path("copy.h5md")
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    try observer.finish()
    var next = try Self.observer(copy, append: true)
    for step: Int64 in 3..<9 {
      state.step = step
      try next.write(state)
    }
    try next.finish()
    try Helper.runPython("check_frames.py", [copy, "9", "300"])
  }
}
