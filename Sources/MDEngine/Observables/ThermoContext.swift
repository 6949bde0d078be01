import MDCore

/// What thermo quantities depend on besides ``Thermodynamics``: the box, the run, its clock.
public struct ThermoContext: Sendable {
  /// The cell of now.
  public var box: Box
  /// ps.
  public var timestep: Double
  /// The simulated time, ps.
  public var time: Double
  /// The first and last step of this run.
  public var run: ClosedRange<Int64>
  /// The step from which ramps count.
  public var rampStart: Int64
  /// Seconds since the loop over the steps began; nil in the first line of a run.
  public var elapsedSeconds: Double?
  /// Seconds and step of the last line, for `tpcpu` and `spcpu`.
  public var previous: (seconds: Double, step: Int64) = (0, 0)
  /// Seconds left of the time limit; 0 without one.
  public var secondsLeft = 0.0
  /// The sum of the scalars of the fixes that couple energy, eV.
  public var coupledEnergy = 0.0
  /// What forces are like; only `fmax` and `fnorm` want it.
  public var forces = ForceMagnitudes()
  /// Builds of the neighbour list in this run, and those that may have come too late.
  public var builds = 0
  /// See `builds`.
  public var dangerousBuilds = 0
  /// The lattice spacings of the deck, Å.
  public var latticeSpacings = Vector3(1, 1, 1)
  /// `thermo_modify norm yes`: energies are an atom's share.
  public var isNormalized = false

  /// A context without a run: the clock stands still.
  public init(_ state: borrowing SystemState) {
    box = state.box
    timestep = state.timestep
    time = state.time
    run = state.step...state.step
    rampStart = state.rampRange.lowerBound
  }
}

/// The largest component and the norm of the forces on all atoms, eV/Å.
public struct ForceMagnitudes: Equatable, Sendable {
  /// max |F_iα|.
  public var largest = 0.0
  /// √Σ F_iα².
  public var norm = 0.0
}

extension SystemState {
  /// The largest force component and the norm of all forces. Collective.
  public func forceMagnitudes() -> ForceMagnitudes {
    let atoms = self.atoms.view
    var largest = 0.0
    var squares = 0.0
    for i in 0..<atoms.owned {
      let f = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      largest = max(largest, abs(f.x), abs(f.y), abs(f.z))
      squares += f.dot(f)
    }
    return ForceMagnitudes(
      largest: communicator.reduce(largest, .maximum),
      norm: communicator.reduce(squares, .sum).squareRoot())
  }
}
