import BenchmarkKit
import CProbe
import MDPotentials

// What does evaluating a potential cost, and how near is that to what the core can do?

/// Arithmetic vector instructions an atom, as the plan of a network counts them; nil for potentials
/// without a plan, or with several elements, whose neighbours are not told apart here, or those whose instructions are of
/// both precisions.
func plannedOperations(
  of potential: any Potential, _ count: OperationCount, _ precision: KernelPrecision
) -> Double? {
  guard let network = potential as? NeuralNetworkPotential else { return nil }
  if precision == .mixed && network.hasGeneralFunctions { return nil }
  let counts = network.vectorOperations(
    neighbors: Int(count.neighbors.rounded()), livePairs: Int(count.triplets.rounded()))
  return counts.count == 1 ? Double(counts[0]) : nil
}

/// Root mean square of the differences.
func rms(_ a: [Double], _ b: [Double]) -> Double {
  (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)).squareRoot()
}

runBenchmark {
  let options = try Options(
    "Evaluates each potential in memory, on one core, without MPI.",
    [
      .init("potentials", "", "names between commas; all that are there"),
      .init("atoms", "8000", "about how many atoms"),
      .init("seconds", "3", "how long each potential is evaluated"),
      .init("precisions", "double,mixed", "of the kernels of networks, between commas"),
      Options.results,
    ])
  var report = Report(name: "kernels")
  let peaks = (double: PeakRate.double(), float: PeakRate.float())
  var table = Table(
    "Cost of an evaluation",
    [
      "potential", "precision", "system", "atoms", "neighbours", "triplets", "us/atom", "+-%",
      "force error", "allocations",
      "plan vector ops/atom", "plan % of peak", "formula ops/atom", "formula % of peak",
    ])
  let precisions = try options.list("precisions").map { word in
    guard let precision = KernelPrecision(rawValue: word) else {
      throw BenchmarkError("'\(word)' is not a precision; there are double and mixed")
    }
    return precision
  }
  for entry in try BenchmarkPotential.all(options.list("potentials")) {
    var reference: [Double]?
    for precision in entry.isNetwork ? precisions : [.double] {
      var potential = try entry.load(precision)
      let system = try PreparedSystem(
        entry.crystal, atoms: options.count("atoms"), cutoff: potential.cutoff)
      let count = try OperationCount(
        of: entry, cutoff: potential.cutoff, atoms: system.atoms.view,
        neighbors: system.neighbors.view)
      let measured = KernelMeasurement(
        &potential, on: system, seconds: try options.number("seconds"))
      if precision == .double { reference = measured.forces }
      // Vectors of eight a microsecond, as multiply-adds: the peak counts two operations a lane.
      let peak = precision == .double ? peaks.double : peaks.float
      let planned = plannedOperations(of: potential, count, precision)
      let vectorRate = planned.map { 16e-3 * $0 / measured.cost }
      let rate = count.perAtom / measured.cost * 1e-3
      table.append([
        .text(entry.name), .text(precision.rawValue), .text(entry.structure),
        .init(system.atoms.owned), .number(count.neighbors), .number(count.triplets),
        .number(measured.cost), .number(100 * measured.spread),
        .init(precision == .double ? nil : reference.map { rms($0, measured.forces) }),
        .init(measured.allocations), .init(planned), .init(vectorRate.map { 100 * $0 / peak }),
        .number(count.perAtom), .number(100 * rate / peak),
      ])
      print("\(entry.name), \(precision): \(measured.evaluations) evaluations")
    }
  }
  let after = (double: PeakRate.double(), float: PeakRate.float())
  var peak = Table(
    "FMA peak of one core, before and after", ["precision", "GFLOP/s before", "GFLOP/s after"])
  peak.append(["double", .number(peaks.double), .number(after.double)])
  peak.append(["single", .number(peaks.float), .number(after.float)])
  report.tables = [table, peak]
  report.notes = [
    "Built for \(String(cString: probe_vectors())).",
    "Vector operations are what the potential's plan counts; operations are counted from the "
      + "formulas, each factor once (see Benchmarks/README.md).",
    "Each crystal is shaken by \(PreparedSystem.displacement) Angstrom rms along each axis, as "
      + "silicon is at 600 K; lists reach \(PreparedSystem.skin) Angstrom beyond the cutoff.",
  ]
  try report.publish(to: options.text("results"))
}
