import Foundation
import Testing

/// The words that choose the precision of a network's kernels and show its plan.
@Suite(.serialized) struct PrecisionTests {
  /// Sixty-four atoms of silicon at 900 K with the network of this repository.
  private static func deck(package: String = "", _ rest: String) -> String {
    SiliconDeck.start.replacingOccurrences(
      of: "pair_style sw\npair_coeff * * Si.sw Si",
      with: """
        \(package)
        pair_style hdnnp 5.5 dir \(Program.repository.path)/Examples/potentials/si-bootstrap \
        showew no showewsum 0 maxew -1 cflength 1.8897261328 cfenergy 0.0367493254
        pair_coeff * * Si
        """) + rest
  }

  private func run(
    _ deck: String, _ arguments: [String] = [], ranks: Int = 1
  ) throws -> (log: String, outcome: Program.Outcome) {
    let scratch = try Scratch()
    try scratch.write("deck.in", deck)
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "log", "-screen", "none"] + arguments, ranks: ranks,
      in: scratch.folder)
    let log = scratch.folder.appending(path: "log")
    return ((try? String(contentsOf: log, encoding: .utf8)) ?? "", outcome)
  }

  private static let steps = """
    fix 1 all nve
    thermo_style custom step etotal pe press
    thermo_modify format float %.15g
    thermo 5
    run 100
    """

  /// Command line and deck mean the same; the default is double precision.
  @Test func everyWayToChooseIsTheSame() throws {
    let double = try run(Self.deck(Self.steps))
    #expect(double.log.contains("kernels: double precision"))
    #expect(double.log.contains("Angstrom, double precision"))
    let chosen = try run(
      Self.deck(package: "package swift-md precision double", Self.steps), ["-precision", "mixed"])
    #expect(LogFile(chosen.log).runs == LogFile(double.log).runs)
    let mixed = try [
      run(Self.deck(Self.steps), ["-precision", "mixed"]),
      run(Self.deck(Self.steps), ["-pk", "swift-md", "precision", "mixed"]),
      run(Self.deck(package: "package swift-md precision mixed", Self.steps)),
    ].map { result in
      #expect(result.outcome.status == 0, "\(result.outcome.errors)")
      #expect(result.log.contains("kernels: mixed precision"))
      #expect(result.log.contains("Angstrom, mixed precision"))
      return try #require(LogFile(result.log).runs.first)
    }
    #expect(mixed[0] == mixed[1] && mixed[0] == mixed[2])
    #expect(mixed[0] != LogFile(double.log).runs[0])
  }

  /// Along 100 steps the total energy stays where double precision has it: forces are wrong by less
  /// than 1e-5 eV/Å and energies of atoms by less than 5e-5 eV.
  @Test(arguments: [1, 3]) func energyIsConserved(ranks: Int) throws {
    let double = try #require(LogFile(run(Self.deck(Self.steps), ranks: ranks).log).runs.first)
    let mixed = try #require(
      LogFile(run(Self.deck(Self.steps), ["-precision", "mixed"], ranks: ranks).log).runs.first)
    let (a, b) = (try #require(double["TotEng"]), try #require(mixed["TotEng"]))
    try #require(a.count == 21 && b.count == 21)
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= 64 * 5e-5) }
    // The change from the beginning to the end: no worse than that of double precision, within what
    // rounding of single energies adds.
    #expect(abs(b[20] - b[0]) <= 2 * abs(a[20] - a[0]) + 2e-4)
  }

  @Test func planIsShown() throws {
    let result = try run(Self.deck("run 0"), ["-pk", "swift-md", "plan", "yes"])
    #expect(result.outcome.status == 0, "\(result.outcome.errors)")
    #expect(result.log.contains("plan of Si: 24 narrow angular functions of Si Si"))
    #expect(result.log.contains("vector operations an atom"))
    #expect(!(try run(Self.deck("run 0"))).log.contains("plan of"))
  }

  @Test(arguments: [
    ("package swift-md precision single", "precision takes double or mixed, not 'single'"),
    ("package swift-md speed high", "'speed' is not a keyword"),
    ("package swift-md", "a keyword is missing"), ("package swift-md plan", "a value is missing"),
    ("package omp 4", "swift-md"),
  ])
  func mistakesAreToldBeforeTheRun(line: String, message: String) throws {
    let result = try run(Self.deck(package: line, Self.steps))
    #expect(result.outcome.status == 1)
    #expect(result.outcome.errors.contains("deck.in:"))
    #expect(result.outcome.errors.contains(message), "\(result.outcome.errors)")
  }

  /// A choice that comes too late must not be silently ignored; `clear` makes room for another.
  @Test func choiceComesBeforeThePotential() throws {
    let late = try run(Self.deck("package swift-md precision mixed\nrun 0"))
    #expect(late.outcome.status == 1)
    #expect(late.outcome.errors.contains("before pair_coeff"))
    let again = try run(
      Self.deck("run 0\nclear\n" + Self.deck(package: "package swift-md precision mixed", "run 0")))
    #expect(again.outcome.status == 0, "\(again.outcome.errors)")
    #expect(again.log.contains("Angstrom, mixed precision"))
  }
}
