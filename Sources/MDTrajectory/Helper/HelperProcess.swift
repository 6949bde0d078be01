import Foundation

/// A second process of this program that looks at a file, and the socket to it.
final class HelperProcess {
  private let socket: Int32
  private let process: pid_t
  private var wasWaitedFor = false

  /// Starts this program again with some words; nil if it cannot be started.
  init?(arguments: [String]) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    defer { _ = close(ends[1]) }
    guard let process = Self.spawn(arguments, socket: ends[1]) else {
      _ = close(ends[0])
      return nil
    }
    self.process = process
    socket = ends[0]
    // One that cannot even begin (a program inside a debugger, say) says nothing of the file.
    guard let greeting = receive(), greeting.answer == .ready else { return nil }
  }

  deinit {
    _ = close(socket)
    guard !wasWaitedFor else { return }
    kill(process, SIGKILL)
    _ = wait()
  }

  /// What it says to a request.
  ///
  /// - Returns: its answer; nil if there is no frame any more.
  /// - Throws: ``HDF5Error`` without the path, if it refuses the file, or dies of it.
  func ask(_ request: HelperMessage.Request) throws -> [UInt8]? {
    let isSent = withUnsafeBytes(of: request.rawValue) { HelperMessage.send($0, to: socket) }
    guard isSent, let (answer, content) = receive() else { throw causeOfDeath }
    switch answer {
    case .done: return content
    case .end: return nil
    case .refused, .ready: throw HDF5Error(description: String(decoding: content, as: UTF8.self))
    }
  }

  private func receive() -> (answer: HelperMessage.Answer, content: [UInt8])? {
    var head = [UInt8](repeating: 0, count: HelperMessage.headBytes)
    let isThere = head.withUnsafeMutableBytes { HelperMessage.receive($0, from: socket) }
    guard isThere, let answer = HelperMessage.Answer(rawValue: head[0]) else { return nil }
    let length = head.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 1, as: UInt64.self) }
    guard let count = Int(exactly: length) else { return nil }
    // Memory is taken as bytes come: a helper that was led astray may announce any length.
    var content: [UInt8] = []
    while content.count < count {
      let start = content.count
      let part = min(count - start, max(1 << 20, start))
      content.append(contentsOf: repeatElement(0, count: part))
      let isWhole = content.withUnsafeMutableBytes {
        HelperMessage.receive(UnsafeMutableRawBufferPointer(rebasing: $0[start...]), from: socket)
      }
      guard isWhole else { return nil }
    }
    return (answer, content)
  }

  /// Why no answer came.
  private var causeOfDeath: HDF5Error {
    let status = wait()
    let signal = status & 0x7f
    let cause =
      switch signal {
      case 0: "it cannot be read: the process that should read it has ended"
      case SIGPROF: "it is damaged: the HDF5 library comes to no end with it"
      case SIGKILL: "it cannot be read: the process that should read it was killed"
      default:
        "it is damaged: the HDF5 library crashes on it (\(String(cString: strsignal(signal))))"
      }
    return HDF5Error(description: cause)
  }

  private func wait() -> Int32 {
    var status: Int32 = 0
    guard !wasWaitedFor else { return status }
    wasWaitedFor = true
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return 0 } }
    return status
  }

  /// The process gets the socket as its standard input, and a group of its own, so that Ctrl-C is the run's
  /// business.
  private static func spawn(_ arguments: [String], socket: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard posix_spawnattr_init(&attributes) == 0 else { return nil }
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
    let settings =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, words, settings)
    return status == 0 ? process : nil
  }
}
