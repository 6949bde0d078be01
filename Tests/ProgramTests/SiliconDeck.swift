import Foundation
import Testing

/// Small decks of silicon with the potential of Stillinger and Weber, written by the tests themselves.
enum SiliconDeck {
  /// The parameters of F. H. Stillinger and T. A. Weber, Phys. Rev. B 31, 5262 (1985).
  static let parameters = """
    Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0
    """

  /// Sixty-four displaced atoms at 900 K, before any fix.
  static let start = """
    units metal
    atom_style atomic
    lattice diamond 5.431
    region b block 0 2 0 2 0 2
    create_box 1 b
    create_atoms 1 box
    mass 1 28.0855
    pair_style sw
    pair_coeff * * Si.sw Si
    displace_atoms all random 0.1 0.1 0.1 4711 units box
    velocity all create 900 12345 mom yes rot yes dist gaussian
    neighbor 1.0 bin
    neigh_modify every 1 delay 0 check yes
    timestep 0.001
    thermo_style custom step time temp pe ke press lx
    thermo_modify format float %.12g
    thermo 10

    """

  /// The settings of ``start`` with the atoms of a restart file.
  static func start(from restart: String) -> String {
    """
    units metal
    read_restart \(restart)
    pair_style sw
    pair_coeff * * Si.sw Si
    neighbor 1.0 bin
    neigh_modify every 1 delay 0 check yes
    timestep 0.001
    thermo 10

    """
  }

  /// Runs a deck and gives its log.
  static func log(_ deck: String, ranks: Int = 1) throws -> String {
    let scratch = try Scratch()
    try scratch.write("Si.sw", parameters)
    let file = try scratch.write("deck.in", deck)
    let outcome = try Program.run(
      ["-in", file.path, "-log", "log", "-screen", "none"], ranks: ranks, in: scratch.folder)
    guard outcome.status == 0 else {
      throw Failure(description: "status \(outcome.status): \(outcome.errors)")
    }
    return try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
  }

  /// Checks the rows of a run against numbers of LAMMPS (29 Sep 2021).
  ///
  /// The tolerance: LAMMPS printed 12 digits (fewer where stated), and rounding grows to about 1e-11
  /// in the steps of these decks.
  static func expect(
    _ run: [String: [Double]], _ columns: [String], _ rows: [[Double]], tolerance: Double = 1e-9,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (place, name) in columns.enumerated() {
      let values = try #require(run[name], "column \(name)", sourceLocation: sourceLocation)
      #expect(values.count == rows.count, "\(name)", sourceLocation: sourceLocation)
      for (value, row) in zip(values, rows) {
        #expect(
          abs(value - row[place]) <= tolerance * max(1, abs(row[place])),
          "\(name): \(value) instead of \(row[place])", sourceLocation: sourceLocation)
      }
    }
  }
}
