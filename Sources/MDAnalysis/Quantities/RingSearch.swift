import MDCore

/// Finds the shortest-path rings through an atom, in the crystal or glass that repeats without end: an
/// atom and its image are two nodes, so that a path across the box is no ring.
struct RingSearch {
  /// An atom in some image of the box.
  private struct Node: Hashable {
    var atom: Int32
    var image: SIMD3<Int32>
  }

  private let bonds: BondTable
  private let largest: Int
  /// Steps from the root.
  private var level: [Node: Int32] = [:]
  /// Nodes by steps from the root.
  private var shells: [[Node]] = []

  init(_ bonds: BondTable, largest: Int) {
    self.bonds = bonds
    self.largest = largest
  }

  private func neighbors(_ node: Node) -> [Node] {
    bonds.of(Int(node.atom)).map { Node(atom: $0.atom, image: node.image &+ $0.image) }
  }

  /// How many rings of each size go through an atom.
  mutating func rings(through atom: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: largest + 1)
    let root = Node(atom: Int32(atom), image: .zero)
    expand(root)
    // A ring of 2m members has one member m steps from the root, with two ways back; one of 2m + 1 has
    // two such members with a bond between them.
    for (steps, shell) in shells.enumerated().dropFirst() {
      for node in shell {
        let back = paths(from: node)
        if 2 * steps <= largest, steps > 1 {
          for (k, first) in back.enumerated() {
            for second in back.dropFirst(k + 1) where isRing(first, second, joined: true, root) {
              counts[2 * steps] += 1
            }
          }
        }
        guard 2 * steps + 1 <= largest else { continue }
        for other in neighbors(node) where level[other] == Int32(steps) && isBefore(node, other) {
          for first in back {
            for second in paths(from: other) where isRing(first, second, joined: false, root) {
              counts[2 * steps + 1] += 1
            }
          }
        }
      }
    }
    return counts
  }

  /// Counts the steps to all nodes that half a ring may reach.
  private mutating func expand(_ root: Node) {
    level.removeAll(keepingCapacity: true)
    level[root] = 0
    shells = [[root]]
    for steps in 1...max(1, largest / 2) {
      var next: [Node] = []
      for node in shells[steps - 1] {
        for other in neighbors(node) where level[other] == nil {
          level[other] = Int32(steps)
          next.append(other)
        }
      }
      shells.append(next)
    }
  }

  /// All shortest ways from a node to the root, without the root.
  private func paths(from node: Node) -> [[Node]] {
    guard let steps = level[node], steps > 1 else { return [[node]] }
    return neighbors(node).filter { level[$0] == steps - 1 }
      .flatMap { paths(from: $0) }.map { [node] + $0 }
  }

  private func isBefore(_ a: Node, _ b: Node) -> Bool {
    if a.atom != b.atom { return a.atom < b.atom }
    for d in 0..<3 where a.image[d] != b.image[d] { return a.image[d] < b.image[d] }
    return false
  }

  /// Whether two ways to the root are a shortest-path ring: they share no node (but the far one where they
  /// are joined), and opposite members are as far from each other as they are along the ring.
  private func isRing(_ first: [Node], _ second: [Node], joined: Bool, _ root: Node) -> Bool {
    let other = joined ? second.dropFirst() : second[...]
    guard !other.contains(where: first.contains) else { return false }
    let ring = [root] + first.reversed() + other
    let size = ring.count
    guard size > 3 else { return true }
    let half = size / 2
    // Opposite pairs tell of all others: a short cut between any two would shorten the way between the
    // opposite ones around them.
    for k in 1..<(size % 2 == 0 ? half : size) {
      if isNearer(ring[k], ring[(k + half) % size], than: half) { return false }
    }
    return true
  }

  /// Whether there is a way with fewer steps than `steps`.
  private func isNearer(_ a: Node, _ b: Node, than steps: Int) -> Bool {
    // From both ends, so that each side needs half the depth only.
    let reach = steps - 1
    return meets(ball(a, reach / 2), ball(b, reach - reach / 2))
  }

  private func ball(_ center: Node, _ depth: Int) -> [Node] {
    var found = [center]
    var start = 0
    for _ in 0..<max(0, depth) {
      let end = found.count
      for place in start..<end {
        for other in neighbors(found[place]) where !found.contains(other) { found.append(other) }
      }
      start = end
    }
    return found
  }

  private func meets(_ a: [Node], _ b: [Node]) -> Bool { a.contains { b.contains($0) } }
}
