import MDCore
import MDKernels

/// What an `input.nn` fixes before a fit: elements, symmetry functions, the kind of scaling and the
/// layers of the networks, without any number that the fit finds.
///
/// Lengths are in the unit of the training data of that file, as in n2p2.
public struct NetworkDesign: Sendable {
  /// The settings, for the keywords that this type does not look at.
  package let settings: N2P2Settings
  /// Functions and conversions; scalings and networks are empty.
  let model: NeuralNetworkModel
  private let topologies: [NetworkTopology]
  private let scaling: (kind: FunctionScaling.Kind, range: ClosedRange<Double>)
  /// Whether the weights of a file are divided by the number of inputs (`normalize_nodes`).
  public let normalizesNodes: Bool

  /// The straight line by which a function's value becomes that of an input neuron:
  /// offset + factor·(G − origin).
  public struct InputScaling: Equatable, Sendable {
    /// The slope.
    public let factor: Double
    /// The input neuron's value where G is the origin.
    public let offset: Double
    /// The value of G that becomes the offset.
    public let origin: Double

    /// A line.
    public init(factor: Double, offset: Double, origin: Double) {
      self.factor = factor
      self.offset = offset
      self.origin = origin
    }
  }

  /// Reads and checks an `input.nn`.
  ///
  /// - Throws: ``InputError`` with file and line for the first mistake.
  public init(text: String, file: String) throws {
    settings = try N2P2Settings(text: text, file: file)
    model = try NeuralNetworkModel(functionsOf: settings, name: file)
    scaling = try NeuralNetworkModel.scaling(settings)
    let (settings, model) = (settings, model)
    topologies = try model.elements.map {
      try settings.topologies(of: $0.symbol, inputs: $0.functions.count).documented
    }
    normalizesNodes = settings.contains("normalize_nodes")
  }

  /// The symbols of the elements, sorted by atomic number.
  public var symbols: [String] { model.symbols }
  /// The atomic number of each element.
  public var atomicNumbers: [Int] { model.elements.map(\.atomicNumber) }
  /// The largest cutoff radius, in the unit of length of the training data.
  public var cutoff: Double { model.cutoff }
  /// `mean_energy` an atom, 0 if it is not there.
  public var meanEnergy: Double { model.meanEnergy }
  /// `conv_energy`, 1 if it is not there.
  public var energyConversion: Double { model.energyConversion }
  /// `conv_length`, 1 if it is not there.
  public var lengthConversion: Double { model.lengthConversion }
  /// Sentences about the file for the log: unknown keywords and the like.
  public var warnings: [String] { model.warnings }

  /// The number of symmetry functions of each element.
  public var functionCounts: [Int] { model.elements.map(\.functions.count) }

  /// Neurons of each layer of an element's network, input and output included.
  public func nodes(of element: Int) -> [Int] { topologies[element].nodes }

  /// The activation function of each layer of an element's network after the input.
  public func activations(of element: Int) -> [ActivationFunction] {
    topologies[element].activations
  }

  /// `atom_energy` of each element, in the unit of the training data; nil where the file has none.
  public var atomEnergies: [Double?] {
    model.elements.map { element in
      let isGiven = settings.all("atom_energy").contains {
        $0.arguments.words.first == element.symbol
      }
      return isGiven ? element.energyOffset : nil
    }
  }

  /// The scaling of a function whose values have these statistics; nil if the values are all the
  /// same and the kind of scaling divides by their spread.
  public func scaling(minimum: Double, maximum: Double, mean: Double, sigma: Double)
    -> InputScaling?
  {
    switch scaling.kind {
    case .minMax, .centeredMinMax:
      guard maximum > minimum else { return nil }
    case .sigma:
      guard sigma > 0 else { return nil }
    case .none, .center: break
    }
    let line = FunctionScaling(
      kind: scaling.kind, minimum: minimum, maximum: maximum, mean: mean, sigma: sigma,
      range: scaling.range)
    return InputScaling(factor: line.factor, offset: line.offset, origin: line.origin)
  }

  /// The functions of an element whose value depends on neighbours of another one.
  public func functions(of element: Int, seeing neighbor: Int) -> [Int] {
    let functions = model.elements[element].functions
    return functions.indices.filter {
      functions[$0].kind.isWeighted || functions[$0].neighbors.contains(neighbor)
    }
  }

  /// The line of `input.nn` on which a function stands.
  public func location(of function: Int, element: Int) -> SourceLocation {
    SourceLocation(
      file: settings.file, line: model.elements[element].functions[function].line)
  }
}
