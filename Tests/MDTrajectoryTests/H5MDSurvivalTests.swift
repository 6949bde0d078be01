import Foundation
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

/// What is left of a trajectory when writing ends badly.
@Suite(.serialized, .enabled(if: Python.isThere, Python.comment)) struct H5MDSurvivalTests {
  static func observer(_ path: String, append: Bool = false, compression: Int? = nil) throws
    -> H5MDObserver
  {
    var options = H5MDOptions()
    options.append = append
    options.compression = compression
    options.blockRows = 4096
    return try H5MDObserver(
      id: "1", path: path, every: 1, elements: [.position, .velocity, .id, .species],
      options: options)
  }

  /// A process may not write past a size: HDF5 sees what it sees on a full disk. 10,000 atoms are
  /// 0.5 MB a frame, more than any other test of this process writes to one file.
  @Test(arguments: [nil, 1])
  func aFullDiskKeepsTheFramesBeforeIt(compression: Int?) throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    var state = TestSystem(count: 10_000).state(SingleRank())
    var observer = try Self.observer(path, compression: compression)
    try observer.write(state)

    _ = signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    _ = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    let before = limit
    limit.rlim_cur = 2_500_000
    _ = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    var written: Int64 = 1
    var message = ""
    do {
      while written < 20 {
        state.step = written
        try observer.write(state)
        written += 1
      }
    } catch {
      message = "\(error)"
    }
    try? observer.finish()
    var again = before
    _ = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &again)

    #expect(written > 2 && written < 20)
    #expect(message.contains("a.h5md") && message.contains("File too large"), "\(message)")
    try Python.expect("check_frames.py", [path, "\(written)", "10000"])
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
        try Python.expect("check_frames.py", [path, "\(step + 1)", "300"])
      }
    }
    try observer.finish()
    try Python.expect("check_frames.py", [path, "70", "300"])
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
    try Python.expect("check_frames.py", [copy, "9", "300"])
  }
}
