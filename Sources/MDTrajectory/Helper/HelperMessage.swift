import Foundation

/// What the two processes tell each other: a letter, a length, and bytes.
enum HelperMessage {
  /// What the helper is asked to do; one byte each.
  enum Request: UInt8 {
    /// Open the file for reading.
    case open = 111
    /// Read the next frame.
    case next = 110
    /// Pass over the next frame.
    case skip = 115
    /// Look at everything that a run would use that goes on with the file.
    case inspect = 105
  }

  /// What it answers.
  enum Answer: UInt8 {
    /// It is there, and has not looked at the file yet.
    case ready = 114
    /// It has done it; what the request asks for follows.
    case done = 100
    /// There are no more frames; notes follow.
    case end = 101
    /// The file cannot be used; the reason follows.
    case refused = 120
  }

  static let headBytes = 9

  /// Sends bytes whole; false if nobody takes them.
  static func send(_ bytes: UnsafeRawBufferPointer, to socket: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let sent = Foundation.send(
        socket, bytes.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
      if sent < 0 && errno == EINTR { continue }
      guard sent > 0 else { return false }
      done += sent
    }
    return true
  }

  /// Fills bytes; false if they end before.
  static func receive(_ bytes: UnsafeMutableRawBufferPointer, from socket: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let got = recv(socket, bytes.baseAddress! + done, bytes.count - done, 0)
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return false }
      done += got
    }
    return true
  }

  /// An answer with its bytes.
  static func send(_ answer: Answer, _ content: [UInt8], to socket: Int32) -> Bool {
    var head = [answer.rawValue]
    withUnsafeBytes(of: UInt64(content.count)) { head.append(contentsOf: $0) }
    return head.withUnsafeBytes { send($0, to: socket) }
      && content.withUnsafeBytes { send($0, to: socket) }
  }
}

/// The values of an answer, one after the other, as they lie in memory: both processes are one program.
struct HelperEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func write<T: BitwiseCopyable>(_ value: T) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  mutating func write<T: BitwiseCopyable>(_ values: [T]) {
    write(values.count)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  mutating func write<T: BitwiseCopyable>(optional value: T?) {
    write(value != nil)
    if let value { write(value) }
  }

  mutating func write<T: BitwiseCopyable>(optional values: [T]?) {
    write(values != nil)
    if let values { write(values) }
  }

  mutating func write(_ texts: [String]) {
    write(texts.count)
    for text in texts { write(Array(text.utf8)) }
  }
}

/// Reads what ``HelperEncoder`` wrote, from a helper that a broken file may have led astray.
struct HelperDecoder {
  private let bytes: [UInt8]
  private var position = 0

  /// The bytes are not what was expected.
  struct Malformed: Error {}

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func value<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(Malformed) -> T {
    guard bytes.count - position >= MemoryLayout<T>.size else { throw Malformed() }
    defer { position += MemoryLayout<T>.size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: T.self) }
  }

  /// A byte that is zero or not, which a Bool in memory need not be.
  mutating func flag() throws(Malformed) -> Bool { try value(UInt8.self) != 0 }

  mutating func optional<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(Malformed) -> T? {
    try flag() ? try value(T.self) : nil
  }

  mutating func values<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(Malformed) -> [T] {
    let count = try value(Int.self)
    let stride = MemoryLayout<T>.stride
    guard count >= 0, count <= (bytes.count - position) / stride else { throw Malformed() }
    defer { position += count * stride }
    return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count * stride]))
      }
      initialized = count
    }
  }

  mutating func texts() throws(Malformed) -> [String] {
    let count = try value(Int.self)
    guard count >= 0, count <= (bytes.count - position) / 8 else { throw Malformed() }
    var texts: [String] = []
    for _ in 0..<count { texts.append(String(decoding: try values(UInt8.self), as: UTF8.self)) }
    return texts
  }
}
