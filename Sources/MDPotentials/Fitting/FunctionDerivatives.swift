import MDCore
import MDKernels

/// Evaluates every symmetry function of an atom together with its derivative at every neighbour: what
/// a fit keeps, because there the weights change and the structures do not.
///
/// A simulation never needs these numbers one by one; ``NeuralNetworkPotential`` works in adjoint form
/// and stores none of them. Formulas are those of ``FunctionGroup``; the loops run over the functions
/// of a group, eight at a time, inside each pair of neighbours.
public struct FunctionDerivatives: ~Copyable {
  private let groups: [[FunctionGroup]]
  private let counts: [Int]
  private let atomicNumbers: [Double]
  private var bench = AlignedBuffer<Double>()
  private var gradients = AlignedBuffer<Double>()
  /// G of each function of the last centre, not scaled.
  public private(set) var values: [Double] = []
  private var columns = 0

  /// For the functions of a design.
  public init(_ design: NetworkDesign) {
    let model = design.model
    groups = model.elements.map {
      FunctionGroup.groups(of: $0, in: model, functions: Array($0.functions.indices))
    }
    counts = design.functionCounts
    atomicNumbers = design.atomicNumbers.map { Double($0) }
  }

  /// The derivative of each function with respect to a component (0, 1, 2) of the position of a
  /// neighbour of the last centre; that at the centre is minus the sum over the neighbours.
  public func derivatives(neighbor: Int, component: Int) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(
      start: gradients.pointer + (3 * neighbor + component) * columns, count: columns)
  }

  /// Evaluates all functions of one centre.
  ///
  /// - Parameters:
  ///   - element: of the centre.
  ///   - wantsDerivatives: whether the derivatives are needed; what is left in them if not is not
  ///     defined.
  public mutating func evaluate(
    _ environment: CenterEnvironment, element: Int, wantsDerivatives: Bool = true
  ) {
    columns = counts[element]
    values = [Double](repeating: 0, count: columns)
    gradients.reserve(3 * environment.count * columns, keeping: 0)
    gradients.pointer.update(repeating: 0, count: 3 * environment.count * columns)
    for group in groups[element] {
      let size = GroupDerivatives.benchSize(of: group, neighbors: environment.count)
      bench.reserve(size, keeping: 0)
      var work = GroupDerivatives(group, bench: bench.pointer, neighbors: environment.count)
      work.pack(environment, atomicNumbers)
      work.evaluate(wantsDerivatives: wantsDerivatives)
      for (t, term) in group.terms.enumerated() { values[term.function] = work.sums[t] }
      if wantsDerivatives { work.unpack(to: gradients.pointer, columns: columns) }
    }
  }
}
