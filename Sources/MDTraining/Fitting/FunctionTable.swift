import MDCore

/// The symmetry functions of one structure and their derivatives, as one rank keeps them.
///
/// The derivatives are sorted by the atom that is moved: for each atom a of this rank's share, an entry
/// for each atom i whose functions feel it, with ∂g_i/∂r_a of those functions that can. Images of one
/// atom share an entry. Numbers are single precision: their rounding, 1e-7, is far below what a network
/// can fit, and memory is what a fit runs out of. Everything that is computed from them is double.
final class FunctionTable {
  /// g of all atoms, scaled, element after element, a column of functions for each atom.
  let inputs: [Double]
  /// The atoms of this rank's share.
  let share: Range<Int>
  /// Where the entries of each atom of the share begin; one more at the end.
  let starts: [Int32]
  /// Atom i of each entry, ascending for each a.
  let centers: [Int32]
  /// Where the numbers of each entry begin: three rows (x, y, z) of the functions that matter.
  let places: [Int]
  /// ∂g/∂r in 1/Å.
  let derivatives: AlignedBuffer<Float>
  let derivativeCount: Int
  /// ∂g_i/∂ε of all atoms, six rows (xx yy zz xy xz yz) each; empty without stress. ε scales the
  /// neighbours' displacements.
  let strains: [Float]

  init(
    inputs: [Double], share: Range<Int>, starts: [Int32], centers: [Int32], places: [Int],
    derivatives: consuming AlignedBuffer<Float>, derivativeCount: Int, strains: [Float]
  ) {
    self.inputs = inputs
    self.share = share
    self.starts = starts
    self.centers = centers
    self.places = places
    self.derivatives = derivatives
    self.derivativeCount = derivativeCount
    self.strains = strains
  }

  /// Bytes that a table of so many numbers takes.
  static func bytes(entries: Int, derivatives: Int, inputs: Int, strains: Int, atoms: Int) -> Int {
    12 * entries + 4 * derivatives + 8 * inputs + 4 * strains + 4 * atoms + 256
  }
}

/// The share of a rank when `count` things are dealt out in order.
func share(of count: Int, rank: Int, ranks: Int) -> Range<Int> {
  (count * rank / ranks)..<(count * (rank + 1) / ranks)
}

/// Which of an element's functions feel each element, and where their numbers stand in an entry.
struct FunctionVisibility: Sendable {
  /// [of the centre][of the atom that moves]
  let seeing: [[[Int32]]]
  /// The number of functions of each element.
  let counts: [Int]

  /// The functions in an entry: all of them for an atom that is its own centre.
  func functions(center: Int32, moving: Int32, isSelf: Bool) -> [Int32]? {
    if isSelf { return nil }
    let list = seeing[Int(center)][Int(moving)]
    return list.count == counts[Int(center)] ? nil : list
  }

  /// How many functions an entry has.
  func count(center: Int32, moving: Int32, isSelf: Bool) -> Int {
    isSelf ? counts[Int(center)] : seeing[Int(center)][Int(moving)].count
  }
}
