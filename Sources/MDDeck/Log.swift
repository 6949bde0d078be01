import Foundation
import MDCore

/// Where the run's text goes: the screen and the log file, both written by the root rank only.
public final class Log {
  private let isRoot: Bool
  private var hasStatus = false
  private var screen: FileHandle?
  private var file: FileHandle?
  /// The log file; empty if there is none.
  public private(set) var path = ""
  /// While a deck returns to a checkpoint: what is printed has been printed, and files are only named.
  var isMuted = false
  /// The files that `print` has written to, in their order.
  private var printed: [String] = []
  /// Told when a file is appended to for the first time, and how long it was.
  var willAppend: (_ path: String, _ length: Int64) throws -> Void = { _, _ in }
  /// Whether lines of a log file have been lost, so that the run cannot end as a good one.
  public private(set) var isIncomplete = false

  /// A log that writes to the screen and to no file yet; on ranks other than the root, to nothing.
  public init(isRoot: Bool) {
    self.isRoot = isRoot
    screen = isRoot ? FileHandle.standardOutput : nil
  }

  /// A line to the screen, the log file or both.
  public func write(_ line: String, toScreen: Bool, toLog: Bool) {
    guard isRoot, !isMuted else { return }
    if toScreen { showStatus(nil) }
    let bytes = Data((line + "\n").utf8)
    // A screen that has gone away must not end a run that computes.
    if toScreen { try? screen?.write(contentsOf: bytes) }
    if toLog { put(bytes) }
  }

  /// A line at the bottom of the terminal, on standard error, which the next line of the screen
  /// replaces; nil removes it. The caller knows whether a person is in front.
  func showStatus(_ text: String?) {
    guard isRoot, text != nil || hasStatus else { return }
    hasStatus = text != nil
    FileHandle.standardError.write(Data("\r\(text ?? "")\u{1B}[K".utf8))
  }

  /// A line to the screen and the log file.
  public func write(_ line: String) { write(line, toScreen: true, toLog: true) }

  /// A line to a file of the user's.
  public func write(_ line: String, toFile path: String, append: Bool) throws {
    guard isRoot else { return }
    if !printed.contains(path) {
      printed.append(path)
      if append && !isMuted { try willAppend(path, max(0, Self.length(of: path))) }
    }
    guard !isMuted else { return }
    let handle = try Self.open(path, append: append)
    if let reason = Self.failure(writing: Data((line + "\n").utf8), to: handle) {
      throw InputError("cannot write '\(path)': \(reason)")
    }
  }

  /// A line that warns the user.
  public func warn(_ message: String) { write("WARNING: \(message)") }

  /// Where screen text goes instead: to a file, or nowhere if nil.
  public func redirectScreen(to path: String?) throws(InputError) {
    guard isRoot else { return }
    screen = nil
    if let path { screen = try Self.open(path, append: false) }
  }

  /// Goes on in another log file; the one before is closed.
  public func openFile(_ path: String, append: Bool) throws(InputError) {
    closeFile()
    self.path = path
    guard isRoot, !isMuted else { return }
    file = try Self.open(path, append: append)
  }

  /// Closes the log file, if there is one.
  public func closeFile() {
    try? file?.close()
    file = nil
    path = ""
  }

  // MARK: Going on

  /// How long the log file is; nil without one.
  var length: Int64? {
    guard let file else { return nil }
    let end = lseek(file.fileDescriptor, 0, SEEK_END)
    return end < 0 ? nil : Int64(end)
  }

  /// Goes on with a log file behind what it held at a checkpoint; what came later is cut off.
  func resume(_ path: String, at length: Int64) throws(InputError) {
    self.path = path
    guard isRoot else { return }
    let handle = try Self.open(path, append: true)
    if !Self.cut(handle, to: length) {
      warn(
        "the log '\(path)' is shorter than it was when the checkpoint was written; lines of it are lost"
      )
    }
    file = handle
  }

  /// The files that `print` has written to, and how long they are now; -1 for what has no length.
  var printedFiles: [(path: String, length: Int64)] {
    printed.map { ($0, Self.length(of: $0)) }
  }

  private static func length(of path: String) -> Int64 {
    var status = stat()
    let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    return isFile ? Int64(status.st_size) : -1
  }

  /// Cuts off what was printed to files after a checkpoint.
  func resumePrinting(to files: [(path: String, length: Int64)]) throws(InputError) {
    guard isRoot else { return }
    for (path, length) in files {
      if !printed.contains(path) { printed.append(path) }
      guard length >= 0 else { continue }
      if !Self.cut(try Self.open(path, append: true), to: length) {
        warn("'\(path)' is shorter than it was when the checkpoint was written")
      }
    }
  }

  /// Whether the file was long enough. Devices and pipes are left as they are.
  private static func cut(_ handle: FileHandle, to length: Int64) -> Bool {
    var status = stat()
    guard fstat(handle.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return true
    }
    guard status.st_size >= length else { return false }
    return ftruncate(handle.fileDescriptor, off_t(length)) == 0
  }

  private static func open(_ path: String, append: Bool) throws(InputError) -> FileHandle {
    let flags = O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC)
    let descriptor = Foundation.open(path, flags, 0o644)
    guard descriptor >= 0 else {
      throw InputError("cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// A full disk under the log must not end a run that computes: it is told once, the run goes on, and
  /// in the end it has failed.
  private func put(_ bytes: Data) {
    guard let file, let reason = Self.failure(writing: bytes, to: file) else { return }
    isIncomplete = true
    closeFile()
    let message =
      "ERROR: cannot write the log '\(path)': \(reason). The run goes on without it; the exit status "
      + "will be 1\n"
    try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
  }

  /// Writes all bytes; the system's reason if that fails.
  private static func failure(writing bytes: Data, to handle: FileHandle) -> String? {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Foundation.write(
          handle.fileDescriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return String(cString: strerror(errno)) }
        done += count
      }
      return nil
    }
  }
}
