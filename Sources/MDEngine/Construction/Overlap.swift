import MDCore
import MDDomain

/// The pairs of `delete_atoms overlap`: which atoms of a first group lie too close to one of a second.
///
/// Whether an atom in both groups goes can be decided from ids and groups alone: it goes if it is
/// close to an atom of the second group with a higher id, or to one that is not in the first group
/// and so stays. After that the fate of every atom of the second group is known, and that of the
/// atoms in the first group alone follows.
struct Overlap {
  private let cutoff: Double
  private let first, second: UInt32
  private let grid: OverlapGrid

  init(_ state: borrowing SystemState, cutoff: Double, first: UInt32, second: UInt32) {
    self.cutoff = cutoff
    self.first = first
    self.second = second
    grid = OverlapGrid(state.atoms.view, box: state.box, cutoff: cutoff, mask: first)
  }

  /// A mark for each owned atom that goes.
  func deletions(_ state: borrowing SystemState) -> [Bool] {
    let view = state.atoms.view
    var marked = [Bool](repeating: false, count: view.owned)
    pass(state, survivors: marked) { i, partner in
      guard view.groups[i] & second != 0 else { return }
      if partner.id > view.id[i] || partner.groups & first == 0 { marked[i] = true }
    }
    let decided = marked
    pass(state, survivors: decided) { i, partner in
      guard view.groups[i] & second == 0 else { return }
      marked[i] = true
    }
    return marked
  }

  /// Shows each owned atom of the first group its partners in the second that are not marked.
  private func pass(
    _ state: borrowing SystemState, survivors marked: [Bool], _ body: (Int, PackedAtom) -> Void
  ) {
    let view = state.atoms.view
    let own = (0..<view.owned).filter { view.groups[$0] & second != 0 && !marked[$0] }
      .map { PackedAtom($0, of: view) }
    state.communicator.forEachBlock(of: own) { block in
      for partner in block {
        grid.forEachNear(partner.position) { i in
          if view.id[i] != partner.id { body(i, partner) }
        }
      }
    }
  }
}

/// Atoms of one rank sorted into cells at least a cutoff wide, to be asked for the neighbours of any
/// point, images included.
struct OverlapGrid {
  private let box: Box
  private let cutoff: Double
  private let cells: SIMD3<Int>
  /// How many images along each periodic edge lie within reach.
  private let reach: SIMD3<Int>
  private let starts: [Int]
  private let indices: [Int]
  private let positions: [Vector3]

  init(_ atoms: AtomView, box: Box, cutoff: Double, mask: UInt32) {
    self.box = box
    self.cutoff = cutoff
    let distances = box.faceDistances
    var cells = SIMD3<Int>(repeating: 1)
    var reach = SIMD3<Int>.zero
    for d in 0..<3 {
      // More cells than this would be emptier than they are worth.
      cells[d] = max(1, min(128, Int(distances[d] / cutoff)))
      reach[d] = box.isPeriodic(d) ? Int((cutoff / distances[d]).rounded(.up)) : 0
    }
    self.cells = cells
    self.reach = reach
    let members = (0..<atoms.owned).filter { atoms.groups[$0] & mask != 0 }
    let places = members.map { Self.cell(of: box.fractional(atoms.position($0)), cells) }
    var counts = [Int](repeating: 0, count: cells.x * cells.y * cells.z + 1)
    for place in places { counts[place + 1] += 1 }
    for c in 1..<counts.count { counts[c] += counts[c - 1] }
    starts = counts
    var sorted = [Int](repeating: 0, count: members.count)
    for (member, place) in zip(members, places) {
      sorted[counts[place]] = member
      counts[place] += 1
    }
    indices = sorted
    positions = sorted.map { atoms.position($0) }
  }

  private static func cell(of s: Vector3, _ cells: SIMD3<Int>) -> Int {
    var place = SIMD3<Int>.zero
    for d in 0..<3 { place[d] = index(s[d], cells[d]) }
    return place.x + cells.x * (place.y + cells.y * place.z)
  }

  private static func index(_ s: Double, _ count: Int) -> Int {
    Int(max(0, min(Double(count - 1), (s * Double(count)).rounded(.down))))
  }

  /// Calls `body` with each atom closer to a point or one of its images than the cutoff, once for each
  /// image.
  func forEachNear(_ point: Vector3, _ body: (Int) -> Void) {
    let limit = cutoff * cutoff
    let margin = Vector3(repeating: cutoff) / box.faceDistances
    for iz in -reach.z...reach.z {
      for iy in -reach.y...reach.y {
        for ix in -reach.x...reach.x {
          let r = point + box.shift(SIMD3(Int32(ix), Int32(iy), Int32(iz)))
          let s = box.fractional(r)
          if (0..<3).contains(where: {
            box.isPeriodic($0) && (s[$0] + margin[$0] < 0 || s[$0] - margin[$0] > 1)
          }) {
            continue
          }
          visit(r, from: s - margin, to: s + margin, limit, body)
        }
      }
    }
  }

  private func visit(
    _ r: Vector3, from lower: Vector3, to upper: Vector3, _ limit: Double, _ body: (Int) -> Void
  ) {
    for z in Self.index(lower.z, cells.z)...Self.index(upper.z, cells.z) {
      for y in Self.index(lower.y, cells.y)...Self.index(upper.y, cells.y) {
        let row = cells.x * (y + cells.y * z)
        let from = starts[row + Self.index(lower.x, cells.x)]
        let to = starts[row + Self.index(upper.x, cells.x) + 1]
        for n in from..<to {
          let d = positions[n] - r
          if d.dot(d) < limit { body(indices[n]) }
        }
      }
    }
  }
}
