import Foundation
import Synchronization

/// HDF5 files are opened in a second process first: what is broken in one can crash the HDF5 library, and
/// shall cost an error message and not the run.
///
/// The second process is this program again, started with `posix_spawn`, which copies no memory and is safe
/// beside MPI; it does not start MPI. Frames are read by it alone and sent over; before a run goes on with a
/// file, it looks at all that the run will use.
public enum H5MDHelper {
  /// The word on its command line, in front of the file.
  private static let word = "-h5md-helper"
  private static let isThere = Atomic<Bool>(false)

  /// To be called first by a program that wants the protection. Does not return in the second process.
  ///
  /// - Parameter arguments: the command line, with the program's name.
  public static func prepare(_ arguments: [String]) {
    if arguments.count > 2, arguments[1] == word {
      serve(arguments[2], FrameOptions(elements: Array(arguments[3...])))
      exit(0)
    }
    isThere.store(true, ordering: .relaxed)
  }

  /// A helper for a file; nil if this program is not prepared for it or the system refuses it a process,
  /// and then files are opened here, as trustingly as by any other program.
  static func start(for path: String, options: FrameOptions = FrameOptions()) -> HelperProcess? {
    guard isThere.load(ordering: .relaxed) else { return nil }
    return HelperProcess(arguments: [word, path] + options.elements)
  }

  /// Throws ``HDF5Error`` if a file is too broken for a run to go on with it.
  static func inspect(_ path: String) throws {
    _ = try start(for: path)?.ask(.inspect)
  }

  /// Answers requests until nobody is there to ask.
  private static func serve(_ path: String, _ options: FrameOptions) {
    let socket = STDIN_FILENO
    closeAllBut(socket)
    // Signals that tell the run to end go to all processes of a job.
    for ending in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2] { signal(ending, SIG_IGN) }
    guard HelperMessage.send(.ready, [], to: socket) else { return }
    let limits = HelperLimits(path: path)
    limits.limitMemory()
    var reader: H5MDFrameReader?
    while let request = nextRequest(socket) {
      limits.beginRequest()
      let (answer, content) = answer(request, path, options, &reader)
      limits.endRequest()
      guard HelperMessage.send(answer, content, to: socket) else { return }
    }
  }

  private static func nextRequest(_ socket: Int32) -> HelperMessage.Request? {
    var letter: UInt8 = 0
    let isThere = withUnsafeMutableBytes(of: &letter) {
      HelperMessage.receive($0, from: socket)
    }
    return isThere ? HelperMessage.Request(rawValue: letter) : nil
  }

  private static func answer(
    _ request: HelperMessage.Request, _ path: String, _ options: FrameOptions,
    _ reader: inout H5MDFrameReader?
  ) -> (HelperMessage.Answer, [UInt8]) {
    var encoder = HelperEncoder()
    do {
      switch request {
      case .open:
        reader = try H5MDFrameReader(path: path, options: options)
        encoder.write(reader?.notes ?? [])
      case .next:
        guard let frame = try reader?.next() else { return (.end, []) }
        encoder.write(frame)
      case .skip:
        guard let reader, try reader.skip() else { return (.end, []) }
        encoder.write(optional: reader.lastStep)
      case .inspect: try H5MDInspection.run(path)
      }
    } catch {
      // Whoever asks names the file.
      let text = "\(error)"
      let prefix = "\(path): "
      return (
        .refused, Array((text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]).utf8)
      )
    }
    return (.done, encoder.bytes)
  }

  /// What the run has open (sockets of MPI, other files) is not this process's business.
  private static func closeAllBut(_ socket: Int32) {
    for descriptor in (STDERR_FILENO + 1)..<1024 { _ = close(descriptor) }
  }
}
