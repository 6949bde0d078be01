import Foundation

/// The lines of a text in memory, one after the other, without copies.
struct LineScanner {
  private let bytes: UnsafeRawBufferPointer
  private var next = 0
  /// The number of the line that was last taken, from 1.
  private(set) var lineNumber = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next line without its end, nil after the last.
  mutating func nextLine() -> UnsafeRawBufferPointer? {
    guard next < bytes.count, let base = bytes.baseAddress else { return nil }
    let start = next
    let end: Int
    if let newline = memchr(base + start, 10, bytes.count - start) {
      end = UnsafeRawPointer(newline) - base
      next = end + 1
    } else {
      end = bytes.count
      next = end
    }
    lineNumber += 1
    let stop = end > start && bytes[end - 1] == 13 ? end - 1 : end
    return UnsafeRawBufferPointer(rebasing: bytes[start..<stop])
  }

  /// How many bytes are left.
  var bytesLeft: Int { bytes.count - next }

  /// Whether nothing but white space is left.
  func isAtEnd() -> Bool {
    bytes[next...].allSatisfy { WordScanner.isSpace($0) }
  }
}

/// The words of a line.
struct WordScanner {
  private let bytes: UnsafeRawBufferPointer
  private var next = 0

  init(_ line: UnsafeRawBufferPointer) { bytes = line }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  /// The next word; nil at the end of the line.
  @inline(__always)
  mutating func nextWord() -> UnsafeRawBufferPointer? {
    while next < bytes.count, Self.isSpace(bytes[next]) { next += 1 }
    guard next < bytes.count else { return nil }
    let start = next
    while next < bytes.count, !Self.isSpace(bytes[next]) { next += 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<next])
  }

  /// What is left of the line.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[next...]) }

  /// All words that are left, as strings.
  mutating func words() -> [String] {
    var words: [String] = []
    while let word = nextWord() { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }
}

/// Numbers as text.
enum NumberText {
  /// The number that all of a word is, correctly rounded; nil if it is none.
  ///
  /// Words of up to 19 digits and small exponents, which are nearly all, are exact products of two
  /// numbers; the others go through the library.
  static func number(_ word: UnsafeRawBufferPointer) -> Double? {
    fast(word) ?? Double(String(decoding: word, as: UTF8.self))
  }

  private static let powers: [Double] = (0...22).map { Double("1e\($0)")! }

  @inline(__always)
  private static func fast(_ word: UnsafeRawBufferPointer) -> Double? {
    let count = word.count
    var i = 0
    var isNegative = false
    if i < count, word[i] == 45 || word[i] == 43 {
      isNegative = word[i] == 45
      i += 1
    }
    var mantissa: UInt64 = 0
    var (digits, scale) = (0, 0)
    var sawPoint = false
    while i < count {
      let byte = word[i]
      if byte >= 48 && byte <= 57 {
        mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
        digits += 1
        if sawPoint { scale -= 1 }
      } else if byte == 46 && !sawPoint {
        sawPoint = true
      } else {
        break
      }
      i += 1
    }
    guard digits > 0 && digits <= 19 else { return nil }
    if i < count {
      guard word[i] | 32 == 101, let exponent = exponent(word, from: i + 1) else { return nil }
      scale += exponent
    }
    guard mantissa <= 1 << 53, scale >= -22, scale <= 22 else { return nil }
    let value = scale < 0 ? Double(mantissa) / powers[-scale] : Double(mantissa) * powers[scale]
    return isNegative ? -value : value
  }

  private static func exponent(_ word: UnsafeRawBufferPointer, from first: Int) -> Int? {
    var i = first
    var isNegative = false
    if i < word.count, word[i] == 45 || word[i] == 43 {
      isNegative = word[i] == 45
      i += 1
    }
    guard i < word.count, word.count - i <= 4 else { return nil }
    var value = 0
    while i < word.count {
      guard word[i] >= 48 && word[i] <= 57 else { return nil }
      value = 10 * value + Int(word[i] - 48)
      i += 1
    }
    return isNegative ? -value : value
  }
}
