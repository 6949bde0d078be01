import MDCore
import MDKernels

/// The memory that an evaluation works in, allocated once.
///
/// A class only because ``Potential`` values are copied; ``StillingerWeber`` makes its own before it
/// computes, if a copy holds the same one.
final class StillingerWeberScratch: @unchecked Sendable {
  /// All atoms as rows of x, y, z and the element.
  var table = AlignedBuffer<Double>()
  private var gathered = AlignedBuffer<Double>()
  private var gatheredIndex = AlignedBuffer<Int32>()
  private var reals = AlignedBuffer<Double>()
  private var integers = AlignedBuffer<Int32>()
  private var segments = AlignedBuffer<Int>()

  /// The neighbours of one centre within the cutoff, element after element in whole vectors.
  struct View {
    /// As they were gathered, in the order of the list; with one element the same as `neighbors`.
    let gathered: NeighborColumns<Double>
    /// Displacements and indices by element, and α and g of the forces on them.
    let neighbors: NeighborColumns<Double>
    /// The direction, exp(γσ/(r − aσ)), γσ/((r − aσ)² r), energy and −dE/dr/r of the halved pair.
    let ux, uy, uz, screening, slope, energy, force: UnsafeMutablePointer<Double>
    /// For each element the place of its first neighbour and how many there are.
    let segments: UnsafeMutablePointer<Int>
    /// The longest list that fits.
    let longest: Int
  }

  /// Room for the neighbours of a list.
  func view(longest: Int, elements: Int) -> View {
    let room = DoubleLanes.padded(longest) + 2 * DoubleLanes.width
    let capacity = room + DoubleLanes.width * elements
    let columns = NeighborColumns<Double>.columnCount
    gathered.reserve(columns * room, keeping: 0)
    gatheredIndex.reserve(room, keeping: 0)
    reals.reserve((columns + 7) * capacity, keeping: 0)
    integers.reserve(capacity, keeping: 0)
    segments.reserve(2 * elements, keeping: 0)
    let own = NeighborColumns(
      numbers: reals.pointer, index: integers.pointer, element: integers.pointer,
      capacity: capacity, offset: 0)
    let rest = reals.pointer + columns * capacity
    let gathered = NeighborColumns(
      numbers: gathered.pointer, index: gatheredIndex.pointer, element: gatheredIndex.pointer,
      capacity: room, offset: 0)
    return View(
      gathered: elements == 1 ? own : gathered, neighbors: own, ux: rest, uy: rest + capacity,
      uz: rest + 2 * capacity, screening: rest + 3 * capacity, slope: rest + 4 * capacity,
      energy: rest + 5 * capacity, force: rest + 6 * capacity, segments: segments.pointer,
      longest: longest)
  }
}
