import MDCore
import MDDomain
import MDPotentials

/// Symmetry functions at some atoms of a data set: a matrix for one element, a row for each atom.
public struct DescriptorSample: Sendable {
  /// The element.
  public let symbol: String
  /// How many functions there are.
  public let functionCount: Int
  /// Rows one after the other, in n2p2's units; the functions are in n2p2's order.
  public internal(set) var values: [Double] = []
  /// The group of each row's structure.
  public internal(set) var groups: [String] = []
  /// The structure (by index) and atom of each row.
  public internal(set) var sources: [(structure: Int, atom: Int)] = []

  /// How many atoms there are.
  public var count: Int { groups.count }

  /// A matrix from its rows.
  public init(symbol: String, functionCount: Int, rows: [[Double]] = [], groups: [String] = []) {
    self.symbol = symbol
    self.functionCount = functionCount
    values = rows.flatMap { $0 }
    self.groups = groups
    sources = groups.indices.map { (0, $0) }
  }

  /// Takes about `atoms` atoms of each element out of a data set, by chance that depends on the seed,
  /// the structure's number and the atom alone, and evaluates their functions. The root gets a sample
  /// for each element, the others none. Collective.
  ///
  /// - Parameters:
  ///   - lengthFactor: `cflength`, the unit of length of `input.nn` for an Å.
  ///   - atoms: of each element; all of them if there are no more.
  public static func take(
    _ structures: [LabelledStructure], design: NetworkDesign, lengthFactor: Double,
    atoms: Int, seed: UInt32, communicator: any Communicator
  ) throws -> [DescriptorSample] {
    let totals = design.symbols.map { symbol in
      structures.reduce(0) { $0 + $1.elements.reduce(0) { $0 + ($1 == symbol ? 1 : 0) } }
    }
    let shares = Dictionary(
      uniqueKeysWithValues: zip(design.symbols, totals).map { symbol, total in
        (symbol, Double(atoms) / Double(max(total, 1)))
      })
    var evaluator = DescriptorEvaluator(design, lengthFactor: lengthFactor)
    var samples = zip(design.symbols, design.functionCounts).map {
      DescriptorSample(symbol: $0, functionCount: $1)
    }
    try OrderedWork.run(count: structures.count, communicator: communicator) { index in
      let structure = structures[index]
      var numbers: [Double] = []
      try evaluator.forEachAtom(
        of: structure,
        where: { atom in
          var random = CounterRandom(
            seed: seed, id: Int64(atom), step: Int64(index), stream: 0x5341_4D50)
          return random.uniform() < shares[structure.elements[atom]] ?? 0
        },
        { atom, element, values in numbers += [Double(atom), Double(element)] + values })
      return numbers
    } consume: { index, numbers in
      var place = 0
      while place < numbers.count {
        let (atom, element) = (Int(numbers[place]), Int(numbers[place + 1]))
        let end = place + 2 + samples[element].functionCount
        samples[element].values += numbers[(place + 2)..<end]
        samples[element].groups.append(structures[index].group)
        samples[element].sources.append((index, atom))
        place = end
      }
    }
    return communicator.isRoot ? samples : []
  }
}
