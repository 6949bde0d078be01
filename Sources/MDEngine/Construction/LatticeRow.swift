import MDCore

/// The lattice sites with fixed second and third lattice coordinate, seen in some coordinate frame in
/// which they lie on parallel lines: where along the row they can lie inside given bounds.
struct LatticeRow {
  /// Where cell 0 of the row lies, and the way from one cell to the next.
  var start, step: Vector3
  /// The least and the largest offset of a basis atom from its cell's corner.
  var basisLower, basisUpper: Vector3

  /// The cells of the row that can hold a site inside the bounds, one more on either side; nil if
  /// there is none.
  func cells(within lower: Vector3, _ upper: Vector3) -> ClosedRange<Int>? {
    var first = -Double.infinity
    var last = Double.infinity
    for d in 0..<3 {
      let from = lower[d] - start[d] - basisUpper[d]
      let to = upper[d] - start[d] - basisLower[d]
      if abs(step[d]) < 1e-12 * (abs(step.x) + abs(step.y) + abs(step.z)) {
        if from > 0 || to < 0 { return nil }
        continue
      }
      first = max(first, min(from / step[d], to / step[d]))
      last = min(last, max(from / step[d], to / step[d]))
    }
    guard first <= last + 1 else { return nil }
    let low = Int(first.rounded(.down)) - 1
    let high = Int(last.rounded(.up)) + 1
    return low <= high ? low...high : nil
  }
}
