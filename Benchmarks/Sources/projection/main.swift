import BenchmarkKit
import Foundation

// What will a run on a cluster do that nobody has asked for yet?

runBenchmark {
  let options = try Options(
    "Projects strong scaling from a measured step and counted messages.",
    [
      .init("potential", "si-zuo2020,si-bootstrap", "the first of these that was measured"),
      .init("measured", "swift-md", "the program's name in the results of `step`"),
      .init("costs", "", "a JSON of `step`; else the newest beside the results"),
      .init("cost-atoms", "8000", "of the sizes in it, the nearest to this one"),
      .init("atoms", "100000,1000000,10000000", "atoms in all"),
      .init("ranks", "100,1000,10000", "numbers of ranks"),
      .init("latency", "2", "us for a short message"),
      .init("bandwidth", "1", "GB/s that each rank sends when all do"),
      .init("reductions", "1", "reductions over all ranks at a rebuild of the list"),
      .init("timestep", "0.001", "ps"),
      Options.results,
    ])
  let folder = Repository.resolve(options.text("results") ?? "none")
  let source = try options.text("costs").map { try Report.read(Repository.resolve($0)) }
  let beside =
    FileManager.default.fileExists(atPath: folder.path)
    ? folder : Repository.benchmarks.appending(path: "results")
  guard let measured = try source ?? Report.newest("step", in: beside) else {
    throw BenchmarkError("nothing is measured yet: run `step` first, or name a JSON with --costs")
  }
  let wanted = try options.number("cost-atoms")
  let rows = measured.tables.flatMap { table in
    table.rows.indices.compactMap { StepCost(row: $0, of: table) }
  }.filter { $0.program == options.text("measured") }
  guard
    let name = options.list("potential").first(where: { name in
      rows.contains { $0.potential == name }
    }),
    let cost = rows.filter({ $0.potential == name }).min(by: {
      abs(log(Double($0.atoms) / wanted)) < abs(log(Double($1.atoms) / wanted))
    })
  else { throw BenchmarkError("the results of `step` do not hold the potential and program") }

  let potential = try BenchmarkPotential.all([name])[0]
  let density = Double(potential.crystal.sites.count) / pow(potential.crystal.edge, 3)
  let range = try potential.load().cutoff + PreparedSystem.skin
  let network = Projection.Network(
    latency: try options.number("latency") * 1e-6,
    bandwidth: try options.number("bandwidth") * 1e9,
    reductions: try options.number("reductions"))
  let timestep = try options.number("timestep")
  let interval = cost.rebuildInterval ?? 1e9

  var table = Table(
    "Projected strong scaling, \(name)",
    [
      "atoms", "ranks", "atoms/rank", "ghosts/rank", "messages/step", "kB/step", "ms/step",
      "ns/day", "efficiency %", "halo %",
    ])
  for atoms in try options.counts("atoms") {
    // One rank without any ghosts is what the others are held against.
    let alone = Double(atoms) * (cost.projected.atom + cost.projected.neighbor)
    for ranks in try options.counts("ranks") where ranks <= atoms / 8 {
      let count = try HaloCount(atoms: atoms, ranks: ranks, density: density, range: range)
      let step = Projection(
        count, ranks: ranks, costs: cost.projected, network: network, rebuildInterval: interval)
      table.append([
        .init(atoms), .init(ranks), .init(count.owned), .init(count.ghosts),
        .init(count.messages), .number(Double(count.bytes) * 1e-3),
        .number(step.seconds * 1e3), .number(step.nanosecondsADay(timestep: timestep)),
        .number(100 * alone / (step.seconds * Double(ranks))),
        .number(100 * step.haloShare),
      ])
    }
  }
  var report = Report(name: "projection")
  report.tables = [table]
  let costs = cost.projected
  report.notes = [
    "Measured by \(cost.program) on one rank with \(cost.atoms) atoms, commit "
      + "\(measured.machine.commit), \(measured.machine.processor): "
      + String(
        format: "%.4g us an atom, %.4g us in the list for each atom or ghost, %.4g us a ghost.",
        costs.atom * 1e6, costs.neighbor * 1e6, costs.ghost * 1e6),
    "Assumed: latency \(options.text("latency") ?? "") us, bandwidth "
      + "\(options.text("bandwidth") ?? "") GB/s a rank, \(options.text("reductions") ?? "") "
      + "reductions a rebuild; nothing overlaps. Formula: Benchmarks/README.md.",
    "Atoms, ghosts, messages and bytes of the fullest rank, counted by the real decomposition.",
  ]
  try report.publish(to: options.text("results"))
}
