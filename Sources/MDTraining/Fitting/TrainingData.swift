import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials

/// The structures of a fit, ready to be fitted: sorted atoms, energies without what no network has to
/// learn, and who judges.
struct TrainingData {
  var structures: [FitStructure]
  let training: [Int]
  let validation: [Int]
  let invariants: [Int]
  /// eV for an atom of each element.
  let atomEnergies: [Double]
  /// What is left of the energy an atom of the fitted structures on average, eV.
  let meanRest: Double
  /// eV an atom by which each data set's zero lies above the first one's, before the fit.
  let zeros: [Double]
  /// The files, one a data set where zeros are separate.
  let files: [String]

  /// - Parameters:
  ///   - points: structures in which all atoms are alike.
  ///   - atomEnergies: in the potential's unit of energy, nil for an element whose energy the data shall give.
  ///   - energyFactor: the potential's unit of energy for an eV.
  init(
    _ sources: [LabelledStructure], points: [LabelledStructure], design: NetworkDesign,
    settings: FitSettings, atomEnergies known: [Double?], energyFactor: Double,
    algebra: LinearAlgebra
  ) throws {
    var files: [String] = []
    func dataset(_ source: LabelledStructure) -> Int {
      if let known = files.firstIndex(of: source.origin.file) { return known }
      files.append(source.origin.file)
      return files.count - 1
    }
    var structures = try sources.map { source in
      var own = source
      if !settings.usesForces { own.forces = nil }
      let number = dataset(source)
      var result = try FitStructure(
        own, symbols: design.symbols, dataset: settings.separatesZeros ? number : 0,
        usesStress: settings.usesStress)
      result.weight *= settings.groupWeights[source.group] ?? 1
      return result
    }
    for group in settings.groupWeights.keys.sorted()
    where !sources.contains(where: { $0.group == group }) {
      throw InputError(
        "group_weight \(group): no structure of the data belongs to it; there are "
          + Set(sources.map(\.group)).sorted().joined(separator: ", "))
    }
    let given = known.map { energy in
      energy.map { ($0 + design.meanEnergy) / energyFactor }
    }
    atomEnergies = try EnergyZeros.atomEnergies(structures, given: given, algebra: algebra)
    zeros = EnergyZeros.subtract(
      atomEnergies, from: &structures, datasets: settings.separatesZeros ? files.count : 1)
    self.files = files

    // What a file says of a structure wins, as with n2p2.
    let order = shuffled(
      structures.indices.filter { sources[$0].part == nil }, seed: settings.seed, epoch: 0,
      stream: 0x5E)
    let count = Int((settings.testFraction * Double(order.count)).rounded())
    validation = (sources.indices.filter { sources[$0].part == .validation } + order[..<count])
      .sorted()
    training = (sources.indices.filter { sources[$0].part == .training } + order[count...]).sorted()
    guard !training.isEmpty else { throw InputError("no structure is left to be fitted") }

    meanRest =
      training.reduce(0) { $0 + structures[$1].energy / Double(structures[$1].count) }
      / Double(training.count)
    let first = structures.count
    for point in points {
      var own = try FitStructure(point, symbols: design.symbols, dataset: 0, usesStress: false)
      for (e, range) in own.ranges.enumerated() {
        own.energy -= atomEnergies[e] * Double(range.count)
      }
      structures.append(own.withoutForces())
    }
    invariants = Array(first..<structures.count)
    self.structures = structures
  }

  /// eV for the networks' unit of energy where nothing else decides: the root mean square of the force
  /// components times 1 Å, or the spread of the energies an atom.
  var naturalScale: Double {
    var (sum, count) = (0.0, 0)
    for index in training {
      for force in structures[index].forces ?? [] { sum += force * force }
      count += structures[index].forces?.count ?? 0
    }
    if count > 0 && sum > 0 { return (sum / Double(count)).squareRoot() }
    let scale = deviation(training.map { structures[$0].energy / Double(structures[$0].count) })
    return scale > 0 ? scale : 1
  }

  /// The standard deviations of energies an atom and of force components over all structures, eV and
  /// eV/Å.
  var deviations: (energy: Double, force: Double) {
    let own = training + validation
    let energies = own.map { structures[$0].energy / Double(structures[$0].count) }
    return (deviation(energies), deviation(own.flatMap { structures[$0].forces ?? [] }))
  }

  /// The standard deviation of a sample; 0 of fewer than two values.
  func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}

extension FitStructure {
  /// The same, judged by its energy alone.
  func withoutForces() -> FitStructure {
    var copy = self
    copy.forces = nil
    return copy
  }
}
