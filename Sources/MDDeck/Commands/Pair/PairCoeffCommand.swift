import MDCore
import MDDomain
import MDEngine
import MDPotentials

/// `pair_coeff * * …`: names what each atom type is, and loads the potential.
struct PairCoeffCommand: DeckCommand {
  static let names = ["pair_coeff"]

  private let words: [String]
  private let location: SourceLocation

  init(_ arguments: inout Arguments) throws {
    location = arguments.location
    for which in ["first", "second"] {
      guard try arguments.word("the \(which) *") == "*" else {
        throw arguments.error(
          "a many-body potential covers all types at once: write `pair_coeff * * …`")
      }
    }
    guard !arguments.isAtEnd else {
      throw arguments.error("an element for each atom type is missing: pair_coeff * * Si …")
    }
    words = arguments.rest()
  }

  func run(in session: Session) throws {
    guard let style = session.settings.pairStyle else {
      throw InputError("pair_coeff: pair_style must come first")
    }
    let types = try session.withSimulation { $0.state.masses.count - 1 }
    switch style {
    case .hdnnp(let settings):
      let potential = try loadNetwork(settings, types: types, session)
      try session.withSimulation { simulation in
        simulation.potential = potential
        simulation.extrapolations = ExtrapolationMonitor(settings)
      }
    case .stillingerWeber:
      let potential = try loadStillingerWeber(types: types, session)
      try session.withSimulation { $0.potential = potential }
    }
    try session.withSimulation { simulation in
      simulation.potential?.summary.forEach { session.log.write($0) }
    }
    try showPlan(session)
    warnOfTypesWithoutInteraction(among: types, session)
  }

  /// Writes the plan of a network, if it is wanted.
  private func showPlan(_ session: Session) throws {
    guard session.settings.kernels.showsPlan else { return }
    try session.withSimulation { simulation in
      guard let network = simulation.potential as? NeuralNetworkPotential else {
        session.log.write("plan: only networks (pair_style hdnnp) have one")
        return
      }
      let density = Double(simulation.state.totalAtoms) / simulation.state.box.volume
      network.planDescription(density: density).forEach { session.log.write($0) }
    }
  }

  /// LAMMPS refuses NULL outside `pair_style hybrid`; here it is allowed, and said.
  private func warnOfTypesWithoutInteraction(among types: Int, _ session: Session) {
    let elements = words.suffix(types)
    guard elements.count == types else { return }
    let silent = zip(1..., elements).filter { $0.1 == "NULL" }.map { "\($0.0)" }
    guard !silent.isEmpty else { return }
    let which = silent.count == 1 ? "type \(silent[0])" : "types \(silent.joined(separator: ", "))"
    session.log.warn("atoms of \(which) do not interact with any others (NULL)")
  }

  // MARK: - hdnnp

  private func loadNetwork(
    _ settings: HDNNPSettings, types: Int, _ session: Session
  ) throws -> NeuralNetworkPotential {
    var cutoff = settings.cutoff
    var elements = words
    if words.count == 1, let given = Double(words[0]) {
      // `pair_style nnp`, before LAMMPS took it over: the cutoff stands here, elements in `emap`.
      cutoff = given
      elements = []
    }
    guard let cutoff else {
      throw InputError("pair_style hdnnp needs a cutoff (Å) as its first word")
    }
    let folder = try readFolder(settings.directory, session)
    let model = try NeuralNetworkModel(folder: folder)
    let map =
      try elements.isEmpty
      ? Self.elements(ofMap: settings.elementMap, types: types, model)
      : Self.elements(elements, types: types)
    var potential = try NeuralNetworkPotential(
      model: model, types: map, lengthFactor: settings.lengthFactor,
      energyFactor: settings.energyFactor, precision: session.settings.kernels.precision)
    guard cutoff >= potential.cutoff else {
      throw InputError(
        "pair_style hdnnp: the cutoff \(cutoff) Å is smaller than that of the potential, "
          + "\(potential.cutoff) Å (with cflength \(settings.lengthFactor))")
    }
    potential.recordsExtrapolationEvents = true
    return potential
  }

  /// Elements by type; NULL is a type that the potential does not see.
  private static func elements(_ words: [String], types: Int) throws -> [String?] {
    guard words.count == types else {
      throw InputError(
        "pair_coeff: \(words.count) elements for \(types) atom types; each type needs one "
          + "(NULL for a type without interaction)")
    }
    return words.map { $0 == "NULL" ? nil : $0 }
  }

  /// Elements from `emap "1:H,2:O"`; without it, as with n2p2, those of the potential by atomic number.
  private static func elements(ofMap map: String?, types: Int, _ model: NeuralNetworkModel) throws
    -> [String?]
  {
    guard let map else {
      guard types == model.symbols.count else {
        throw InputError(
          "pair_coeff: \(types) atom types, but the potential has the elements "
            + "\(model.symbols.joined(separator: " ")); tell which type is which: "
            + "`pair_coeff * * \(model.symbols.joined(separator: " "))`")
      }
      return model.symbols
    }
    var elements = [String?](repeating: nil, count: types)
    for entry in map.split(separator: ",") {
      let parts = entry.split(separator: ":")
      guard parts.count == 2, let type = Int(parts[0]), (1...types).contains(type) else {
        throw InputError(
          "pair_style: emap entry '\(entry)' is not TYPE:ELEMENT with a type from 1 to \(types)")
      }
      elements[type - 1] = String(parts[1])
    }
    return elements
  }

  private func readFolder(_ path: String, _ session: Session) throws -> PotentialFolder {
    let prefix = path.hasSuffix("/") ? path : path + "/"
    let input = try session.load(prefix + "input.nn")
    var files = ["input.nn": input]
    for name in try PotentialFolder.requiredFiles(inputText: input, folder: path)
    where files[name] == nil {
      files[name] = try session.load(prefix + name)
    }
    return PotentialFolder(name: path, files: files)
  }

  // MARK: - sw

  private func loadStillingerWeber(
    types: Int, _ session: Session
  ) throws -> StillingerWeber {
    guard words.count == types + 1 else {
      throw InputError(
        "pair_coeff: sw needs a file and an element for each of \(types) atom types "
          + "(NULL for a type without interaction): pair_coeff * * Si.sw Si")
    }
    let elements = try Self.elements(Array(words.dropFirst()), types: types)
    return try StillingerWeber(
      text: try session.load(words[0]), file: words[0], types: elements)
  }
}

extension ExtrapolationMonitor {
  /// A monitor with the keywords of `pair_style hdnnp`.
  init(_ settings: HDNNPSettings) {
    self.init()
    showsEach = settings.showsWarnings
    summaryInterval = Int64(settings.summaryInterval)
    maximum = Int64(settings.maximum)
    resetsEachStep = settings.resetsEachStep
  }
}
