import MDCore
import MDPotentials

/// What a potential says of a structure.
public struct StructurePrediction: Equatable, Sendable {
  /// eV.
  public var energy: Double
  /// eV/Å, one an atom.
  public var forces: [Vector3]
  /// eV/Å³, positive under tension; nil for a structure that does not repeat.
  public var stress: SymmetricTensor?
  /// eV, of each atom.
  public var atomicEnergies: [Double]
  /// For each atom, how many of its symmetry functions lie outside the training range.
  public var extrapolations: [Int32]

  /// How many atoms have a function outside the training range.
  public var extrapolatingAtoms: Int { extrapolations.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }
}

/// Evaluates single structures with one of the potentials that the program runs.
public struct StructureEvaluator: ~Copyable {
  private var potential: any Potential
  private let elements: [String]
  private var atoms = PeriodicAtoms()
  private var perAtom = PerAtomTally()

  /// - Parameters:
  ///   - potential: with these elements as its atom types, from 1.
  ///   - elements: their symbols.
  public init(potential: any Potential, elements: [String]) {
    self.potential = potential
    self.elements = elements
  }

  /// Energy, forces and stress of a structure. The same numbers whatever was evaluated before.
  ///
  /// - Throws: ``InputError`` if the structure has an element that the potential was not given.
  public mutating func evaluate(_ structure: LabelledStructure) throws -> StructurePrediction {
    let types = try structure.elements.map { symbol in
      guard let type = elements.firstIndex(of: symbol) else {
        throw structure.origin.error(
          "the element \(symbol) is not one of the potential's: "
            + elements.joined(separator: " "))
      }
      return Int32(type + 1)
    }
    atoms.load(structure, types: types, reach: potential.cutoff)
    let view = atoms.atoms.view
    perAtom.reset(total: view.total)
    var tally = Tally(wantsVirial: true, perAtom: perAtom.view)
    potential.readPositions(of: 0..<view.total, view)
    potential.compute(
      centers: 0..<view.owned, atoms: view, neighbors: atoms.neighbors.view, tally: &tally)
    _ = potential.takeExtrapolations()
    let counts = UnsafeBufferPointer(start: perAtom.view.extrapolations, count: view.owned)
    let repeats = (0..<3).contains { structure.box.isPeriodic($0) }
    return StructurePrediction(
      energy: tally.energy, forces: atoms.foldedForces(),
      stress: repeats ? tally.virial * (-1 / structure.box.volume) : nil,
      atomicEnergies: atoms.folded(perAtom.view.energy), extrapolations: Array(counts))
  }
}
