import MDCore
import MDKernels

extension NeuralNetworkModel {
  /// Reads and checks all files of an n2p2 potential.
  ///
  /// - Throws: ``InputError`` with file and line for the first mistake.
  public init(folder: PotentialFolder) throws {
    let input = try folder.text(of: "input.nn", purpose: "the settings of the potential")
    let settings = try N2P2Settings(text: input.text, file: input.path)
    try Self.checkGeneration(settings)
    name = folder.name
    warnings = settings.warnings
    (cutoffKind, cutoffAlpha) = try Self.cutoffType(settings)
    (meanEnergy, energyConversion, lengthConversion) = try Self.normalization(settings)
    elements = try settings.elements().map {
      Element(symbol: $0.symbol, atomicNumber: $0.atomicNumber)
    }
    try readOffsets(settings)
    try readFunctions(settings)
    try readScaling(settings, folder)
    try readNetworks(settings, folder)
  }

  /// Only potentials without charges can be evaluated.
  static func checkGeneration(_ settings: N2P2Settings) throws {
    guard let line = settings.first("nnp_type")?.arguments else { return }
    let word = try line.word(0, "the type of the potential")
    guard word == "2G-HDNNP" || word == "2" else {
      throw line.error(
        "\(settings.first("nnp_type")!.line.words[0]) \(word) is a potential with charges or of an unknown kind; only 2G-HDNNP "
          + "(short-range) is supported")
    }
  }

  static func cutoffType(_ settings: N2P2Settings) throws -> (CutoffFunction.Kind, Double) {
    let line = try settings.required("cutoff_type")
    let number = try line.integer(0, "the type of the cutoff function")
    guard let kind = CutoffFunction.Kind(rawValue: number) else {
      throw line.error("unknown cutoff_type \(number); there are 0 to 8")
    }
    let alpha = line.words.count > 1 ? try line.number(1, "the inner cutoff") : 0
    guard alpha >= 0 && alpha < 1 else {
      throw line.error("the inner cutoff is \(alpha), but it must be at least 0 and below 1")
    }
    return (kind, alpha)
  }

  static func normalization(_ settings: N2P2Settings) throws -> (
    mean: Double, energy: Double, length: Double
  ) {
    let keywords = ["mean_energy", "conv_energy", "conv_length"]
    let present = keywords.filter { settings.contains($0) }
    if present.isEmpty && !settings.contains("conv_charge") { return (0, 1, 1) }
    guard let mean = try settings.number(keywords[0]),
      let energy = try settings.number(keywords[1]), let length = try settings.number(keywords[2])
    else {
      throw InputError(
        "mean_energy, conv_energy and conv_length belong together, but there is only "
          + (present.isEmpty ? "conv_charge" : present.joined(separator: " and ")),
        at: SourceLocation(file: settings.file))
    }
    for (keyword, value) in [(keywords[1], energy), (keywords[2], length)] where value <= 0 {
      throw try settings.required(keyword).error("\(keyword) is \(value), but it must be positive")
    }
    return (mean, energy, length)
  }

  mutating func readOffsets(_ settings: N2P2Settings) throws {
    var lines: [Int: Int] = [:]
    for entry in settings.all("atom_energy") {
      let line = entry.arguments
      let symbol = try line.word(0, "the element")
      guard let index = symbols.firstIndex(of: symbol) else {
        throw line.error("'\(symbol)' is not one of the elements of this potential")
      }
      if let earlier = lines[index] {
        throw line.error("atom_energy \(symbol) stands in line \(earlier) already")
      }
      lines[index] = line.location.line
      elements[index].energyOffset = try line.number(1, "the energy of an atom of \(symbol)")
    }
  }

  mutating func readFunctions(_ settings: N2P2Settings) throws {
    for entry in settings.all("symfunction_short") {
      var (center, function, leftOver) = try SymmetryFunction.parse(
        entry.arguments, elements: symbols)
      if !leftOver.isEmpty {
        warnings.append(
          "\(entry.line.location): words after the parameters are ignored, as n2p2 ignores them: "
            + leftOver.joined(separator: " "))
      }
      function.scaleLengths(by: lengthConversion)
      elements[center].functions.append(function)
    }
    for index in elements.indices {
      guard !elements[index].functions.isEmpty else {
        throw InputError(
          "the element \(elements[index].symbol) has no symmetry function "
            + "(symfunction_short)\(settings.hint(to: "symfunction_short"))",
          at: SourceLocation(file: settings.file))
      }
      elements[index].functions.sort(by: SymmetryFunction.precedes)
    }
  }

  /// The kind of scaling and the range of the input neurons.
  static func scaling(_ settings: N2P2Settings) throws
    -> (kind: FunctionScaling.Kind, range: ClosedRange<Double>)
  {
    let kind = Self.scalingKind(settings)
    let lower = try settings.number("scale_min_short") ?? 0
    let upper = try settings.number("scale_max_short") ?? 1
    guard kind == .none || kind == .center || lower < upper else {
      throw InputError(
        "scale_min_short (\(lower)) is not below scale_max_short (\(upper))",
        at: settings.first("scale_min_short")?.line.location
          ?? settings.first("scale_max_short")?.line.location)
    }
    return (kind, min(lower, upper)...max(lower, upper))
  }

  private mutating func readScaling(_ settings: N2P2Settings, _ folder: PotentialFolder) throws {
    let (kind, range) = try Self.scaling(settings)
    let (path, text) = try folder.text(
      of: "scaling.data", purpose: "the ranges of the symmetry functions")
    var file = ScalingFile(text: text, file: path)
    for e in elements.indices {
      let symbol = elements[e].symbol
      elements[e].scalings = try elements[e].functions.indices.map {
        try file.read(
          kind: kind, range: range, element: e, symbol: symbol, function: $0)
      }
    }
    try file.checkEnd()
    warnings += file.warnings
  }

  /// n2p2's rule: with either of the other two keywords there, the one for sigma does nothing.
  private static func scalingKind(_ settings: N2P2Settings) -> FunctionScaling.Kind {
    switch (
      settings.contains("scale_symmetry_functions"), settings.contains("center_symmetry_functions")
    ) {
    case (true, false): .minMax
    case (false, true): .center
    case (true, true): .centeredMinMax
    case (false, false):
      settings.contains("scale_symmetry_functions_sigma") ? .sigma : .none
    }
  }

  private mutating func readNetworks(_ settings: N2P2Settings, _ folder: PotentialFolder) throws {
    for keyword in [
      "element_hidden_layers_short", "element_nodes_short", "element_activation_short",
    ] {
      for line in settings.all(keyword).map(\.arguments) {
        let symbol = try line.word(0, "the element")
        guard symbols.contains(symbol) else {
          throw line.error("'\(symbol)' is not one of the elements of this potential")
        }
      }
    }
    for e in elements.indices {
      let element = elements[e]
      let topologies = try settings.topologies(
        of: element.symbol, inputs: element.functions.count)
      let (path, text) = try folder.text(
        of: PotentialFolder.weightFile(atomicNumber: element.atomicNumber),
        purpose: "the network of \(element.symbol)")
      let (network, warning) = try AtomicNetwork.read(
        topologies: topologies, text: text, file: path,
        normalizesNodes: settings.contains("normalize_nodes"))
      elements[e].network = network
      warnings += warning.map { [$0] } ?? []
    }
  }
}
