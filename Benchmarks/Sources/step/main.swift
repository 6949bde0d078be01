import BenchmarkKit

// What does a step cost, where does its time go, and what do other programs take for it?

runBenchmark {
  let options = try Options(
    "Runs blocks of silicon at 600 K on one rank and compares programs in turn.",
    [
      .init("potentials", "", "names between commas; all of silicon that are there"),
      .init("atoms", "8000", "about how many atoms; several between commas"),
      .init("repeats", "5", "turns; the medians count"),
      .init("seconds", "3", "about how long a run is"),
      .init("preparation", "100", "steps that bring the crystal to 600 K"),
      .init("program", Repository.program.path, "the swift-md that is measured"),
      .init("mixed", "", "words that make swift-md compute in mixed precision; measured too"),
      .init("yardstick", "lmp", "a LAMMPS with pair_style sw, left out if it is not there"),
      .init("lmp", "", "a LAMMPS with pair_style hdnnp"),
      .init("simple-nn", "", "a LAMMPS with SIMPLE-NN's pair_style nn; nn/intel too if it has it"),
      Options.results,
    ])
  guard let binary = ChildProcess.find(options.text("program") ?? "") else {
    throw BenchmarkError("there is no swift-md to measure: `make build` makes it, or --program")
  }
  let program = MeasuredProgram(name: "swift-md", path: binary)
  let mixed = options.text("mixed").map {
    MeasuredProgram(
      name: "swift-md mixed", path: binary, arguments: $0.split(separator: " ").map(String.init))
  }
  let yardstick = options.text("yardstick").flatMap(ChildProcess.find).map {
    MeasuredProgram(name: "lmp sw", path: $0)
  }
  let network = try options.text("lmp").map { path in
    guard let found = ChildProcess.find(path) else { throw BenchmarkError("no program \(path)") }
    return MeasuredProgram(name: "lmp hdnnp", path: found)
  }
  let folder = try Repository.workingFolder("step")
  let simple = try options.text("simple-nn").map { try SimpleNNPeer(path: $0, folder: folder) }

  var report = Report(name: "step")
  report.notes = [
    "us for an atom and step on one rank, NVE, medians of \(options.text("repeats") ?? "") runs in "
      + "turn; +-% is half the distance between the quartiles.",
    "Each crystal is brought to 600 K with Stillinger-Weber before the steps that count.",
  ]
  if yardstick == nil { report.notes.append("No LAMMPS to compare with was found.") }
  let stillinger = try BenchmarkPotential.all(["sw"])[0]
  var costs = Table("Cost of a step", StepCost.columns)
  let peers = ["lmp hdnnp"] + (simple?.styles ?? []).map(SimpleNNPeer.name)
  var ratios = Table(
    "Ratios",
    ["potential", "program", "atoms", "x lmp sw"] + peers.map { "\($0) is x times slower" })

  for potential in try BenchmarkPotential.all(options.list("potentials"))
  where potential.structure == "silicon" {
    var others: [Comparison.Entry] = []
    if let simple, potential.isNetwork {
      let (entries, notes) = try simple.entries(for: potential)
      others = entries
      report.notes += notes
    }
    for atoms in try options.counts("atoms") {
      var entries = [
        Comparison.Entry(program: program, potential: potential, minimumSteps: 20)
      ]
      if let mixed, potential.isNetwork {
        entries.append(.init(program: mixed, potential: potential, minimumSteps: 20))
      }
      if let network, potential.isNetwork {
        // Slow, and its cost hardly depends on rebuilds of the list.
        entries.append(.init(program: network, potential: potential, minimumSteps: 10))
      }
      entries += others
      if let yardstick {
        entries.append(.init(program: yardstick, potential: stillinger, minimumSteps: 20))
      }
      let comparison = Comparison(
        atoms: atoms, repeats: try options.count("repeats"),
        seconds: try options.number("seconds"),
        preparation: (stillinger, try options.count("preparation")), folder: folder)
      let results = try comparison.run(entries)
      let reference = results.first { $0.program == "lmp sw" }
      for result in results {
        costs.append(result.row)
        guard result.program != "lmp sw" else { continue }
        let slowdowns = peers.map { name in
          results.first { $0.program == name }.map { $0.total / result.total }
        }
        ratios.append(
          [.text(result.potential), .text(result.program), .init(result.atoms)]
            + [.init(reference.map { result.total / $0.total })] + slowdowns.map { .init($0) })
      }
    }
  }
  report.tables = [costs, ratios]
  try report.publish(to: options.text("results"))
}
