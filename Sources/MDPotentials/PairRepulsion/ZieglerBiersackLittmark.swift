import Foundation
import MDCore

/// The screened repulsion of nuclei, `pair_style zbl`, with a smooth end as LAMMPS has it:
///
/// E(r) = k Z_i Z_j / r · φ(r/a) + S(r),
/// φ(x) = 0.18175 e^(−3.19980 x) + 0.50986 e^(−0.94229 x) + 0.28022 e^(−0.40290 x) + 0.02817 e^(−0.20162 x),
/// a = 0.46850 Å / (Z_i^0.23 + Z_j^0.23), k = 14.399645 eV Å
///
/// (J. F. Ziegler, J. P. Biersack, U. Littmark, The Stopping and Range of Ions in Matter, Pergamon 1985). S is a constant
/// up to the inner cutoff and a polynomial of fourth order from there on, by which E, its slope and its curvature are
/// zero at the outer one.
public struct ZieglerBiersackLittmark: Potential, Sendable {
  public let name = "zbl"
  public let cutoff: Double
  public let summary: [String]
  let inner: Double
  let types: Int
  /// For each pair of types; without nuclear charges where none were given.
  let pairs: [Pair]

  /// - Parameters:
  ///   - inner: Å, where the smooth end begins.
  ///   - outer: Å, where it is over.
  ///   - charges: numbers of protons for each pair of types, row by row from type 1; nil where there is no repulsion.
  /// - Throws: ``InputError`` if the cutoffs are not 0 < inner < outer.
  public init(
    inner: Double, outer: Double, types: Int, charges: [(i: Double, j: Double)?]
  ) throws(InputError) {
    guard 0 < inner, inner < outer else {
      throw InputError(
        "pair_style zbl: the cutoffs must be 0 < inner < outer, not \(inner) and \(outer)")
    }
    precondition(charges.count == types * types)
    self.inner = inner
    self.types = types
    cutoff = outer
    pairs = charges.map { $0.map { Pair($0.i, $0.j, inner: inner, outer: outer) } ?? Pair() }
    summary = ["Ziegler-Biersack-Littmark repulsion, smooth end from \(inner) to \(outer) Angstrom"]
  }

  /// The repulsion of two kinds of nuclei.
  struct Pair: Sendable {
    private static let amplitudes = SIMD4(0.02817, 0.28022, 0.50986, 0.18175)
    private static let exponents = SIMD4(0.20162, 0.40290, 0.94229, 3.19980)

    /// k Z_i Z_j, eV Å.
    private(set) var strength = 0.0
    /// The exponents over a, 1/Å.
    private var rates = SIMD4<Double>.zero
    private var inner = 0.0
    /// S = c + t³ (a + b t) with t = r − inner.
    private var a = 0.0
    private var b = 0.0
    private var c = 0.0

    /// None.
    init() {}

    init(_ first: Double, _ second: Double, inner: Double, outer: Double) {
      strength = 14.399645 * first * second
      rates = Self.exponents * ((pow(first, 0.23) + pow(second, 0.23)) / 0.46850)
      self.inner = inner
      let t = outer - inner
      let (energy, slope, curvature) = screened(outer)
      a = (-3 * slope + t * curvature) / (t * t) / 3
      b = (2 * slope - t * curvature) / (t * t * t) / 4
      c = -energy + 0.5 * t * slope - t * t * curvature / 12
    }

    /// The screened repulsion without its smooth end, with two derivatives.
    private func screened(_ r: Double) -> (energy: Double, slope: Double, curvature: Double) {
      var terms = Self.amplitudes
      for k in 0..<4 { terms[k] *= exp(-rates[k] * r) }
      let (f, f1, f2) = (terms.sum(), -(rates * terms).sum(), (rates * rates * terms).sum())
      let over = strength / r
      return (
        over * f, over * (f1 - f / r), over * (f2 - 2 * f1 / r + 2 * f / (r * r))
      )
    }

    /// Energy, eV, and its slope, eV/Å, at a distance within the outer cutoff.
    func value(_ r: Double) -> (energy: Double, slope: Double) {
      let (energy, slope, _) = screened(r)
      guard r > inner else { return (energy + c, slope) }
      let t = r - inner
      return (
        energy + c + t * t * t * (a + b * t), slope + t * t * (3 * a + 4 * b * t)
      )
    }
  }

  /// Each centre has half of the energy of its pairs and its own force whole: each pair is met from both sides, so
  /// that ghosts get none.
  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    let end = cutoff * cutoff
    pairs.withUnsafeBufferPointer { pairs in
      for i in centers {
        let row = (Int(atoms.type[i]) - 1) * types
        let (x, y, z) = (atoms.x[i], atoms.y[i], atoms.z[i])
        var force = Vector3.zero
        for entry in neighbors.neighbors(of: i) {
          let j = Int(entry)
          let d = Vector3(atoms.x[j] - x, atoms.y[j] - y, atoms.z[j] - z)
          let square = d.dot(d)
          let pair = pairs[row + Int(atoms.type[j]) - 1]
          guard square < end, pair.strength != 0 else { continue }
          let r = square.squareRoot()
          let (energy, slope) = pair.value(r)
          force += d * (slope / r)
          tally.energy += 0.5 * energy
          tally.perAtom?.energy[i] += 0.5 * energy
          guard tally.wantsVirial || tally.perAtom != nil else { continue }
          let share = -0.5 * slope / r
          let part =
            SymmetricTensor(
              xx: d.x * d.x, yy: d.y * d.y, zz: d.z * d.z, xy: d.x * d.y, xz: d.x * d.z,
              yz: d.y * d.z) * share
          tally.virial = tally.virial + part
          tally.perAtom?.addVirial(part, to: i)
        }
        atoms.fx[i] += force.x
        atoms.fy[i] += force.y
        atoms.fz[i] += force.z
      }
    }
  }
}
