/// One dimension of a grid of cells: slices of equal width across the span of the atoms, with long
/// empty stretches left out.
///
/// Leaving them out keeps a droplet in vacuum as cheap as a droplet alone, however far its evaporated
/// atoms have gone. Slices that are at most two apart stay as far apart as they are.
struct CellAxis: ~Copyable {
  /// How many cells there are along this dimension.
  private(set) var count = 1
  private var slices = 1
  private var low = 0.0
  private var scale = 0.0
  /// By slice: at first whether an atom is in it, then its cell.
  private var cells = AlignedBuffer<Int32>()

  /// Lays slices that are at least `narrowest` wide from `low` to `high`, but not more than `most`.
  mutating func layOut(low: Double, high: Double, narrowest: Double, most: Int) {
    let fitting = ((high - low) / narrowest).rounded(.down)
    // The comparison fails for what is not a number, as when a coordinate is not: one slice then.
    slices = fitting >= 1 ? Int(min(fitting, Double(most))) : 1
    self.low = low
    scale = slices > 1 ? Double(slices) / (high - low) : 0
    cells.reserve(slices, keeping: 0)
    cells.pointer.update(repeating: 0, count: slices)
  }

  /// Notes that an atom is at this coordinate.
  @inline(__always)
  func occupy(_ s: Double) {
    cells.pointer[slice(s)] = 1
  }

  /// Numbers the slices, leaving out what of an empty stretch is beyond two slices.
  mutating func number() {
    var next: Int32 = 0
    var empty = 0
    for k in 0..<slices {
      empty = cells.pointer[k] == 1 ? 0 : empty + 1
      cells.pointer[k] = next
      if empty <= 2 { next += 1 }
    }
    count = Int(next)
  }

  /// Joins slices so that at most `most` cells remain.
  mutating func coarsen(to most: Int) {
    let factor = Int32((count + most - 1) / most)
    for k in 0..<slices { cells.pointer[k] /= factor }
    count = Int((Int32(count) + factor - 1) / factor)
  }

  /// The cell of a coordinate.
  @inline(__always)
  func cell(_ s: Double) -> Int {
    Int(cells.pointer[slice(s)])
  }

  /// The outermost slices take what rounding puts outside.
  @inline(__always)
  private func slice(_ s: Double) -> Int {
    let t = (s - low) * scale
    guard t >= 1 else { return 0 }
    return t < Double(slices) ? Int(t) : slices - 1
  }
}
