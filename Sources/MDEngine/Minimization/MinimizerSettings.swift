import Foundation
import MDCore

/// What `min_style` and `min_modify` say, with LAMMPS's defaults.
public struct MinimizerSettings: Equatable, Sendable {
  /// How the way down is found.
  public enum Style: String, CaseIterable, Sendable {
    /// Conjugate gradients after Polak and Ribière.
    case cg
    /// Steepest descent.
    case sd
    /// The fast inertial relaxation engine of Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006), with
    /// the changes of Guénolé et al., Comput. Mater. Sci. 175, 109584 (2020).
    case fire
    /// Damped dynamics after Sheppard, Terrell and Henkelman, J. Chem. Phys. 128, 134106 (2008).
    case quickmin

    /// Whether the style searches along lines, which `fix box/relax` needs.
    public var searchesLines: Bool { self == .cg || self == .sd }
  }

  /// How `cg` and `sd` search along a line.
  public enum LineSearch: String, CaseIterable, Sendable {
    case backtrack, quadratic, forcezero
  }

  /// What is compared with the force tolerance.
  public enum Norm: String, CaseIterable, Sendable {
    /// √Σ F².
    case two
    /// The largest component.
    case inf
    /// The longest force on an atom.
    case max
  }

  /// How `fire` integrates.
  public enum Integrator: String, CaseIterable, Sendable {
    case eulerimplicit, verlet, leapfrog, eulerexplicit
  }

  public var style = Style.cg
  /// How far an atom may move along each axis in one iteration, Å.
  public var largestMove = 0.1
  public var lineSearch = LineSearch.quadratic
  public var norm = Norm.two
  public var integrator = Integrator.eulerimplicit
  /// Iterations of `fire` downhill before its time step grows.
  public var delay: Int64 = 20
  /// By what the time step of `fire` grows and shrinks.
  public var growth = 1.1
  /// See `growth`.
  public var shrinkage = 0.5
  /// The share of the force's direction in the velocity, and by what it shrinks.
  public var mixing = 0.25
  /// See `mixing`.
  public var mixingShrinkage = 0.99
  /// The bounds of the time step of `fire`, in time steps of the deck.
  public var longestStep = 10.0
  /// See `longestStep`.
  public var shortestStep = 0.02
  /// Whether `fire` goes half a step back when it has gone uphill.
  public var stepsBack = true
  /// Whether the time step of `fire` stays as it is for the first `delay` iterations.
  public var delaysFirst = true
  /// Iterations of `fire` uphill in a row after which it gives up; 0 for never.
  public var mostUphill: Int64 = 2000

  /// LAMMPS's defaults.
  public init() {}

  /// Throws ``InputError`` for numbers that contradict each other.
  func validate() throws(InputError) {
    guard style == .fire else { return }
    if longestStep < shortestStep { throw InputError("min_modify: tmax must not be below tmin") }
    if growth < 1 { throw InputError("min_modify: dtgrow must not be below 1") }
    if shrinkage > 1 { throw InputError("min_modify: dtshrink must not be above 1") }
  }
}

/// When a minimisation ends.
public struct MinimizationPlan: Sendable {
  /// The change of the energy in an iteration, relative to it.
  public var energyTolerance: Double
  /// eV/Å; see ``MinimizerSettings/Norm``.
  public var forceTolerance: Double
  /// The most iterations.
  public var iterations: Int64
  /// The most evaluations of forces.
  public var evaluations: Int64
  /// The step at which the minimisation began, if it was interrupted and goes on at the present step.
  public var interruptedBegan: Int64?

  /// The four numbers of `minimize`.
  public init(
    energyTolerance: Double, forceTolerance: Double, iterations: Int64, evaluations: Int64
  ) {
    self.energyTolerance = energyTolerance
    self.forceTolerance = forceTolerance
    self.iterations = iterations
    self.evaluations = evaluations
  }
}

/// How a minimisation went, for the log.
public struct MinimizationReport: Equatable, Sendable {
  /// Why it ended, in LAMMPS's words.
  public enum Ending: String, Sendable {
    case iterations = "max iterations"
    case evaluations = "max force evaluations"
    case energy = "energy tolerance"
    case force = "force tolerance"
    case uphill = "search direction is not downhill"
    case noStep = "linesearch alpha is zero"
    case noForce = "forces are zero"
    case noCurvature = "quadratic factors are zero"
    case stuckUphill = "max iterations with v.f negative"
    case interrupted = "walltime limit reached"
  }

  public var ending = Ending.iterations
  /// The first energy, the last but one and the last, eV.
  public var energies = (initial: 0.0, previous: 0.0, final: 0.0)
  /// √Σ F² before and after, eV/Å.
  public var norms = (initial: 0.0, final: 0.0)
  /// The largest component of a force before and after, eV/Å.
  public var largest = (initial: 0.0, final: 0.0)
  /// The length of the last step along the search direction; 0 for damped dynamics.
  public var lastStep = 0.0
  public var iterations: Int64 = 0
  public var evaluations: Int64 = 0

  public static func == (a: MinimizationReport, b: MinimizationReport) -> Bool {
    a.lines == b.lines
  }

  /// LAMMPS's lines.
  public var lines: [String] {
    [
      "Minimization stats:",
      "  Stopping criterion = \(ending.rawValue)",
      "  Energy initial, next-to-last, final = ",
      String(
        format: "    %18.15g %18.15g %18.15g", energies.initial, energies.previous,
        energies.final),
      String(format: "  Force two-norm initial, final = %#.8g %#.8g", norms.initial, norms.final),
      String(
        format: "  Force max component initial, final = %#.8g %#.8g", largest.initial, largest.final
      ),
      String(
        format: "  Final line search alpha, max atom move = %#.8g %#.8g", lastStep,
        lastStep * largest.final),
      "  Iterations, force evaluations = \(iterations) \(evaluations)",
    ]
  }
}
