/// Adds up the derivatives of one centre's functions by the atom that moves.
struct EntryCollector {
  /// Atoms with an entry, in the order in which they were met; the centre first.
  private(set) var atoms: [Int] = []
  private var slots: [Int]
  private var sums: [Double] = []
  private var functions = 0
  private var center = 0
  private let most: Int

  init(atoms: Int, functions: Int) {
    slots = [Int](repeating: -1, count: atoms)
    most = functions
  }

  mutating func begin(center: Int, functions: Int) {
    for atom in atoms { slots[atom] = -1 }
    atoms.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
    self.functions = functions
    self.center = center
    _ = slot(of: center)
  }

  private mutating func slot(of atom: Int) -> Int {
    if slots[atom] >= 0 { return slots[atom] }
    slots[atom] = atoms.count
    atoms.append(atom)
    sums.append(contentsOf: repeatElement(0, count: 3 * functions))
    return slots[atom]
  }

  /// Adds one neighbour's derivatives to its atom's and takes them from the centre's.
  mutating func add(
    _ derivatives: UnsafeBufferPointer<Double>, _ slopes: [Double], atom: Int, component: Int
  ) {
    let place = 3 * functions * slot(of: atom) + component * functions
    let own = component * functions
    sums.withUnsafeMutableBufferPointer { sums in
      for f in 0..<functions {
        let value = derivatives[f] * slopes[f]
        sums[place + f] += value
        sums[own + f] -= value
      }
    }
  }

  /// Appends the three rows of an atom's entry.
  func write(_ atom: Int, functions list: [Int32]?, to numbers: inout [Float]) {
    let place = 3 * functions * slots[atom]
    guard let list else {
      for n in 0..<(3 * functions) { numbers.append(Float(sums[place + n])) }
      return
    }
    for component in 0..<3 {
      for f in list { numbers.append(Float(sums[place + component * functions + Int(f)])) }
    }
  }
}
