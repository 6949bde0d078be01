import Foundation

/// Numbers that repeat for a seed (SplitMix64).
struct Dice {
  private var state: UInt64

  init(seed: UInt64, throwNumber: Int) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(throwNumber) &* 0xd134_2543_de82_ef95
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// From 0 to below a number, which is at least 1.
  mutating func below(_ end: Int) -> Int { Int(next() % UInt64(max(1, end))) }

  mutating func oneOf<T>(_ list: [T]) -> T { list[below(list.count)] }
}

/// Breaks files as disks, editors and people do.
struct Mutation {
  var dice: Dice
  /// Whether lines and words are broken as well as bytes.
  let isText: Bool

  private static let numbers = [
    "-1", "0", "1", "2", "3.5", "1e-300", "1e308", "-1e308", "1e999", "nan", "inf", "-inf", "",
    "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1e20",
    "0x10", "1e", ".", "--1", "1,5", "99999999999999999999999999", "007", "+5",
  ]
  private static let words = [
    "#", "&", "\"", "'", "\"\"\"", "${x}", "${", "$(", "$(1/0)", "v_x", "c_1[2]", "f_1", "*", "1*",
    "NULL", "all", "\t", "\r\n", "\u{feff}", "é", "🜁", "\0", "begin", "end", "atoms", "Atoms",
    "ITEM: ATOMS", "Lattice=\"", "Properties=", ":", "=", "[", "]", "xlo xhi", "-",
  ]

  /// The bytes with one to five breaks in them.
  mutating func broken(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...dice.below(5) {
      if isText && dice.below(4) > 0 { breakText(&bytes) } else { breakBytes(&bytes) }
    }
    return bytes
  }

  private mutating func breakBytes(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(truncatingIfNeeded: dice.next())) }
    let place = dice.below(bytes.count)
    let length = min(bytes.count - place, 1 + dice.below(dice.below(4) == 0 ? 4000 : 16))
    let range = place..<place + length
    switch dice.below(8) {
    case 0: bytes[place] ^= 1 << UInt8(dice.below(8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
    case 2: bytes[place] = dice.oneOf([0, 0xff, 0x7f, 0x80])
    case 3: bytes.removeSubrange(range)
    case 4: bytes.insert(contentsOf: bytes[range], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6: for i in range { bytes[i] = UInt8(truncatingIfNeeded: dice.next()) }
    default: for i in range { bytes[i] = 0xff }
    }
  }

  private mutating func breakText(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    let place = dice.below(lines.count)
    switch dice.below(10) {
    case 0: lines.remove(at: place)
    case 1: lines.insert(lines[place], at: dice.below(lines.count))
    case 2: lines.swapAt(place, dice.below(lines.count))
    case 3: lines = lines.map { $0 + [13] }
    case 4: lines[place] += [UInt8](repeating: dice.oneOf([120, 32, 40, 49]), count: 100_000)
    case 5:
      let word = Array(dice.oneOf(Self.words).utf8)
      lines[place].insert(contentsOf: word, at: dice.below(lines[place].count + 1))
    default: breakWord(&lines[place])
    }
    bytes = Array(lines.joined(separator: [10]))
  }

  private mutating func breakWord(_ line: inout [UInt8]) {
    var words = line.split(separator: 32).map(Array.init)
    guard !words.isEmpty else { return }
    let place = dice.below(words.count)
    switch dice.below(6) {
    case 0: words.remove(at: place)
    case 1: words.insert(words[dice.below(words.count)], at: place)
    case 2: words.swapAt(place, dice.below(words.count))
    case 3: words[place] = Array(dice.oneOf(Self.words).utf8)
    default: words[place] = Array(dice.oneOf(Self.numbers).utf8)
    }
    line = Array(words.joined(separator: [32]))
  }
}

/// CRC-32C, to sign broken restart files again: what is behind the checksums shall see them too.
enum Signature {
  static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82f6_3b78 }
    }
    return ~crc
  }

  /// A restart file with right checksums and, at its end, its right length.
  static func signed(_ file: [UInt8]) -> [UInt8] {
    var file = file
    var start = 16
    while file.count - start >= 16 {
      let count = (0..<8).reduce(0) { $0 | UInt64(file[start + 4 + $1]) << UInt64(8 * $1) }
      guard count <= UInt64(file.count - start - 16) else { break }
      let end = start + 12 + Int(count)
      if Array(file[start..<start + 4]) == Array("END ".utf8), count == 8 {
        for i in 0..<8 { file[start + 12 + i] = UInt8(truncatingIfNeeded: file.count >> (8 * i)) }
      }
      let sum = crc(file[start..<end])
      for i in 0..<4 { file[end + i] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * i)) }
      start = end + 4
    }
    return file
  }
}
