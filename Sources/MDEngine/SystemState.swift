import MDCore
import MDDomain
import MDPotentials

/// The state of the simulated system on one rank: what integrators, thermostats and observers work on.
public struct SystemState: ~Copyable {
  /// The cell.
  public var box: Box
  /// This rank's atoms.
  public var atoms = AtomStore()
  /// The number of atoms over all ranks.
  public var totalAtoms: Int64 = 0
  /// g/mol by atom type; index 0 is not used.
  public var masses: [Double] = [0]
  /// Names of atom groups and their bits.
  public var groups = GroupTable()
  /// ps.
  public private(set) var timestep = 0.001
  /// The current step.
  public var step: Int64 = 0
  private var timeBefore = 0.0
  private var stepBefore: Int64 = 0
  /// The steps between which this run moves, for ramps: `start` and `stop` of `run`, else its own ends.
  public var rampRange: Range<Int64> = 0..<0
  /// Set by whoever moves atoms or the box by more than the skin allows: the next step makes the
  /// neighbour list anew. The same on all ranks.
  public var needsRebuild = false
  /// What stays free beyond the outermost atoms at shrink-wrapped faces, Å along each dimension.
  public var shrinkWrapMargins = Vector3.zero
  /// What `fix balance` wants done before atoms next migrate.
  public var balanceRequest: LoadBalance?
  /// The largest number of atoms of a rank over the mean, when it was last looked at.
  public var lastImbalance = 1.0
  /// This rank's share of the potential energy, eV, after the last evaluation of forces.
  public var potentialEnergy = 0.0
  /// This rank's share of the energy of fixes that counts as potential energy, eV.
  public var fixEnergy = 0.0
  /// This rank's share of the potential part of the virial, eV.
  public var virial = SymmetricTensor.zero
  /// Energies, virials and extrapolation counts of single atoms.
  public var perAtom = PerAtomTally()
  /// The ranks of this run.
  public let communicator: any Communicator

  /// An empty system in a cell.
  public init(box: Box, communicator: any Communicator) {
    self.box = box
    self.communicator = communicator
  }

  /// The simulated time, ps: every step counts with the time step that it had.
  public var time: Double { timeBefore + Double(step - stepBefore) * timestep }

  /// Goes on with another time step, ps.
  public mutating func setTimestep(_ length: Double) {
    timeBefore = time
    stepBefore = step
    timestep = length
  }

  /// From which moment time is counted with the present time step: `time` (ps) at `step`.
  public var clock: (time: Double, step: Int64) {
    get { (timeBefore, stepBefore) }
    set { (timeBefore, stepBefore) = newValue }
  }

  /// Gives the current moment another step number and, if given, another time (ps).
  public mutating func resetStep(to number: Int64, time: Double? = nil) {
    timeBefore = time ?? self.time
    step = number
    stepBefore = number
  }

  /// How far the run has come between the ends of its ramps, 0 to 1.
  public var rampFraction: Double {
    let length = rampRange.upperBound - rampRange.lowerBound
    guard length > 0 else { return 0 }
    return Double(step - rampRange.lowerBound) / Double(length)
  }
}
