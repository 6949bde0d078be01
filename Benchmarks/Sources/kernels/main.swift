import BenchmarkKit
import CProbe
import MDPotentials

// What does evaluating a potential cost, and how near is that to what the core can do?

runBenchmark {
  let options = try Options(
    "Evaluates each potential in memory, on one core, without MPI.",
    [
      .init("potentials", "", "names between commas; all that are there"),
      .init("atoms", "8000", "about how many atoms"),
      .init("seconds", "3", "how long each potential is evaluated"),
      Options.results,
    ])
  var report = Report(name: "kernels")
  let peaks = (double: PeakRate.double(), float: PeakRate.float())
  var table = Table(
    "Cost of an evaluation",
    [
      "potential", "system", "atoms", "neighbours", "triplets", "formula ops/atom", "us/atom",
      "+-%", "formula GFLOP/s", "% of FMA peak", "allocations",
    ])
  for entry in try BenchmarkPotential.all(options.list("potentials")) {
    var potential = try entry.load()
    let system = try PreparedSystem(
      entry.crystal, atoms: options.count("atoms"), cutoff: potential.cutoff)
    let count = try OperationCount(
      of: entry, cutoff: potential.cutoff, atoms: system.atoms.view,
      neighbors: system.neighbors.view)
    let measured = KernelMeasurement(
      &potential, on: system, seconds: try options.number("seconds"))
    let rate = count.perAtom / measured.cost * 1e-3
    table.append([
      .text(entry.name), .text(entry.structure), .init(system.atoms.owned),
      .number(count.neighbors), .number(count.triplets), .number(count.perAtom),
      .number(measured.cost), .number(100 * measured.spread), .number(rate),
      .number(100 * rate / peaks.double), .init(measured.allocations),
    ])
    print("\(entry.name): \(measured.evaluations) evaluations")
  }
  let after = (double: PeakRate.double(), float: PeakRate.float())
  var peak = Table(
    "FMA peak of one core, before and after", ["precision", "GFLOP/s before", "GFLOP/s after"])
  peak.append(["double", .number(peaks.double), .number(after.double)])
  peak.append(["single", .number(peaks.float), .number(after.float)])
  report.tables = [table, peak]
  report.notes = [
    "Built for \(String(cString: probe_vectors())).",
    "Operations are counted from the formulas (see Benchmarks/README.md), not from the kernels.",
    "Each crystal is shaken by \(PreparedSystem.displacement) Angstrom rms along each axis, as "
      + "silicon is at 600 K; lists reach \(PreparedSystem.skin) Angstrom beyond the cutoff.",
  ]
  try report.publish(to: options.text("results"))
}
