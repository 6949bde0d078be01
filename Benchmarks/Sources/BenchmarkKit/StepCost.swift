/// What a step costs a program, by section of LAMMPS's breakdown: the medians of some runs, in µs for
/// an atom and step on each rank.
public struct StepCost: Equatable, Sendable {
  /// The sections in the order of the columns.
  public static let sections = ["Pair", "Neigh", "Comm", "Modify", "Output", "Other"]
  /// The columns of a table of costs.
  public static let columns =
    ["potential", "program", "atoms", "steps", "us/atom/step", "+-%"] + sections
    + ["ghosts/atom", "steps/rebuild"]

  /// The name of the potential and of the program.
  public var potential: String, program: String
  /// Atoms, and steps of a run.
  public var atoms: Int, steps: Int
  /// All, and half the distance between the quartiles of the runs as a part of it.
  public var total: Double, spread: Double
  /// By section.
  public var sections: [Double]
  /// Ghosts for an owned atom.
  public var ghosts: Double
  /// Steps between rebuilds of the neighbour list; nil if there were none.
  public var rebuildInterval: Double?

  /// The medians of runs of the same deck; at least one.
  public init(potential: String, program: String, runs: [RunLog]) {
    self.potential = potential
    self.program = program
    atoms = runs[0].atoms
    steps = runs[0].steps
    total = median(runs.map(\.cost))
    spread = BenchmarkKit.spread(runs.map(\.cost))
    sections = Self.sections.map { name in median(runs.map { $0.cost(of: name) }) }
    ghosts = median(runs.map { $0.ghosts / max($0.owned, 1) })
    let builds = median(runs.map { Double($0.builds) })
    rebuildInterval = builds > 0 ? Double(steps) / builds : nil
  }

  /// A row of a table with these columns.
  public var row: [Table.Cell] {
    [.text(potential), .text(program), .init(atoms), .init(steps), .number(total)]
      + [.number(100 * spread)] + sections.map { .number($0) }
      + [.number(ghosts), .init(rebuildInterval)]
  }

  /// Reads a row back; nil if the table has other columns.
  public init?(row: Int, of table: Table) {
    guard let potential = table.cell(row, "potential")?.text,
      let program = table.cell(row, "program")?.text,
      let atoms = table.cell(row, "atoms")?.number, let steps = table.cell(row, "steps")?.number,
      let total = table.cell(row, "us/atom/step")?.number,
      let spread = table.cell(row, "+-%")?.number,
      let ghosts = table.cell(row, "ghosts/atom")?.number
    else { return nil }
    self.potential = potential
    self.program = program
    self.atoms = Int(atoms)
    self.steps = Int(steps)
    self.total = total
    self.spread = spread / 100
    sections = Self.sections.map { table.cell(row, $0)?.number ?? 0 }
    self.ghosts = ghosts
    rebuildInterval = table.cell(row, "steps/rebuild")?.number
  }

  /// The cost of a section, µs for an atom and step.
  public func cost(of section: String) -> Double {
    Self.sections.firstIndex(of: section).map { sections[$0] } ?? 0
  }

  /// The same for a projection, in seconds: the list's work is that of owned atoms and ghosts, what
  /// the communication of one rank with itself takes is copying ghosts.
  public var projected: Projection.Costs {
    let list = cost(of: "Neigh") / (1 + ghosts)
    let atom = cost(of: "Pair") + cost(of: "Modify") + cost(of: "Output") + cost(of: "Other")
    return Projection.Costs(
      atom: atom * 1e-6, neighbor: list * 1e-6,
      ghost: ghosts > 0 ? cost(of: "Comm") / ghosts * 1e-6 : 0)
  }
}
