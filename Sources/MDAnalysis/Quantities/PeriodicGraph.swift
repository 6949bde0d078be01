import MDCore

/// The bonds of a crystal or glass that repeats without end: a node is an atom in some image of the box,
/// packed into one number, so that an atom and its image are told apart.
struct PeriodicGraph {
  /// An atom (the low 32 bits) and its image, ten bits a direction around 512. Bonds and balls are kept
  /// relative to an atom in the home box and are moved by adding.
  typealias Node = Int64

  private let starts: [Int]
  private let bonds: [Node]
  /// What is at most one and at most two bonds away, by atom.
  private let nearStarts: [Int]
  private let near: [Node]

  init(_ table: BondTable) {
    var starts = [0], bonds: [Node] = []
    for atom in 0..<table.count {
      bonds += table.of(atom).map { Self.pack(Int($0.atom), $0.image) }
      starts.append(bonds.count)
    }
    (self.starts, self.bonds) = (starts, bonds)
    var nearStarts = [0], near: [Node] = []
    for atom in 0..<table.count {
      let first = near.count
      near.append(Int64(atom))
      for step in bonds[starts[atom]..<starts[atom + 1]] {
        if !near[first...].contains(step) { near.append(step) }
      }
      for step in bonds[starts[atom]..<starts[atom + 1]] {
        let (other, image) = (Self.atom(step), step - Int64(Self.atom(step)))
        for next in bonds[starts[other]..<starts[other + 1]]
        where !near[first...].contains(image + next) { near.append(image + next) }
      }
      nearStarts.append(near.count)
    }
    (self.nearStarts, self.near) = (nearStarts, near)
  }

  /// An atom some boxes away from where counting starts.
  private static func pack(_ atom: Int, _ image: SIMD3<Int32>) -> Node {
    Int64(atom) + Int64(image.x) << 32 + Int64(image.y) << 42 + Int64(image.z) << 52
  }

  /// An atom of the box in the middle of all images.
  static func home(_ atom: Int) -> Node {
    pack(atom, SIMD3(repeating: 512))
  }

  /// Which atom a node is.
  @inline(__always)
  static func atom(_ node: Node) -> Int { Int(UInt32(truncatingIfNeeded: node)) }

  /// How many bonds a node has.
  @inline(__always)
  func degree(_ node: Node) -> Int {
    let atom = Self.atom(node)
    return starts[atom + 1] - starts[atom]
  }

  /// The other end of a bond of a node.
  @inline(__always)
  func neighbor(_ node: Node, _ k: Int) -> Node {
    let atom = Self.atom(node)
    return node &- Int64(atom) &+ bonds[starts[atom] + k]
  }

  /// Whether there is a way from one node to the other with at most so many bonds.
  func areWithin(_ a: Node, _ b: Node, steps: Int) -> Bool {
    switch steps {
    case ..<0: return false
    case 0: return a == b
    case 1, 2:
      let limit = steps == 1 ? degree(a) + 1 : nearCount(a)
      return (0..<limit).contains { nearNode(a, $0) == b }
    case 3, 4:
      // From both ends, so that each needs two bonds at most.
      let other = steps == 3 ? degree(b) + 1 : nearCount(b)
      let own = nearCount(a)
      for i in 0..<other {
        let node = nearNode(b, i)
        for k in 0..<own where nearNode(a, k) == node { return true }
      }
      return false
    default:
      return (0..<degree(a)).contains { areWithin(neighbor(a, $0), b, steps: steps - 1) }
    }
  }

  @inline(__always)
  private func nearCount(_ node: Node) -> Int {
    let atom = Self.atom(node)
    return nearStarts[atom + 1] - nearStarts[atom]
  }

  @inline(__always)
  private func nearNode(_ node: Node, _ k: Int) -> Node {
    let atom = Self.atom(node)
    return node &- Int64(atom) &+ near[nearStarts[atom] + k]
  }
}

/// Numbers by node, emptied at no cost.
struct NodeTable {
  private var keys: [Int64]
  private var values: [Int32]
  private var rounds: [UInt32]
  private var round: UInt32 = 1
  private var count = 0

  init() {
    keys = Array(repeating: 0, count: 1024)
    values = Array(repeating: 0, count: 1024)
    rounds = Array(repeating: 0, count: 1024)
  }

  mutating func removeAll() {
    count = 0
    if round == .max {
      rounds = Array(repeating: 0, count: keys.count)
      round = 0
    }
    round += 1
  }

  /// The number of a node; nil if it has none.
  subscript(_ node: Int64) -> Int32? {
    var place = slot(node)
    while rounds[place] == round {
      if keys[place] == node { return values[place] }
      place = (place + 1) & (keys.count - 1)
    }
    return nil
  }

  /// Gives a number to a node that has none.
  mutating func insert(_ node: Int64, _ value: Int32) {
    if 2 * count >= keys.count { grow() }
    var place = slot(node)
    while rounds[place] == round { place = (place + 1) & (keys.count - 1) }
    (keys[place], values[place], rounds[place]) = (node, value, round)
    count += 1
  }

  private func slot(_ node: Int64) -> Int {
    let mixed = UInt64(bitPattern: node) &* 0x9e37_79b9_7f4a_7c15
    return Int(mixed >> 32) & (keys.count - 1)
  }

  private mutating func grow() {
    var larger = NodeTable()
    larger.keys = Array(repeating: 0, count: 2 * keys.count)
    larger.values = Array(repeating: 0, count: 2 * keys.count)
    larger.rounds = Array(repeating: 0, count: 2 * keys.count)
    for place in keys.indices where rounds[place] == round {
      larger.insert(keys[place], values[place])
    }
    self = larger
  }
}
