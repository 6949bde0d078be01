import MDCore

/// Little-endian bytes of a head, written one value after the other.
struct RestartEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func write<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ value: Double) { write(value.bitPattern) }

  mutating func write(_ value: String) {
    write(Int64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  mutating func write(_ values: [Double]) {
    write(Int64(values.count))
    for value in values { write(value) }
  }

  mutating func write(_ value: Vector3) {
    for d in 0..<3 { write(value[d]) }
  }

  mutating func write(_ head: RestartHead) {
    write(head.step)
    write(head.timestep)
    write(head.time)
    write(head.box.lower)
    write(head.box.lengths)
    write(head.box.tilts)
    write(UInt8(head.box.isTriclinic ? 1 : 0))
    for d in 0..<3 {
      let code: UInt8 =
        switch head.box.boundaries[d] {
        case .periodic: 0
        case .fixed: 1
        case .shrinkWrapped: 2
        }
      write(code)
    }
    write(head.masses)
    write(Int64(head.groups.count))
    for name in head.groups { write(name ?? "") }
    write(head.atoms)
    write(Int64(head.fixes.count))
    for fix in head.fixes {
      write(fix.id)
      write(fix.style)
      write(fix.values)
      write(fix.sums)
    }
    write(Int64(head.words.count))
    for (key, value) in head.words.sorted(by: { $0.key < $1.key }) {
      write(key)
      write(value)
    }
    write(Int64(head.numbers.count))
    for (key, values) in head.numbers.sorted(by: { $0.key < $1.key }) {
      write(key)
      write(values)
    }
  }
}

/// Reads what ``RestartEncoder`` wrote; throws where the bytes end too early or make no sense.
struct RestartDecoder {
  private let bytes: [UInt8]
  private var position = 0

  /// The bytes are not what this format has there.
  struct Malformed: Error {}

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(Malformed) -> T {
    let size = MemoryLayout<T>.size
    guard bytes.count - position >= size else { throw Malformed() }
    let value = bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: position, as: T.self)
    }
    position += size
    return T(littleEndian: value)
  }

  mutating func number() throws(Malformed) -> Double {
    Double(bitPattern: try integer())
  }

  private mutating func count(of size: Int) throws(Malformed) -> Int {
    let count = try integer(Int64.self)
    guard count >= 0, count <= Int64((bytes.count - position) / size) else { throw Malformed() }
    return Int(count)
  }

  mutating func string() throws(Malformed) -> String {
    let count = try count(of: 1)
    defer { position += count }
    return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }

  mutating func numbers() throws(Malformed) -> [Double] {
    var values: [Double] = []
    for _ in 0..<(try count(of: 8)) { values.append(try number()) }
    return values
  }

  mutating func vector() throws(Malformed) -> Vector3 {
    Vector3(try number(), try number(), try number())
  }

  private mutating func boundary() throws(Malformed) -> Boundary {
    switch try integer(UInt8.self) {
    case 0: .periodic
    case 1: .fixed
    case 2: .shrinkWrapped
    default: throw Malformed()
    }
  }

  mutating func head() throws(Malformed) -> RestartHead {
    let step = try integer(Int64.self)
    let timestep = try number()
    let time = try number()
    let (lower, lengths, tilts) = (try vector(), try vector(), try vector())
    let isTriclinic = try integer(UInt8.self) == 1
    let boundaries = Boundaries(x: try boundary(), y: try boundary(), z: try boundary())
    let box = Box(
      lower: lower, lengths: lengths, tilts: tilts, isTriclinic: isTriclinic,
      boundaries: boundaries)
    let masses = try numbers()
    var groups: [String?] = []
    for _ in 0..<(try count(of: 8)) {
      let name = try string()
      groups.append(name.isEmpty ? nil : name)
    }
    let atoms = try integer(Int64.self)
    var fixes: [RestartHead.FixMemory] = []
    for _ in 0..<(try count(of: 32)) {
      fixes.append(
        RestartHead.FixMemory(
          id: try string(), style: try string(), values: try numbers(), sums: try numbers()))
    }
    var words: [String: String] = [:]
    for _ in 0..<(try count(of: 16)) {
      let key = try string()
      words[key] = try string()
    }
    var numbers: [String: [Double]] = [:]
    for _ in 0..<(try count(of: 16)) {
      let key = try string()
      numbers[key] = try self.numbers()
    }
    guard position == bytes.count else { throw Malformed() }
    return RestartHead(
      step: step, timestep: timestep, time: time, box: box, masses: masses, groups: groups,
      atoms: atoms, fixes: fixes, words: words, numbers: numbers)
  }
}

extension RestartHead {
  init(
    step: Int64, timestep: Double, time: Double, box: Box, masses: [Double], groups: [String?],
    atoms: Int64, fixes: [FixMemory], words: [String: String], numbers: [String: [Double]]
  ) {
    self.step = step
    self.timestep = timestep
    self.time = time
    self.box = box
    self.masses = masses
    self.groups = groups
    self.atoms = atoms
    self.fixes = fixes
    self.words = words
    self.numbers = numbers
  }
}
