import MDCore

/// A model of the energy of the system as a sum of atomic energies that depend on the atoms within
/// a cutoff.
///
/// The engine calls `compute` many times a step with ranges of owned atoms that together cover all of
/// them, so that a call must cost nothing but the work for its centres; each call adds to the forces of owned atoms and ghosts and to the tally. The
/// engine zeroes both before, and adds ghost forces back to their owners after.
public protocol Potential {
  /// The name of the kind, as `pair_style` has it.
  var name: String { get }

  /// The distance in Å beyond which atoms have no influence. Ghosts reach at least this far.
  var cutoff: Double { get }

  /// Lines for the head of the log: what was loaded and from where.
  var summary: [String] { get }

  /// Told of atoms, owned ones or ghosts, whose positions or types are new, before `compute` is
  /// called for a centre near them: for a potential that keeps positions in an order of its own.
  mutating func readPositions(of range: Range<Int>, _ atoms: AtomView)

  /// Adds energy, forces and virial of the atomic energies of `centers` (a range of owned atoms).
  ///
  /// - Parameters:
  ///   - centers: the owned atoms whose energies are to be evaluated.
  ///   - atoms: positions and types are read, forces of owned atoms and ghosts are added to.
  ///   - neighbors: every atom within the cutoff of a centre is in its list; farther ones may be.
  ///   - tally: where energy, virial and what else is asked for are added.
  mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally)

  /// Hands over the extrapolation warnings since the last call, on this rank, and starts again at
  /// zero. Empty unless the potential is ``ExtrapolationChecking``.
  mutating func takeExtrapolations() -> ExtrapolationReport
}

extension Potential {
  public mutating func readPositions(of range: Range<Int>, _ atoms: AtomView) {}

  public mutating func takeExtrapolations() -> ExtrapolationReport { ExtrapolationReport() }
}

/// What a potential adds up besides forces.
public struct Tally {
  /// Whether the virial is wanted; if not, it may be left as it is.
  public var wantsVirial: Bool
  /// eV, the sum over the centres so far.
  public var energy = 0.0
  /// eV: Σ r_ij ⊗ F_j, the tensor whose trace over 3V is the potential part of the pressure.
  public var virial = SymmetricTensor.zero
  /// Arrays an atom each, when some compute or dump wants them.
  public var perAtom: PerAtomTallyView?

  /// An empty tally.
  public init(wantsVirial: Bool = true, perAtom: PerAtomTallyView? = nil) {
    self.wantsVirial = wantsVirial
    self.perAtom = perAtom
  }
}

/// The owner of the arrays behind a ``PerAtomTallyView``.
public struct PerAtomTally: ~Copyable {
  private var energy = AlignedBuffer<Double>()
  private var virial = AlignedBuffer<Double>()
  private var extrapolations = AlignedBuffer<Int32>()
  /// The step whose evaluation the arrays hold; -1 if none.
  public var step: Int64 = -1

  /// Empty arrays.
  public init() {}

  /// All zero, with room for owned atoms and ghosts.
  public mutating func reset(total: Int) {
    energy.reserve(total, keeping: 0)
    virial.reserve(6 * total, keeping: 0)
    extrapolations.reserve(total, keeping: 0)
    energy.pointer.update(repeating: 0, count: total)
    virial.pointer.update(repeating: 0, count: 6 * total)
    extrapolations.pointer.update(repeating: 0, count: total)
  }

  /// Pointers to the arrays, valid until the next `reset`.
  public var view: PerAtomTallyView {
    PerAtomTallyView(
      energy: energy.pointer, virial: virial.pointer, extrapolations: extrapolations.pointer)
  }
}

/// Arrays, an element for each owned atom and ghost, that a potential adds to.
///
/// The virial of the force that the energy of atom i puts on atom j is shared half and half between
/// i and j, as LAMMPS does it for many-body potentials (`ev_tally_xyz`); Stillinger–Weber shares its
/// three-body terms in thirds, energy too. Shares of ghosts, of energy and virial alike, go back to
/// their owners like forces.
public struct PerAtomTallyView {
  /// eV, for owned atoms and ghosts.
  public let energy: UnsafeMutablePointer<Double>
  /// eV, six components xx, yy, zz, xy, xz, yz one after the other for each atom.
  public let virial: UnsafeMutablePointer<Double>
  /// Extrapolation warnings of the last evaluation, for owned atoms.
  public let extrapolations: UnsafeMutablePointer<Int32>

  /// A view over arrays that the caller keeps alive.
  public init(
    energy: UnsafeMutablePointer<Double>, virial: UnsafeMutablePointer<Double>,
    extrapolations: UnsafeMutablePointer<Int32>
  ) {
    self.energy = energy
    self.virial = virial
    self.extrapolations = extrapolations
  }

  /// Adds to the virial of an atom.
  @inlinable
  public func addVirial(_ part: SymmetricTensor, to atom: Int) {
    let target = virial + 6 * atom
    target[0] += part.xx
    target[1] += part.yy
    target[2] += part.zz
    target[3] += part.xy
    target[4] += part.xz
    target[5] += part.yz
  }
}
