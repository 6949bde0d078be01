import MDCore
import MDPotentials

/// Evaluates the symmetry functions of all atoms of labelled structures, without derivatives.
struct DescriptorEvaluator: ~Copyable {
  private let design: NetworkDesign
  private let lengthFactor: Double
  private var functions: FunctionDerivatives
  private var environment = CenterEnvironment()
  private var owners: [Int] = []

  /// - Parameter lengthFactor: `cflength`, the unit of length of `input.nn` for an Å.
  init(_ design: NetworkDesign, lengthFactor: Double) {
    self.design = design
    self.lengthFactor = lengthFactor
    functions = FunctionDerivatives(design)
  }

  /// Calls `body` for each atom that is wanted, with its index in the structure, its element among the
  /// design's, and the values of its functions in n2p2's order and units.
  mutating func forEachAtom(
    of structure: LabelledStructure, where isWanted: (Int) -> Bool = { _ in true },
    _ body: (_ atom: Int, _ element: Int, _ values: [Double]) -> Void
  ) throws {
    let sorted = try FitStructure(
      structure, symbols: design.symbols, dataset: 0, usesStress: false)
    let neighbors = StructureNeighbors(sorted, reach: design.cutoff / lengthFactor)
    for place in 0..<sorted.count where isWanted(sorted.order[place]) {
      neighbors.environment(
        of: place, scale: lengthFactor * design.lengthConversion, into: &environment,
        owners: &owners)
      let element = Int(sorted.elements[place])
      functions.evaluate(environment, element: element, wantsDerivatives: false)
      body(sorted.order[place], element, functions.values)
    }
  }
}
