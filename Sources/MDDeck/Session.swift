import Foundation
import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// What one `swift-md -in deck` holds between commands: the ranks, the output, the settings that wait
/// for a box, and the system once there is one.
public final class Session {
  /// The ranks of this run.
  public let communicator: any Communicator
  /// Screen and log file.
  public let log: Log
  /// The program's version, for the files that it writes.
  public var programVersion = ""
  /// How the kernels of networks work unless the deck tells otherwise: the command line's choice.
  public var kernelDefaults = KernelSettings() {
    didSet { settings.kernels = kernelDefaults }
  }
  /// The settings of the deck outside the system.
  public var settings = Settings()
  /// The variables of the deck.
  public let variables: VariableTable
  /// The script that is being run, for commands that hold others as texts.
  weak var script: Script?
  /// The system, once `create_box`, `read_data` or `read_restart` has made it.
  var runner: Runner?
  /// Seconds and step of the last thermo line, for `tpcpu` and `spcpu`.
  var previousThermo: (seconds: Double, step: Int64) = (0, 0)
  /// What was measured last, and of what.
  var cachedThermodynamics: (stamp: Int, value: Thermodynamics)?

  /// How far the deck has come.
  var progress = DeckProgress()
  /// Watches the runs.
  lazy var supervisor = Supervisor(self, index: CheckpointIndex(base: "log.lammps"))

  /// A session in which nothing is defined yet.
  public init(
    communicator: any Communicator, log: Log, variables: VariableTable = VariableTable()
  ) {
    self.communicator = communicator
    self.log = log
    self.variables = variables
  }

  /// What commands set before there is a box, or independently of it. `clear` makes it new.
  public struct Settings {
    /// Boundaries of the box to come.
    public var boundaries = Boundaries()
    public var atomStyle = DataFileAtomStyle.atomic
    /// Where atoms can be created, and the unit of lengths with `units lattice`.
    public var lattice = Lattice()
    /// The regions by name.
    public var regions: [String: Region] = [:]
    /// Ranks along each dimension; 0 leaves the choice to the decomposition.
    public var processors = SIMD3<Int>.zero
    /// Whether tilts may exceed half the box.
    public var allowsLargeTilts = false
    /// Whether `units metal` has been read: LAMMPS's default is another one.
    public var unitsAreMetal = false
    /// When neighbour lists are built.
    public var neighbor = NeighborSettings()
    /// ps.
    public var timestep = 0.001
    /// What `min_style` and `min_modify` say.
    public var minimizer = MinimizerSettings()
    /// How the kernels of networks work.
    public var kernels = KernelSettings()
    /// What `pair_style` asked for.
    public var pairStyle: PairStyle?
    /// What `pair_coeff` has said so far of a style that takes it in several commands.
    var pairParts = PairParts()
    /// What a restart file says of fixes that have not been defined again yet.
    var restartMemory: [RestartHead.FixMemory] = []
    /// The dumps by ID, as the deck defined them.
    var dumps: [String: DumpDefinition] = [:]
    /// The names of the groups of fixes and computes, by ID.
    var fixGroups: [String: String] = [:]
    /// See `fixGroups`.
    var computeGroups: [String: String] = [:]
    /// The computes whose temperature fixes take (`fix_modify temp`), by the ID of the fix.
    var fixTemperatures: [String: String] = [:]
    /// The computes that were defined with a fix (`c_ID_temp`), by its ID.
    var computesOfFixes: [String: [String]] = [:]
    /// What the thermo output shows.
    public var thermo = ThermoSettings()
    /// When the deck wants restart files.
    var restart: RestartSchedule?
    /// Whether it is printed behind a run where its time went (`timer`).
    var showsTimes = true

    /// LAMMPS's defaults.
    public init() {}
  }

  /// Whether there is a system.
  public var hasBox: Bool { runner != nil }

  /// More atom types than any potential has; arrays have an element for each pair of them.
  static let maximumTypes = 1000

  /// Makes the system: an empty box with room for some atom types.
  public func createBox(_ box: Box, types: Int) throws {
    guard runner == nil else {
      throw InputError("there is a simulation box already; `clear` removes it")
    }
    guard settings.unitsAreMetal else {
      throw InputError(
        "the deck must say `units metal` before the box: LAMMPS's default (lj) is not supported")
    }
    guard types <= Self.maximumTypes else {
      throw InputError("there can be at most \(Self.maximumTypes) atom types, not \(types)")
    }
    var simulation = try Simulation(
      box: box, communicator: communicator, processors: settings.processors)
    simulation.state.masses = [Double](repeating: 0, count: types + 1)
    simulation.state.atoms.add(settings.atomStyle.properties)
    simulation.state.setTimestep(settings.timestep)
    simulation.state.freeShrinkWrappedFaces()
    simulation.neighborSettings = settings.neighbor
    let log = self.log
    simulation.print = { log.write($0) }
    // LAMMPS has these from the start, and decks name them.
    simulation.computes = [
      ComputeTemperature(id: "thermo_temp"),
      ComputePressure(id: "thermo_press", temperatureID: "thermo_temp"),
      ComputePotentialEnergy(id: "thermo_pe"),
    ]
    runner = Runner(simulation)
    runner?.watch = supervisor
  }

  /// Forgets the system and all settings but the variables (`clear`).
  func clear() throws {
    try runner?.finishObservers()
    runner = nil
    // The next system counts its evaluations from zero again, and must not be taken for this one.
    cachedThermodynamics = nil
    previousThermo = (0, 0)
    settings = Settings()
    progress.atomsAreStale = false
    settings.kernels = kernelDefaults
  }

  /// The runner of the system; throws if there is none yet.
  func requireRunner() throws -> Runner {
    guard let runner else {
      throw InputError("this needs a simulation box: create_box, read_data or read_restart first")
    }
    return runner
  }

  /// Works on the system; throws if there is none yet.
  public func withSimulation<Result>(
    _ body: (inout Simulation) throws -> Result
  ) throws -> Result {
    try body(&requireRunner().simulation)
  }
}
