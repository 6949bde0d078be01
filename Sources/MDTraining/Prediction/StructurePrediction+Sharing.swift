import MDCore
import MDDomain
import MDPotentials

extension StructurePrediction {
  /// Evaluates structures on all ranks; the root gets the predictions in the order of the structures,
  /// the others none. Collective.
  ///
  /// - Parameter progress: told on the root how many structures of how many its own share has done.
  /// - Throws: the same error on all ranks.
  public static func evaluate(
    _ structures: [LabelledStructure], with loaded: LoadedPotential,
    communicator: any Communicator, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> [StructurePrediction] {
    let elements = loaded.elements ?? Array(Set(structures.flatMap(\.elements))).sorted()
    let shares = Self.shares(structures, ranks: communicator.size)
    let own = try communicator.collectively {
      var evaluator = StructureEvaluator(
        potential: try loaded.potential(elements: elements), elements: elements)
      var results: [StructurePrediction] = []
      for (n, index) in shares[communicator.rank].enumerated() {
        results.append(try evaluator.evaluate(structures[index]))
        if communicator.isRoot { progress(n + 1, shares[0].count) }
      }
      return results
    }
    return gather(own, shares, structures, communicator)
  }

  /// Which structures each rank evaluates: the largest first, each to the rank with the fewest atoms.
  static func shares(_ structures: [LabelledStructure], ranks: Int) -> [[Int]] {
    var shares = [[Int]](repeating: [], count: ranks)
    var loads = [Int](repeating: 0, count: ranks)
    let order = structures.indices.sorted {
      (structures[$1].count, $0) < (structures[$0].count, $1)
    }
    for index in order {
      let rank = loads.indices.min { loads[$0] < loads[$1] }!
      shares[rank].append(index)
      loads[rank] += structures[index].count
    }
    return shares
  }

  private static func gather(
    _ own: [StructurePrediction], _ shares: [[Int]], _ structures: [LabelledStructure],
    _ communicator: any Communicator
  ) -> [StructurePrediction] {
    if communicator.size == 1 {
      return zip(shares[0], own).sorted { $0.0 < $1.0 }.map(\.1)
    }
    var bytes: [UInt8] = []
    for prediction in own {
      prediction.numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    let all = communicator.gather(bytes)
    guard communicator.isRoot else { return [] }
    var results: [Int: StructurePrediction] = [:]
    for (rank, bytes) in all.enumerated() {
      var place = 0
      for index in shares[rank] {
        let count = Self.numberCount(atoms: structures[index].count)
        let numbers = bytes.withUnsafeBytes { raw in
          (0..<count).map {
            raw.loadUnaligned(fromByteOffset: place + 8 * $0, as: Double.self)
          }
        }
        place += 8 * count
        results[index] = StructurePrediction(
          numbers: numbers, atoms: structures[index].count)
      }
    }
    return structures.indices.map { results[$0]! }
  }

  private static func numberCount(atoms: Int) -> Int { 8 + 5 * atoms }

  /// Everything as numbers, ``numberCount(atoms:)`` of them.
  private var numbers: [Double] {
    [energy, stress == nil ? 0 : 1] + (stress ?? .zero).components
      + forces.flatMap { [$0.x, $0.y, $0.z] } + atomicEnergies
      + extrapolations.map { Double($0) }
  }

  private init(numbers n: [Double], atoms: Int) {
    energy = n[0]
    var tensor = SymmetricTensor.zero
    tensor.components = Array(n[2..<8])
    stress = n[1] == 1 ? tensor : nil
    forces = (0..<atoms).map { Vector3(n[8 + 3 * $0], n[9 + 3 * $0], n[10 + 3 * $0]) }
    atomicEnergies = Array(n[(8 + 3 * atoms)..<(8 + 4 * atoms)])
    extrapolations = n[(8 + 4 * atoms)...].map { Int32($0) }
  }
}
