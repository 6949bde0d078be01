import BenchmarkKit
import Foundation

// How much faster is a run on more ranks, and how much larger may a system be for the same time?

runBenchmark {
  let options = try Options(
    "Strong and weak scaling of silicon at 600 K over numbers of ranks.",
    [
      .init("potential", "si-zuo2020,si-bootstrap", "the first of these that is there"),
      .init("ranks", "1,2", "numbers of ranks; efficiencies are against the first"),
      .init("strong", "1000,32000", "atoms in all; a series for each"),
      .init("weak", "8000", "atoms for each rank; a series for each"),
      .init("repeats", "5", "turns; the medians count"),
      .init("seconds", "3", "about how long a run on the first number of ranks is"),
      .init("preparation", "100", "steps that bring the crystal to 600 K"),
      .init("launcher", "mpirun --oversubscribe -np {ranks}", "how ranks are started"),
      .init("program", Repository.program.path, "the swift-md that is measured"),
      .init("arguments", "", "words for swift-md besides the deck's"),
      Options.results,
    ])
  guard let binary = ChildProcess.find(options.text("program") ?? "") else {
    throw BenchmarkError("there is no swift-md to measure: `make build` makes it, or --program")
  }
  let words = (options.text("arguments") ?? "").split(separator: " ").map(String.init)
  let program = MeasuredProgram(name: "swift-md", path: binary, arguments: words)
  let launcher = (options.text("launcher") ?? "").split(separator: " ").map(String.init)
  func launch(_ ranks: Int) -> [String] {
    launcher.map { $0.replacing("{ranks}", with: "\(ranks)") }
  }
  let there = try BenchmarkPotential.all()
  guard
    let potential = options.list("potential").compactMap({ name in
      there.first { $0.name == name }
    }).first
  else { throw BenchmarkError("none of the potentials is there") }
  let stillinger = try BenchmarkPotential.all(["sw"])[0]
  let folder = try Repository.workingFolder("scaling")
  let ranks = try options.counts("ranks")
  guard !ranks.isEmpty else { throw BenchmarkError("--ranks: no number is given") }

  /// A deck of some atoms, with as many steps as take about the wanted time at first.
  func deck(atoms: Int) throws -> Deck {
    var deck = try Deck(
      cells: potential.crystal.cells(atoms: atoms), potential: potential, preparation: stillinger,
      preparationSteps: try options.count("preparation"), steps: 1)
    deck.steps = try program.steps(
      for: try options.number("seconds"), deck, launcher: launch(ranks[0]), minimum: 20,
      in: folder)
    return deck
  }

  var report = Report(name: "scaling")
  var series: [ScalingSeries] = []
  let repeats = try options.count("repeats")
  for atoms in try options.counts("strong") {
    let fixed = try deck(atoms: atoms)
    series.append(
      try ScalingSeries(
        "strong, \(fixed.atoms) atoms", ranks: ranks, repeats: repeats, program: program,
        folder: folder, deck: { _ in fixed }, launcher: launch))
  }
  for atoms in try options.counts("weak") {
    let first = try deck(atoms: atoms * ranks[0])
    series.append(
      try ScalingSeries(
        "weak, \(atoms) atoms a rank", ranks: ranks, repeats: repeats, program: program,
        folder: folder,
        deck: { count in
          var grown = first
          grown.cells = potential.crystal.cells(atoms: atoms * count)
          return grown
        }, launcher: launch))
  }
  report.tables = series.map(\.table)
  report.notes = [
    "\(potential.name), NVE; medians of \(repeats) runs in turn; +-% is half the distance between "
      + "the quartiles.",
    "Ghosts are a part of all atoms that the ranks hold; messages and bytes are what a rank sends "
      + "on average, rebuilds of the list included.",
  ]
  guard let base = try report.publish(to: options.text("results")) else { return }
  let chart = ScalingSeries.chart(title: "Scaling, \(potential.name)", series)
  try chart.picture().write(to: base.appendingPathExtension("svg").path)
}
