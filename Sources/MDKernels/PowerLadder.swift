/// How to make several powers of one or more bases with few multiplications.
///
/// Values live in slots; the first ones hold the bases, each step multiplies two slots into the next
/// free one.
public struct PowerLadder: Sendable, Equatable {
  /// slot[target] = slot[a]·slot[b]
  public struct Step: Sendable, Equatable {
    let target, a, b: Int

    /// Executes the step on streams: slot s is the stream at `slots + s·stride`.
    func run<Real: LaneScalar>(_ slots: UnsafeMutablePointer<Real>, stride: Int, vectors: Int) {
      let first = slots + a * stride
      let second = slots + b * stride
      let product = slots + target * stride
      for v in 0..<vectors {
        let n = Real.Lanes.width * v
        product.store(first.lanes(n) * second.lanes(n), n)
      }
    }
  }

  /// How many bases there are.
  public let baseCount: Int
  /// The multiplications, in order.
  public private(set) var steps: [Step] = []
  /// How many slots are used.
  public private(set) var slotCount: Int
  /// The exponents of the slots of one base at a time, while steps are found.
  private var known: [(exponent: Int, slot: Int)] = []

  public static func == (a: Self, b: Self) -> Bool {
    a.baseCount == b.baseCount && a.steps == b.steps
  }

  /// No powers but the bases.
  public init(baseCount: Int) {
    self.baseCount = baseCount
    slotCount = baseCount
  }

  /// Adds the steps that whole positive powers of a base need, and returns the slot of each.
  public mutating func add(exponents: [Int], ofBase base: Int) -> [Int] {
    known = [(1, base)]
    for exponent in exponents.sorted() { reach(exponent) }
    return exponents.map { exponent in known.first { $0.exponent == exponent }!.slot }
  }

  /// Adds the fewest steps that reach one more exponent.
  private mutating func reach(_ exponent: Int) {
    precondition(exponent > 0, "powers are positive")
    if known.contains(where: { $0.exponent == exponent }) { return }
    for depth in 1...4 {
      if let sums = Self.shortest(to: exponent, from: known.map(\.exponent), depth: depth) {
        for (a, b) in sums { step(a, b) }
        return
      }
    }
    // Far away: halve it.
    reach(exponent / 2)
    step(exponent / 2, exponent / 2)
    if exponent & 1 == 1 { step(exponent - 1, 1) }
  }

  private mutating func step(_ a: Int, _ b: Int) {
    if known.contains(where: { $0.exponent == a + b }) { return }
    let slots = [a, b].map { e in known.first { $0.exponent == e }!.slot }
    steps.append(Step(target: slotCount, a: slots[0], b: slots[1]))
    known.append((a + b, slotCount))
    slotCount += 1
  }

  /// Additions that lead from a set of numbers to another number in `depth` steps.
  private static func shortest(to goal: Int, from numbers: [Int], depth: Int) -> [(Int, Int)]? {
    let largest = numbers.max() ?? 1
    if largest << depth < goal { return nil }
    for (i, a) in numbers.enumerated() {
      for b in numbers[i...] where a + b <= goal && !numbers.contains(a + b) {
        if depth == 1 {
          if a + b == goal { return [(a, b)] }
        } else if let rest = shortest(to: goal, from: numbers + [a + b], depth: depth - 1) {
          return [(a, b)] + rest
        }
      }
    }
    return nil
  }

  /// Executes the steps on streams: slot s is the stream at `slots + s·stride`.
  func run<Real: LaneScalar>(_ slots: UnsafeMutablePointer<Real>, stride: Int, vectors: Int) {
    for step in steps { step.run(slots, stride: stride, vectors: vectors) }
  }
}
