import MDKernels

/// Symmetry functions of one element that look at the same neighbours: what the kernels execute.
///
/// Every function is a product of radial factors and an angular shape:
/// - radial: G = Σ_j w_j·a(r_ij)
/// - angular: G = Σ_{j<k} w_j w_k·a(r_ij)·a(r_ik)·[a(r_jk)]·P(cos θ_jik)
///
/// with the weights w = 1, or the atomic number for weighted functions. A group lists its distinct
/// factors and shapes once, so that each is evaluated once for a neighbour or triplet.
struct FunctionGroup: Sendable {
  /// One function of the group.
  struct Term: Sendable {
    /// Index among the group's shapes; 0 for radial groups.
    let shape: Int
    /// Index among the element's functions.
    let function: Int
  }

  /// What decides which functions share a group.
  struct Key: Hashable {
    let isAngular, isNarrow, isWeighted, isCompact: Bool
    let neighbors: [Int]

    /// The element of the first neighbour; none if all count.
    var firstElement: Int32? { isWeighted ? nil : Int32(neighbors[0]) }
  }

  let key: Key
  /// Distinct radial factors, sorted by reach.
  var factors: [RadialFactor] = []
  /// The distinct reaches of the factors, and the first factor of each.
  private(set) var reaches: [Double] = []
  private(set) var firstFactors: [Int] = []
  /// Which of the reaches each factor has.
  private(set) var factorLevels: [Int] = []
  /// Distinct angular shapes.
  var shapes: [AngularShape] = []
  /// The functions, factor by factor.
  var terms: [Term] = []
  /// Where the functions of each factor begin among the terms; one more at the end.
  var termStarts: [Int] = []
  /// The largest reach of any factor.
  var reach: Double { reaches.last ?? 0 }
  /// Whether j and k are taken from the same list of neighbours.
  var isSameElement: Bool { key.isWeighted || key.neighbors.first == key.neighbors.last }

  /// The groups of some of an element's functions.
  static func groups(
    of element: NeuralNetworkModel.Element, in model: NeuralNetworkModel, functions: [Int]
  ) -> [FunctionGroup] {
    var members: [Key: [Int]] = [:]
    var order: [Key] = []
    for index in functions {
      let function = element.functions[index]
      let kind = function.kind
      let key = Key(
        isAngular: kind.isAngular, isNarrow: kind.isNarrow, isWeighted: kind.isWeighted,
        isCompact: kind.isCompact, neighbors: function.neighbors)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(index)
    }
    return order.map { key in
      FunctionGroup(key: key, functions: members[key] ?? [], element: element, model: model)
    }
  }

  private init(
    key: Key, functions: [Int], element: NeuralNetworkModel.Element, model: NeuralNetworkModel
  ) {
    self.key = key
    var rows: [(factor: RadialFactor, terms: [Term])] = []
    for index in functions {
      let function = element.functions[index]
      let (factor, shape) = Self.parts(of: function, in: model)
      let shapeIndex: Int
      if let known = shapes.firstIndex(of: shape) {
        shapeIndex = known
      } else {
        shapeIndex = shapes.count
        shapes.append(shape)
      }
      let term = Term(shape: shapeIndex, function: index)
      if let row = rows.firstIndex(where: { $0.factor == factor }) {
        rows[row].terms.append(term)
      } else {
        rows.append((factor, [term]))
      }
    }
    rows.sort { $0.factor.reach < $1.factor.reach }
    for row in rows {
      if reaches.last != row.factor.reach {
        reaches.append(row.factor.reach)
        firstFactors.append(factors.count)
      }
      factorLevels.append(reaches.count - 1)
      factors.append(row.factor)
      termStarts.append(terms.count)
      terms += row.terms
    }
    termStarts.append(terms.count)
  }

  private static func parts(of function: SymmetryFunction, in model: NeuralNetworkModel)
    -> (RadialFactor, AngularShape)
  {
    switch function.radial {
    case .gaussian(let eta, let shift):
      let cutoff = model.cutoffFunction(radius: function.cutoff)
      return (
        .gaussian(eta: eta, shift: shift, cutoff),
        AngularShape(function.angular, core: .polynomial2)
      )
    case .compact(let core, let isAsymmetric, let lower):
      let compact = CompactFunction(
        core: core, isAsymmetric: isAsymmetric, left: lower, right: function.cutoff)
      return (.compact(compact), AngularShape(function.angular, core: core))
    }
  }
}
