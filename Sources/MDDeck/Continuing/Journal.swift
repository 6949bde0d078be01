import MDCore

/// What the way of a script through its deck has depended on: every value that it asked of the system
/// between runs, and where each run left the system.
///
/// With it, the same deck goes the same way again without its runs: to the command in which a
/// checkpoint was written. It is kept as numbers, each entry led by its kind.
struct Journal: Equatable {
  private enum Kind: Double {
    case nothing = 0
    case value = 1
    case text = 2
    case run = 3
  }

  /// Where a run left the system, as far as commands may look at it or later ones start from it.
  struct Passage: Equatable {
    var step: Int64
    /// Corner, edges and tilts, Å.
    var box: [Double]
    /// The generator of `random()`, if it has been used.
    var generator: [Double]
  }

  /// The entries made so far, or to be gone through again.
  private(set) var numbers: [Double] = []
  private var position = 0

  /// A journal with nothing in it.
  init() {}

  /// A journal to be gone through again.
  init(numbers: [Double]) { self.numbers = numbers }

  /// Whether all of it has been gone through.
  var isAtEnd: Bool { position == numbers.count }

  // MARK: Writing

  mutating func add(_ value: Double?) {
    if let value { append(.value, [value]) } else { append(.nothing, []) }
  }

  /// Notes what a file held.
  mutating func add(text: String) { append(.text, [Self.checksum(text)]) }

  mutating func add(_ passage: Passage) {
    append(
      .run,
      [Double(passage.step), Double(passage.generator.count)] + passage.box
        + passage.generator)
  }

  private mutating func append(_ kind: Kind, _ values: [Double]) {
    numbers.append(kind.rawValue)
    numbers += values
    position = numbers.count
  }

  // MARK: Reading

  mutating func nextValue() throws(InputError) -> Double? {
    switch try nextKind() {
    case .nothing: return nil
    case .value: return try take(1)[0]
    default: throw Self.otherWay
    }
  }

  /// Checks that a file holds what it held.
  mutating func expect(text: String, of file: String) throws(InputError) {
    guard try nextKind() == .text else { throw Self.otherWay }
    guard try take(1)[0] == Self.checksum(text) else {
      throw InputError("the file '\(file)' has been changed since the checkpoint was written")
    }
  }

  mutating func nextPassage() throws(InputError) -> Passage {
    guard try nextKind() == .run else { throw Self.otherWay }
    let head = try take(2)
    return Passage(
      step: Int64(clamped: head[0]), box: try take(9),
      generator: try take(Int(Int64(clamped: head[1]))))
  }

  private mutating func nextKind() throws(InputError) -> Kind {
    guard let kind = Kind(rawValue: try take(1)[0]) else { throw Self.otherWay }
    return kind
  }

  private mutating func take(_ count: Int) throws(InputError) -> [Double] {
    guard count >= 0, numbers.count - position >= count else { throw Self.otherWay }
    defer { position += count }
    return Array(numbers[position..<position + count])
  }

  static let otherWay = InputError(
    "the deck does not come to the run in which the checkpoint was written: something that its way "
      + "hangs on, such as an environment variable, has changed since; go on with read_restart in a "
      + "deck of its own instead")

  /// A number for a text: another for nearly every other text (FNV-1a, 52 bits).
  static func checksum(_ text: String) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Double(hash >> 12)
  }
}
