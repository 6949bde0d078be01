import MDCore

/// What is measured and how. Lengths in Å, times in ps, energies in eV.
public struct AnalysisSettings: Sendable {
  /// Two atoms nearer than this are bonded: past the first peak of g(r). 2.85 Å is what papers on
  /// amorphous silicon use.
  public var cutoff = 2.85
  /// How far g(r) reaches.
  public var rMax = 10.0
  /// The width of a bin of g(r).
  public var rBin = 0.02
  /// How far S(q) reaches, Å⁻¹.
  public var qMax = 12.0
  /// The width of a bin of the direct S(q), Å⁻¹.
  public var qBin = 0.05
  /// Wave vectors of a bin at most.
  public var qVectors = 80
  /// The number of members of the largest ring that is looked for.
  public var ringMax = 10
  /// The number of neighbours that an atom should have.
  public var ideal = 4
  /// How many frames time correlations reach; nil for half of the frames, at most a thousand.
  public var window: Int?
  /// ps of a step, where frames have steps and no times.
  public var timestep = 0.001
  /// The energy of an atom in the crystal, eV.
  public var reference: Double?
  /// Potential energies by step, eV, where frames have none.
  public var energies: [Int64: Double] = [:]

  /// The defaults, which suit silicon.
  public init() {}
}
