/// A deck of LAMMPS's language that brings silicon to 600 K and measures NVE steps.
public struct Deck: Sendable {
  /// Cells of 8 atoms along x, y and z.
  public var cells: SIMD3<Int>
  /// The potential to be measured.
  public var pair: [String]
  /// Stillinger–Weber, which brings the crystal to 600 K: the same state for all programs.
  public var preparation: [String]
  /// Steps of preparation.
  public var preparationSteps: Int
  /// Steps that are measured.
  public var steps: Int

  /// A deck for a block of silicon.
  public init(
    cells: SIMD3<Int>, potential: BenchmarkPotential, preparation: BenchmarkPotential,
    preparationSteps: Int, steps: Int
  ) throws {
    self.cells = cells
    pair = try potential.deckLines()
    self.preparation = try preparation.deckLines()
    self.preparationSteps = preparationSteps
    self.steps = steps
  }

  /// How many atoms the block has.
  public var atoms: Int { 8 * cells.x * cells.y * cells.z }

  /// The lines; neighbour settings are LAMMPS's defaults, as users have them.
  public var text: String {
    let head = """
      units metal
      boundary p p p
      atom_style atomic
      lattice diamond 5.468
      region block block 0 \(cells.x) 0 \(cells.y) 0 \(cells.z)
      create_box 1 block
      create_atoms 1 box
      mass 1 28.0855
      velocity all create 1200 2026 mom yes dist gaussian loop geom
      timestep 0.001
      fix move all nve
      """
    let lines =
      [head] + preparation + ["thermo \(preparationSteps)", "run \(preparationSteps)"] + pair
      + ["thermo \(steps)", "run \(steps)"]
    return lines.joined(separator: "\n") + "\n"
  }
}
