/// Finds the shortest-path rings through an atom.
struct RingSearch {
  private typealias Node = PeriodicGraph.Node

  private let graph: PeriodicGraph
  private let largest: Int
  /// Bonds from the root.
  private var level = NodeTable()
  /// Nodes by bonds from the root.
  private var shells: [[Node]] = []

  init(_ bonds: BondTable, largest: Int) {
    graph = PeriodicGraph(bonds)
    self.largest = largest
  }

  /// How many rings of each size go through an atom.
  mutating func rings(through atom: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: largest + 1)
    let root = PeriodicGraph.home(atom)
    expand(root)
    // A ring of 2m members has one member m bonds from the root, with two ways back; one of 2m + 1 has
    // two such members with a bond between them.
    for (steps, shell) in shells.enumerated().dropFirst() {
      for node in shell {
        if 2 * steps <= largest, steps > 1, waysBack(node, steps) > 1 {
          let back = paths(from: node, steps)
          for (k, first) in back.enumerated() {
            for second in back.dropFirst(k + 1) where isRing(first, second, joined: true, root) {
              counts[2 * steps] += 1
            }
          }
        }
        if 2 * steps + 1 <= largest { counts[2 * steps + 1] += oddRings(node, steps, root) }
      }
    }
    return counts
  }

  /// Rings whose far end is a bond from this node to one as far from the root.
  private func oddRings(_ node: Node, _ steps: Int, _ root: Node) -> Int {
    var count = 0
    for k in 0..<graph.degree(node) {
      let other = graph.neighbor(node, k)
      guard node < other, level[other] == Int32(steps) else { continue }
      let back = paths(from: other, steps)
      for first in paths(from: node, steps) {
        for second in back where isRing(first, second, joined: false, root) { count += 1 }
      }
    }
    return count
  }

  /// Counts the bonds to all nodes that half a ring may reach.
  private mutating func expand(_ root: Node) {
    level.removeAll()
    level.insert(root, 0)
    shells = [[root]]
    for steps in 1...max(1, largest / 2) {
      var next: [Node] = []
      for node in shells[steps - 1] {
        for k in 0..<graph.degree(node) {
          let other = graph.neighbor(node, k)
          guard level[other] == nil else { continue }
          level.insert(other, Int32(steps))
          next.append(other)
        }
      }
      shells.append(next)
    }
  }

  /// How many neighbours of a node are nearer to the root.
  private func waysBack(_ node: Node, _ steps: Int) -> Int {
    (0..<graph.degree(node)).reduce(0) {
      $0 + (level[graph.neighbor(node, $1)] == Int32(steps - 1) ? 1 : 0)
    }
  }

  /// All shortest ways from a node to the root, without the root.
  private func paths(from node: Node, _ steps: Int) -> [[Node]] {
    guard steps > 1 else { return [[node]] }
    var found: [[Node]] = []
    for k in 0..<graph.degree(node) {
      let other = graph.neighbor(node, k)
      guard level[other] == Int32(steps - 1) else { continue }
      found += paths(from: other, steps - 1).map { [node] + $0 }
    }
    return found
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
      if graph.areWithin(ring[k], ring[(k + half) % size], steps: half - 1) { return false }
    }
    return true
  }
}
