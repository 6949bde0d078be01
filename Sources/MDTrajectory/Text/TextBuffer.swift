import MDCore

/// Text that grows at its end, kept from block to block.
struct TextBuffer: ~Copyable {
  private var bytes = AlignedBuffer<UInt8>(capacity: 4096)
  private(set) var count = 0

  /// The text so far.
  var contents: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes.pointer, count: count)
  }

  /// Forgets the text and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Adds a byte.
  mutating func append(_ byte: UInt8) {
    bytes.reserve(count + 1, keeping: count)
    bytes[count] = byte
    count += 1
  }

  /// Adds text.
  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      bytes.reserve(count + utf8.count, keeping: count)
      guard let base = utf8.baseAddress else { return }
      (bytes.pointer + count).update(from: base, count: utf8.count)
      count += utf8.count
    }
  }

  /// Adds a whole number.
  mutating func append(_ value: Int64) {
    bytes.reserve(count + 20, keeping: count)
    if value < 0 { append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var digits = 1
    var power: UInt64 = 10
    while digits < 20 && rest >= power {
      digits += 1
      let (next, overflow) = power.multipliedReportingOverflow(by: 10)
      if overflow { break }
      power = next
    }
    for place in stride(from: digits - 1, through: 0, by: -1) {
      bytes[count + place] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// Adds a number in a format for numbers.
  mutating func append(_ value: Double, _ format: FormatSpecification) {
    append { format.write(value, into: $0) }
  }

  /// Adds a whole number in a format for numbers.
  mutating func append(_ value: Int64, _ format: FormatSpecification) {
    append { format.write(value, into: $0) }
  }

  @inline(__always)
  private mutating func append(_ write: (FormatSpecification.Buffer) -> Int?) {
    // Nearly every number has room in this much.
    var room = 64
    while true {
      bytes.reserve(count + room, keeping: count)
      if let length = write(FormatSpecification.Buffer(start: bytes.pointer + count, count: room)) {
        count += length
        return
      }
      room *= 2
    }
  }
}
