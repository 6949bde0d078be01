import MDCore

/// The neighbours of one centre within its cutoffs, in memory that is allocated once.
///
/// A class only because ``Potential`` values are copied; ``StillingerWeber`` makes its own before it
/// computes, if a copy holds the same one.
final class StillingerWeberScratch: @unchecked Sendable {
  private var reals = AlignedBuffer<Double>()
  private var integers = AlignedBuffer<Int32>()

  /// Pointers into the memory: what the loops work on.
  struct View {
    /// Displacement from the centre, Å, and 1/r.
    let x, y, z, inverse: UnsafeMutablePointer<Double>
    /// exp(γσ/(r − aσ)) and γσ/((r − aσ)² r).
    let screening, slope: UnsafeMutablePointer<Double>
    /// Forces of the triplets, eV/Å.
    let fx, fy, fz: UnsafeMutablePointer<Double>
    let index, element: UnsafeMutablePointer<Int32>
  }

  /// Room for a number of neighbours.
  func view(capacity: Int) -> View {
    let stride = max(1, capacity)
    reals.reserve(9 * stride, keeping: 0)
    integers.reserve(2 * stride, keeping: 0)
    let base = reals.pointer
    return View(
      x: base, y: base + stride, z: base + 2 * stride, inverse: base + 3 * stride,
      screening: base + 4 * stride, slope: base + 5 * stride, fx: base + 6 * stride,
      fy: base + 7 * stride, fz: base + 8 * stride, index: integers.pointer,
      element: integers.pointer + stride)
  }
}
