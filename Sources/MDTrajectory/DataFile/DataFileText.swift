import Foundation
import MDCore
import MDDomain

/// A text file that the root reads in blocks of whole lines and gives to all ranks, so that no rank
/// ever holds more than a block of it. All calls are collective.
struct DataFileText: ~Copyable {
  private let communicator: any Communicator
  /// The bytes, on the root.
  private let source: ByteSource?
  /// The file, for messages.
  let path: String
  /// How many bytes it has; the largest number for a pipe or a gzip file, which do not tell.
  let length: Int64
  /// The number of the line that `next` gives next, from 1.
  private(set) var line = 1
  private var block: [UInt8] = []
  private var position = 0
  private var isLast = false
  /// On the root, the beginning of a line whose end has not been read.
  private var carried: [UInt8] = []

  static let blockBytes = 1 << 20

  private init(
    communicator: any Communicator, path: String, source: ByteSource?, length: Int64
  ) {
    self.communicator = communicator
    self.path = path
    self.length = length
    self.source = source
  }

  /// Opens the file on the root.
  static func open(path: String, communicator: any Communicator) throws -> DataFileText {
    let isRoot = communicator.isRoot
    let source: ByteSource? = try communicator.collectively {
      isRoot ? try ByteSource(path: path) : nil
    }
    return DataFileText(
      communicator: communicator, path: path, source: source,
      length: communicator.reduce(source?.length ?? 0, .maximum))
  }

  /// Makes sure that there is a line to be taken; false at the end of the file.
  mutating func fill() throws -> Bool {
    while position == block.count {
      if isLast { return false }
      block = communicator.broadcast(try readBlock())
      position = 0
      isLast = block.isEmpty
    }
    return true
  }

  /// On the root: lines that end with a newline; nothing at the end of the file.
  private mutating func readBlock() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var failure: InputError?
    if communicator.isRoot {
      do { bytes = try readLines() } catch let error as InputError { failure = error }
    }
    try communicator.collectively { if let failure { throw failure } }
    return bytes
  }

  private mutating func readLines() throws -> [UInt8] {
    var kept = carried
    carried = []
    while true {
      var end = 0
      var got = 0
      var bytes = try [UInt8](unsafeUninitializedCapacity: kept.count + Self.blockBytes + 1) {
        buffer, count in
        let base = UnsafeMutableRawPointer(buffer.baseAddress!)
        kept.withUnsafeBytes {
          if $0.count > 0 { base.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        }
        got = try source!.read(
          into: UnsafeMutableRawBufferPointer(start: base + kept.count, count: Self.blockBytes))
        count = kept.count + got
        if got == 0 && count > 0 && buffer[count - 1] != UInt8(ascii: "\n") {
          buffer[count] = UInt8(ascii: "\n")
          count += 1
        }
        end = count
        while end > 0 && buffer[end - 1] != UInt8(ascii: "\n") { end -= 1 }
      }
      if got == 0 { return bytes }
      if end > 0 {
        carried = Array(bytes[end...])
        bytes.removeLast(bytes.count - end)
        return bytes
      }
      guard bytes.count <= Self.blockBytes else {
        throw InputError(
          "'\(path)' is not a data file: it has a line of more than \(Self.blockBytes) bytes")
      }
      kept = bytes
    }
  }

  /// Whether the block holds another line, which can be taken without communication.
  var hasLineInBlock: Bool { position < block.count }

  /// Calls `body` with the words of the next line (without a comment) and moves on. There must be a
  /// line.
  mutating func takeLine<T>(_ body: (inout LineWords) throws -> T) rethrows -> T {
    let start = position
    let end = block.withUnsafeBytes {
      $0.baseAddress!.distance(to: memchr($0.baseAddress! + start, 10, $0.count - start)!)
    }
    position = end + 1
    let number = line
    line += 1
    return try block.withUnsafeBufferPointer {
      var words = LineWords(
        UnsafeBufferPointer(rebasing: $0[start...end]),
        at: SourceLocation(file: path, line: number))
      return try body(&words)
    }
  }
}

/// The words of a line of a data file. The bytes end with a newline, at which number parsing stops.
struct LineWords {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private let end: Int
  let location: SourceLocation

  init(_ bytes: UnsafeBufferPointer<UInt8>, at location: SourceLocation) {
    self.bytes = bytes
    self.location = location
    end = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count - 1
    skipBlanks()
  }

  /// What follows a `#`, without blanks; nil without one.
  var comment: String? {
    guard end < bytes.count - 1 else { return nil }
    return String(decoding: bytes[(end + 1)...], as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Whether no word is left.
  var isAtEnd: Bool { position >= end }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
      || byte == 0x0c
  }

  private mutating func skipBlanks() {
    while position < end && isBlank(bytes[position]) { position += 1 }
  }

  /// The next word, nil at the end.
  mutating func word() -> UnsafeBufferPointer<UInt8>? {
    guard position < end else { return nil }
    let start = position
    while position < end && !isBlank(bytes[position]) { position += 1 }
    let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
    skipBlanks()
    return word
  }

  /// All words that are left.
  mutating func rest() -> [String] {
    var words: [String] = []
    while let next = word() { words.append(String(decoding: next, as: UTF8.self)) }
    return words
  }

  /// The number of words that are left.
  func count() -> Int {
    var copy = self
    var count = 0
    while copy.word() != nil { count += 1 }
    return count
  }

  func error(_ message: String) -> InputError { InputError(message, at: location) }

  /// The next word as a whole number.
  mutating func integer(_ meaning: String) throws(InputError) -> Int64 {
    guard let word = word() else { throw error("\(meaning) is missing") }
    var value: Int64 = 0
    let isNegative = word[0] == UInt8(ascii: "-")
    let digits = isNegative || word[0] == UInt8(ascii: "+") ? word[1...] : word[...]
    var isNumber = !digits.isEmpty
    for byte in digits {
      guard byte >= 48 && byte <= 57 else {
        isNumber = false
        break
      }
      let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(Int64(byte) - 48)
      if tooLarge || overflow { isNumber = false }
      value = sum
    }
    guard isNumber else {
      throw error(
        "\(meaning) must be a whole number, not '\(String(decoding: word, as: UTF8.self))'")
    }
    return isNegative ? -value : value
  }

  /// The next word as a finite number.
  mutating func number(_ meaning: String) throws(InputError) -> Double {
    guard let word = word() else { throw error("\(meaning) is missing") }
    // A blank, a comment or the newline follows the word, so that strtod stops there.
    let value = word.withMemoryRebound(to: CChar.self) { text -> Double? in
      var stop: UnsafeMutablePointer<CChar>?
      let value = strtod(text.baseAddress!, &stop)
      return stop == UnsafeMutablePointer(mutating: text.baseAddress! + text.count) ? value : nil
    }
    guard let value, value.isFinite else {
      throw error(
        "\(meaning) must be a finite number, not '\(String(decoding: word, as: UTF8.self))'")
    }
    return value
  }
}
