import MDCore

/// Text that grows at its end, kept from block to block.
struct TextBuffer: ~Copyable {
  private var bytes = AlignedBuffer<UInt8>(capacity: 4096)
  private(set) var count = 0
  private var scratch: [UInt8] = []

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

  /// Adds a number in a format.
  mutating func append(_ value: Double, _ format: FormatSpecification) {
    scratch.removeAll(keepingCapacity: true)
    format.append(value, to: &scratch)
    appendScratch()
  }

  /// Adds a whole number in a format.
  mutating func append(_ value: Int64, _ format: FormatSpecification) {
    scratch.removeAll(keepingCapacity: true)
    format.append(Int(value), to: &scratch)
    appendScratch()
  }

  private mutating func appendScratch() {
    bytes.reserve(count + scratch.count, keeping: count)
    (bytes.pointer + count).update(from: scratch, count: scratch.count)
    count += scratch.count
  }
}
