import MDKernels

/// How the symmetry functions of one element are evaluated: decided once, when the potential is
/// loaded, executed by the kernels for every atom.
///
/// - Radial Gaussians go neighbour by neighbour.
/// - Angular Gaussians centred at 0 with whole ζ go through the live pairs of neighbours in streams;
///   all that look at the same neighbours with the same cutoff share everything but their sums.
/// - Wide angular ones with small ζ go through moments of the neighbours' density, without pairs.
/// - Whatever else there is goes through ``VectorGroupKernel``: every radial factor and every shape, eight pairs at once.
///
/// A class, since every block of atoms is handed its plan: one reference is counted in place of nine arrays.
final class EvaluationPlan: Sendable {
  /// Which kernels are used.
  enum Kernels: Sendable {
    case vector
    /// ``GroupKernel`` for everything: the twin of the vector kernels in tests.
    case plain
  }

  /// A cutoff function that functions share, and whether neighbours count with their atomic number.
  struct Shell: Sendable, Equatable {
    let cutoff: CutoffFunction
    let isWeighted: Bool
    /// Which of ``reaches`` it has.
    var reach = 0
  }

  /// Radial functions of the same neighbours.
  struct RadialSet: Sendable {
    let shell: Int
    /// The neighbours' element, nil for all.
    let element: Int?
    var terms: [RadialTerm] = []
    /// The element's functions that the terms are, and the rows that keep their values.
    var functions: [Int] = []
    var firstRow = 0
  }

  /// Angular functions of the same pairs of neighbours.
  ///
  /// A class for the same reason as the plan.
  final class TripletGroup: Sendable {
    let shell: Int
    /// The neighbours' elements, nil for all.
    let elements: [Int]?
    let program: TripletProgram
    let functions: [Int]
    /// The functions, in the order of ``functions``, from the sums at the program's places, and the weights of the
    /// places from those of the element's functions.
    let assembly, distribution: RowCombinations
    /// For each place what its weight is multiplied by for the derivative with respect to cos θ.
    let slopes: [Double]
    var placeCount: Int { slopes.count }

    init(
      shell: Int, elements: [Int]?, program: TripletProgram, functions: [Int],
      assembly: RowCombinations, distribution: RowCombinations, slopes: [Double]
    ) {
      self.shell = shell
      self.elements = elements
      self.program = program
      self.functions = functions
      self.assembly = assembly
      self.distribution = distribution
      self.slopes = slopes
    }
  }

  /// Wide angular functions of the same neighbours that moments give.
  struct MomentGroup: Sendable {
    /// A function, and where the program has it.
    struct Member: Sendable {
      let function, place: Int
    }

    let shell: Int
    let elements: [Int]
    let program: MomentProgram
    let members: [Member]
    var isSameElement: Bool { elements[0] == elements[1] }
  }

  let shells: [Shell]
  /// The radii of all shells, each once, the smallest first: neighbours stand in this order, so that a
  /// short shell looks at the first of them only.
  let reaches: [Double]
  let radialSets: [RadialSet]
  let tripletGroups: [TripletGroup]
  let momentGroups: [MomentGroup]
  let general: [FunctionGroup]
  /// Whether those are evaluated one pair at a time.
  let isPlain: Bool
  /// What the sum of each function is multiplied by: 2^(1−ζ) where that is not done elsewhere.
  let norms: [Double]
  /// The functions whose sums are left in lanes, an atom at a time: the radial ones.
  let summedFunctions: [Int]
  /// Rows of values that the radial sets keep.
  let radialRows: Int
  /// What follows on the functions.
  let scalings: [FunctionScaling]
  let network: NetworkKernel

  /// The plan of one element.
  init(
    element: NeuralNetworkModel.Element, model: NeuralNetworkModel, kernels: Kernels,
    precision: KernelPrecision = .double
  ) {
    var norms: [Double] = Array(repeating: 1, count: element.functions.count)
    var draft = Draft()
    var rest: [Int] = []
    var triplets: [TripletKey: [Int]] = [:]
    var order: [TripletKey] = []
    for (index, function) in element.functions.enumerated() {
      guard kernels == .vector, case .gaussian(let eta, let shift) = function.radial else {
        rest.append(index)
        continue
      }
      let shell = draft.shellIndex(of: function, in: model)
      if !function.kind.isAngular {
        draft.addRadial(RadialTerm(eta: eta, shift: shift), index, function, shell)
      } else if let shape = Self.tripletShape(of: function, shift: shift) {
        let key = TripletKey(
          shell: shell, elements: function.kind.isWeighted ? nil : function.neighbors,
          isNarrow: function.kind.isNarrow,
          hasMoments: !function.kind.isNarrow && shape.zeta <= MomentProgram.largestZeta)
        if triplets[key] == nil { order.append(key) }
        triplets[key, default: []].append(index)
        norms[index] = integerPower(0.5, shape.zeta - 1)
      } else {
        rest.append(index)
      }
    }
    (shells, reaches) = draft.sortedShells(model)
    (radialSets, radialRows) = draft.placedRadialSets()
    var tripletGroups: [TripletGroup] = []
    var momentGroups: [MomentGroup] = []
    for key in order {
      let parameters = triplets[key]!.map { Self.parameters(of: $0, element) }
      if key.hasMoments {
        momentGroups.append(Self.momentGroup(key, parameters))
      } else {
        tripletGroups.append(
          Self.tripletGroup(key, shells[key.shell].cutoff, parameters, precision))
      }
    }
    scalings = element.scalings
    network = NetworkKernel(element.network)
    self.norms = norms
    isPlain = kernels == .plain
    self.tripletGroups = tripletGroups
    self.momentGroups = momentGroups
    general = FunctionGroup.groups(of: element, in: model, functions: rest)
    let others = Set(
      momentGroups.flatMap { $0.members.map(\.function) }
        + tripletGroups.flatMap(\.functions) + rest)
    summedFunctions = norms.indices.filter { !others.contains($0) }
  }

  private struct TripletKey: Hashable {
    let shell: Int
    let elements: [Int]?
    let isNarrow: Bool
    let hasMoments: Bool
  }

  /// Shells and radial sets while functions are looked at one by one.
  private struct Draft {
    private var shells: [Shell] = []
    private var radialSets: [RadialSet] = []

    mutating func shellIndex(of function: SymmetryFunction, in model: NeuralNetworkModel) -> Int {
      let shell = Shell(
        cutoff: model.cutoffFunction(radius: function.cutoff), isWeighted: function.kind.isWeighted)
      if let known = shells.firstIndex(of: shell) { return known }
      shells.append(shell)
      return shells.count - 1
    }

    mutating func addRadial(
      _ term: RadialTerm, _ index: Int, _ function: SymmetryFunction, _ shell: Int
    ) {
      let element = function.kind.isWeighted ? nil : function.neighbors[0]
      let known = radialSets.firstIndex { $0.shell == shell && $0.element == element }
      if known == nil { radialSets.append(RadialSet(shell: shell, element: element)) }
      radialSets[known ?? radialSets.count - 1].terms.append(term)
      radialSets[known ?? radialSets.count - 1].functions.append(index)
    }

    /// The shells with their reaches, and these.
    func sortedShells(_ model: NeuralNetworkModel) -> ([Shell], reaches: [Double]) {
      // Without a shell, all neighbours are for the general functions.
      if shells.isEmpty { return ([], [model.cutoff]) }
      let reaches = Set(shells.map(\.cutoff.radius)).sorted()
      let sorted = shells.map { shell in
        Shell(
          cutoff: shell.cutoff, isWeighted: shell.isWeighted,
          reach: reaches.firstIndex(of: shell.cutoff.radius)!)
      }
      return (sorted, reaches)
    }

    /// The radial sets with the rows that keep their values, and how many rows there are.
    func placedRadialSets() -> ([RadialSet], rows: Int) {
      var (result, rows) = (radialSets, 0)
      for set in result.indices {
        result[set].firstRow = rows
        rows += result[set].terms.count
      }
      return (result, rows)
    }
  }

  /// λ and ζ of a function that the triplet kernels can evaluate.
  private static func tripletShape(of function: SymmetryFunction, shift: Double)
    -> AngularBasis.Shape?
  {
    guard shift == 0, case .power(let lambda, let zeta) = function.angular,
      let whole = Int(exactly: zeta), (1...4096).contains(whole), abs(lambda) <= 1
    else { return nil }
    return AngularBasis.Shape(lambda: lambda, zeta: whole)
  }

  /// What the kernels need of an angular function.
  private struct Parameters {
    let function: Int
    let eta: Double
    let shape: AngularBasis.Shape
  }

  private static func parameters(of index: Int, _ element: NeuralNetworkModel.Element)
    -> Parameters
  {
    let function = element.functions[index]
    guard case .gaussian(let eta, let shift) = function.radial,
      let shape = tripletShape(of: function, shift: shift)
    else { preconditionFailure("only such functions were collected") }
    return Parameters(function: index, eta: eta, shape: shape)
  }

  private static func tripletGroup(
    _ key: TripletKey, _ cutoff: CutoffFunction, _ parameters: [Parameters],
    _ precision: KernelPrecision
  ) -> TripletGroup {
    // In single precision two columns more are a fair price for half of the rounding errors.
    let program = TripletProgram(
      isNarrow: key.isNarrow, cutoff: cutoff, etas: parameters.map(\.eta),
      shapes: parameters.map(\.shape),
      extraColumns: precision == .mixed ? 2 : 0)
    let places = program.etas.count * program.columnCount
    var (assembly, distribution) = ([RowCombinations.Entry](), [RowCombinations.Entry]())
    for (index, function) in parameters.enumerated() {
      for part in program.parts(eta: function.eta, shape: function.shape) {
        assembly.append(
          RowCombinations.Entry(target: index, source: part.place, factor: part.factor))
        distribution.append(
          RowCombinations.Entry(
            target: part.place, source: function.function, factor: part.factor))
      }
    }
    return TripletGroup(
      shell: key.shell, elements: key.elements, program: program,
      functions: parameters.map(\.function),
      assembly: RowCombinations(assembly, targets: parameters.count),
      distribution: RowCombinations(distribution, targets: places),
      slopes: (0..<places).map(program.slope(ofPlace:)))
  }

  private static func momentGroup(_ key: TripletKey, _ parameters: [Parameters]) -> MomentGroup {
    guard let elements = key.elements else {
      preconditionFailure("wide functions have elements")
    }
    let program = MomentProgram(
      etas: parameters.map(\.eta), shapes: parameters.map { ($0.shape.lambda, $0.shape.zeta) })
    let members = parameters.map {
      MomentGroup.Member(
        function: $0.function,
        place: program.place(eta: $0.eta, lambda: $0.shape.lambda, zeta: $0.shape.zeta))
    }
    return MomentGroup(
      shell: key.shell, elements: elements, program: program, members: members)
  }
}
