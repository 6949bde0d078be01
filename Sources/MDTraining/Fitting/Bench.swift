import Foundation
import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials

public func fitBench(_ words: [String], _ communicator: any Communicator) throws {
  func value(_ name: String, _ d: Double) -> Double {
    words.firstIndex(of: name).flatMap { Double(words[$0 + 1]) } ?? d
  }
  func text(_ name: String, _ d: String) -> String {
    words.firstIndex(of: name).map { words[$0 + 1] } ?? d
  }
  func now() -> Double { clock_seconds() }
  let t0 = now()
  let algebra = try LinearAlgebra.load()
  let file = text("-in", "input.nn")
  let design = try NetworkDesign(
    text: String(contentsOfFile: file, encoding: .utf8), file: file)
  let sources = try StructureFile.read([text("-data", "")], communicator: communicator)
  let lengthFactor = value("-cflength", 1)
  let useStress = value("-stress", 0) > 0
  var structures = try sources.map {
    try FitStructure($0, symbols: design.symbols, dataset: 0, usesStress: useStress)
  }
  let mean = structures.reduce(0) { $0 + $1.energy } / Double(structures.reduce(0) { $0 + $1.count })
  for n in structures.indices { structures[n].energy -= mean * Double(structures[n].count) }
  let builder = FunctionTableBuilder(
    design, lengthFactor: lengthFactor, wantsStrains: useStress, communicator: communicator)
  func say(_ s: String) { if communicator.isRoot { print(s) } }
  say("read \(now() - t0)")
  let statistics = FunctionStatistics(structures, builder: builder, communicator: communicator)
  builder.scalings = try statistics.scalings(design)
  say("statistics \(now() - t0)")
  let expected = ExpectedErrors(
    energy: value("-te", 0.002), force: value("-tf", 0.1), stress: value("-ts", 0.003))
  let problem = FitProblem(
    design: design, structures: structures, builder: builder, expected: expected,
    energyScale: 1, tableBudget: Int(value("-memory", 2000)) << 20, algebra: algebra,
    communicator: communicator)
  problem.prepare()
  say("tables \(now() - t0) \(problem.keptCount)")
  var initial = InitialWeights()
  initial.seed = UInt32(value("-seed", 1))
  initial.scheme = InitialWeights.Scheme(rawValue: text("-init", "centered"))!
  let shape = problem.layout.shapes[0]
  let inputs = (0..<shape.nodes[0]).map { f -> (mean: Double, sigma: Double) in
    let s = builder.scalings[0][f]
    let line = statistics.lines[0][f]
    return (s.offset + s.factor * (line.mean - s.origin), s.factor * line.sigma)
  }
  var weights = initial.weights(shape, element: 0, inputs: inputs)
  let split = shuffled(Array(structures.indices), seed: 7, epoch: 0)
  let testCount = Int(value("-test", 0.1) * Double(structures.count))
  let validation = Array(split[..<testCount])
  let training = Array(split[testCount...])
  var parameters = KalmanFilter.Parameters()
  parameters.epsilon = 1 / value("-p0", 1)
  parameters.q = value("-q", 0)
  parameters.qDecay = value("-qtau", 0) / Double(training.count)
  parameters.qMinimum = value("-qmin", 0)
  parameters.lambda = value("-lambda", 1)
  parameters.nu = value("-nu", 1)
  var variances: [Double]?
  if value("-prior", 1) > 0 {
    var v = [Double](repeating: value("-p0", 1), count: shape.count)
    for layer in 0..<shape.layers {
      let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
      for j in 0..<columns {
        let spread = layer == 0 ? max(inputs[j].sigma, 1e-3) : 1
        for k in 0..<rows {
          v[shape.start(of: layer) + j * rows + k] = value("-p0", 1) / (Double(columns) * spread * spread)
        }
      }
    }
    variances = v
  }
  let filter = KalmanFilter(
    count: shape.count, parameters: parameters, variances: variances, algebra: algebra,
    communicator: communicator)
  let rows = RowMemory()
  let block = BlockKalman(
    structuresPerUpdate: Int(value("-batch", 1)), atomFraction: value("-atoms", 1),
    seed: UInt32(value("-seed", 1)))
  func report(_ epoch: Int) {
    func sum(_ list: [Int]) -> ErrorSums {
      var s = ErrorSums()
      for e in problem.errors(list, weights: weights) { s.add(e) }
      return s
    }
    let (a, b) = (sum(training), sum(validation))
    let line = String(
      format: "%3d %7.2f s train %7.2f meV %6.4f eV/A %7.4f | test rmse %7.2f %6.4f %7.4f mae %6.2f %6.4f loss %.0f %.0f",
      epoch, now() - t0, 1000 * a.energy.rmse, a.force.rmse, 160 * a.stress.rmse,
      1000 * b.energy.rmse, b.force.rmse, 160 * b.stress.rmse, 1000 * b.energy.mae, b.force.mae,
      a.loss, b.loss)
    say(line)
  }
  report(0)
  for epoch in 1...Int(value("-epochs", 5)) {
    try block.epoch(
      epoch, problem: problem, training: training, filter: filter, weights: &weights, rows: rows)
    report(epoch)
  }
}

func clock_seconds() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC, &t)
  return Double(t.tv_sec) + 1e-9 * Double(t.tv_nsec)
}
