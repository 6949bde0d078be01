import MDCore

/// Errors of a potential on the structures of one group.
public struct PredictionErrors: Sendable {
  /// The group, or `all`.
  public let group: String
  /// Structures and atoms.
  public private(set) var structures = 0
  public private(set) var atoms = 0
  /// eV an atom, after the offset of the data set.
  public private(set) var energy = ErrorStatistics()
  /// eV/Å, each component of each atom.
  public private(set) var force = ErrorStatistics()
  /// eV/Å³, each of six components, or the mean of the diagonal where only that is known.
  public private(set) var stress = ErrorStatistics()
  /// Atoms with a symmetry function outside the training range, and how often that was so.
  public private(set) var extrapolatingAtoms = 0
  public private(set) var extrapolations = 0

  init(group: String) { self.group = group }

  /// Errors by group in the order of their first structures, and those of all.
  ///
  /// - Parameter offsets: eV an atom to add to the predictions of each file.
  public static func byGroup(
    _ structures: [LabelledStructure], _ predictions: [StructurePrediction],
    offsets: [String: Double]
  ) -> (groups: [PredictionErrors], all: PredictionErrors) {
    var groups: [PredictionErrors] = []
    var places: [String: Int] = [:]
    var all = PredictionErrors(group: "all")
    for (index, (structure, prediction)) in zip(structures, predictions).enumerated() {
      if places[structure.group] == nil {
        places[structure.group] = groups.count
        groups.append(PredictionErrors(group: structure.group))
      }
      let offset = offsets[structure.origin.file] ?? 0
      groups[places[structure.group]!].add(index, structure, prediction, offset)
      all.add(index, structure, prediction, offset)
    }
    return (groups, all)
  }

  private mutating func add(
    _ index: Int, _ structure: LabelledStructure, _ prediction: StructurePrediction,
    _ offset: Double
  ) {
    structures += 1
    atoms += structure.count
    energy.add(prediction.energyError(structure, offset: offset), source: index)
    for (own, reference) in zip(prediction.forces, structure.forces ?? []) {
      for d in 0..<3 { force.add(own[d] - reference[d], source: index) }
    }
    for error in prediction.stressErrors(structure) { stress.add(error, source: index) }
    extrapolatingAtoms += prediction.extrapolatingAtoms
    extrapolations += prediction.extrapolations.reduce(0) { $0 + Int($1) }
  }
}

extension StructurePrediction {
  /// Predicted minus reference, eV an atom.
  func energyError(_ structure: LabelledStructure, offset: Double) -> Double {
    (energy - structure.energy) / Double(structure.count) + offset
  }

  /// Pairs of reference and prediction, eV/Å³: six, one where only the mean is known, or none.
  func stressPairs(_ structure: LabelledStructure) -> [(reference: Double, predicted: Double)] {
    guard let stress, let reference = structure.stress else { return [] }
    if structure.hasOnlyMeanStress { return [(reference.trace / 3, stress.trace / 3)] }
    return zip(reference.components, stress.components).map { ($0, $1) }
  }

  /// Predicted minus reference, eV/Å³.
  func stressErrors(_ structure: LabelledStructure) -> [Double] {
    stressPairs(structure).map { $0.predicted - $0.reference }
  }
}
