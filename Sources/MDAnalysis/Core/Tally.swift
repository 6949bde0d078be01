import MDDomain

/// Sums of real numbers that do not depend on the order of the terms, nor on which rank adds which:
/// each term is rounded to 2⁻⁴⁰ and whole numbers are added.
struct ExactSums {
  private var values: [Int128]
  private static let quantum = Double(sign: .plus, exponent: -40, significand: 1)
  private static let lowBits: Int128 = 1 << 40

  init(_ count: Int) { values = Array(repeating: 0, count: count) }

  /// Adds a number at a place; what is not finite is left out.
  mutating func add(_ value: Double, at place: Int = 0) {
    let scaled = (value / Self.quantum).rounded()
    // Beyond 2¹⁰⁰ no sum of a simulation lies.
    if scaled.magnitude < 1.2e30 { values[place] += Int128(scaled) }
  }

  /// Adds a number of 2⁻⁴⁰, added up elsewhere.
  mutating func add(quanta: Int64, at place: Int) { values[place] += Int128(quanta) }

  /// The sum at a place.
  subscript(_ place: Int) -> Double { Double(values[place]) * Self.quantum }

  /// Adds up over the ranks. Collective.
  mutating func combine(_ communicator: any Communicator) {
    guard communicator.size > 1 else { return }
    let low = communicator.reduce(values.map { Int64($0 & (Self.lowBits - 1)) }, .sum)
    let high = communicator.reduce(values.map { Int64(truncatingIfNeeded: $0 >> 40) }, .sum)
    values = zip(low, high).map { Int128($0) + Int128($1) << 40 }
  }
}

/// How often things occurred.
struct Counts {
  var values: [Int64]

  init(_ count: Int) { values = Array(repeating: 0, count: count) }

  subscript(_ place: Int) -> Int64 {
    get { values[place] }
    set { values[place] = newValue }
  }

  var total: Int64 { values.reduce(0, +) }

  /// Adds up over the ranks. Collective.
  mutating func combine(_ communicator: any Communicator) {
    values = communicator.reduce(values, .sum)
  }
}

/// Whole numbers of each frame, such as how many atoms are fourfold: parts from several ranks add up.
struct FrameSeries {
  /// A frame.
  struct Row {
    var number: Int
    var step: Int64
    var time: Double
    var values: [Double]
  }

  private(set) var rows: [Int: Row] = [:]
  private let width: Int

  init(width: Int) { self.width = width }

  mutating func add(_ snapshot: Snapshot, _ values: [Double]) {
    let frame = snapshot.frame
    var row =
      rows[frame.number]
      ?? Row(
        number: frame.number, step: frame.step ?? -1, time: snapshot.time ?? .nan,
        values: Array(repeating: 0, count: width))
    for i in 0..<width { row.values[i] += values[i] }
    rows[frame.number] = row
  }

  /// In the order of the frames.
  var sorted: [Row] { rows.values.sorted { $0.number < $1.number } }

  /// Brings all rows to the root. Collective.
  mutating func combine(_ communicator: any Communicator) {
    guard communicator.size > 1 else { return }
    var numbers: [Double] = []
    for row in sorted {
      numbers += [Double(row.number), Double(row.step), row.time] + row.values
    }
    let parts = communicator.gather(numbers.withUnsafeBytes { Array($0) }, tag: 3001)
    guard communicator.isRoot else { return }
    rows = [:]
    for part in parts {
      let values = part.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
      for start in stride(from: 0, to: values.count, by: width + 3) {
        let number = Int(values[start])
        let own = Array(values[start + 3..<start + 3 + width])
        if rows[number] == nil {
          rows[number] = Row(
            number: number, step: Int64(values[start + 1]), time: values[start + 2], values: own)
        } else {
          for i in 0..<width { rows[number]!.values[i] += own[i] }
        }
      }
    }
  }
}
