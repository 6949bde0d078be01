import Foundation
import MDCore

/// The lines of a text file, read in blocks and unpacked where it is packed.
final class LineSource {
  var path: String { source.path }
  /// The number of the line that was taken last, from 1.
  private(set) var number = 0
  /// Whether the line that was taken last ended with a newline.
  private(set) var isWhole = true
  private let source: ByteSource
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  init(path: String) throws {
    source = try ByteSource(path: path)
    buffer = [UInt8](repeating: 0, count: 1 << 18)
  }

  var location: SourceLocation { SourceLocation(file: path, line: number) }

  func error(_ message: String) -> InputError { InputError(message, at: location) }

  /// The next line as text; nil at the end.
  func text() throws -> String? {
    guard let range = try take() else { return nil }
    var line = buffer[range].dropLast()
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// Calls with the words of the next line; nil at the end, and for a line without a newline where one
  /// is needed.
  func words<T>(needsNewline: Bool = false, _ body: (inout LineWords) throws -> T) throws -> T? {
    guard let range = try take(), isWhole || !needsNewline else { return nil }
    return try buffer.withUnsafeBufferPointer {
      var words = LineWords(UnsafeBufferPointer(rebasing: $0[range]), at: location)
      return try body(&words)
    }
  }

  /// Passes over lines; false if there are not so many whole ones.
  func skip(_ lines: Int) throws -> Bool {
    for _ in 0..<lines {
      guard try take() != nil, isWhole else { return false }
    }
    return true
  }

  /// The place in the buffer of the next line with its newline, which is added where it is missing.
  private func take() throws -> Range<Int>? {
    var searched = start
    while true {
      if let newline = find(from: searched) {
        let line = start..<newline + 1
        start = newline + 1
        number += 1
        return line
      }
      searched = end
      if isAtEnd {
        guard start < end else { return nil }
        isWhole = false
        if end == buffer.count { buffer.append(0) }
        buffer[end] = 10
        end += 1
        continue
      }
      searched -= start
      try refill()
    }
  }

  private func find(from place: Int) -> Int? {
    guard place < end else { return nil }
    return buffer.withUnsafeBytes { bytes in
      memchr(bytes.baseAddress! + place, 10, end - place).map {
        bytes.baseAddress!.distance(to: UnsafeRawPointer($0))
      }
    }
  }

  /// Moves what is left to the front and reads on behind it.
  private func refill() throws {
    if start > 0 {
      buffer.replaceSubrange(0..<end - start, with: buffer[start..<end])
      end -= start
      start = 0
    }
    if end == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let got = try buffer.withUnsafeMutableBytes {
      try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
    }
    if got == 0 { isAtEnd = true }
    end += got
  }
}
