import MDCore
import MDDomain
import MDEngine
import MDPotentials

/// What `pair_coeff` has said of styles that take more than one command.
struct PairParts {
  /// The parts of `hybrid/overlay` that are complete, by their word.
  var potentials: [String: any Potential] = [:]
  /// Numbers of protons of `zbl`, by the types of a pair.
  var charges: [[Int]: (Double, Double)] = [:]
}

/// `pair_coeff * * …`: names what each atom type is, and loads the potential; `pair_coeff I J [zbl] Zi Zj`.
struct PairCoeffCommand: DeckCommand {
  static let names = ["pair_coeff"]

  private let types: [TypeRange]
  /// Whether the types are `* *`.
  private let coversAll: Bool
  private let words: [String]
  private let location: SourceLocation

  init(_ arguments: inout Arguments) throws {
    location = arguments.location
    var ahead = arguments
    coversAll = try ["first", "second"].allSatisfy { try ahead.word("the \($0) *") == "*" }
    types = [try arguments.typeRange("the first type"), try arguments.typeRange("the second type")]
    guard !arguments.isAtEnd else {
      throw arguments.error("an element for each atom type is missing: pair_coeff * * Si …")
    }
    words = arguments.rest()
    let isPair = words[0] == "zbl" || words.allSatisfy { Double($0) != nil }
    guard coversAll || isPair || words.contains(where: UnknownMark.occurs) else {
      throw arguments.error(
        "a many-body potential covers all types at once: write `pair_coeff * * …`")
    }
  }

  func run(in session: Session) throws {
    guard let style = session.settings.pairStyle else {
      throw InputError("pair_coeff: pair_style must come first")
    }
    let potential =
      if case .overlay(let parts) = style {
        try overlay(parts, session)
      } else {
        try load(style, words, session)
      }
    try session.withSimulation { simulation in
      simulation.potential = potential
      simulation.potential?.summary.forEach { session.log.write($0) }
    }
    guard potential != nil else { return }
    try showPlan(session)
  }

  /// The sum of all parts, once the last of them is there.
  private func overlay(_ styles: [PairStyle], _ session: Session) throws -> OverlayPotential? {
    let names = styles.map(\.word)
    let name = words[0] == "nnp" ? "hdnnp" : words[0]
    guard let style = styles.first(where: { $0.word == name }) else {
      throw InputError(
        "pair_coeff: behind the types stands one of the styles of hybrid/overlay "
          + "(\(names.joined(separator: ", "))), not '\(words[0])'")
    }
    session.settings.pairParts.potentials[name] =
      try load(style, Array(words.dropFirst()), session)
    let parts = styles.compactMap { session.settings.pairParts.potentials[$0.word] }
    return parts.count == styles.count ? OverlayPotential(parts) : nil
  }

  /// The potential of a style that is none of several.
  private func load(
    _ style: PairStyle, _ words: [String], _ session: Session
  ) throws -> (any Potential)? {
    let types = try session.withSimulation { $0.state.masses.count - 1 }
    if case .zbl(let inner, let outer) = style {
      return try loadRepulsion(inner: inner, outer: outer, words, types: types, session)
    }
    guard coversAll else {
      throw InputError(
        "pair_coeff: \(style.word) covers all types at once: write `pair_coeff * * …`")
    }
    warnOfTypesWithoutInteraction(words, among: types, session)
    guard case .hdnnp(let settings) = style else {
      return try loadStillingerWeber(words, types: types, session)
    }
    let potential = try loadNetwork(settings, words, types: types, session)
    try session.withSimulation { $0.extrapolations = ExtrapolationMonitor(settings) }
    return potential
  }

  /// Writes the plan of a network, if it is wanted.
  private func showPlan(_ session: Session) throws {
    guard session.settings.kernels.showsPlan else { return }
    try session.withSimulation { simulation in
      let parts = (simulation.potential as? OverlayPotential)?.parts ?? [simulation.potential!]
      guard let network = parts.lazy.compactMap({ $0 as? NeuralNetworkPotential }).first else {
        session.log.write("plan: only networks (pair_style hdnnp) have one")
        return
      }
      let density = Double(simulation.state.totalAtoms) / simulation.state.box.volume
      network.planDescription(density: density).forEach { session.log.write($0) }
    }
  }

  /// LAMMPS refuses NULL outside `pair_style hybrid`; here it is allowed, and said.
  private func warnOfTypesWithoutInteraction(
    _ words: [String], among types: Int, _ session: Session
  ) {
    let elements = words.suffix(types)
    guard elements.count == types else { return }
    let silent = zip(1..., elements).filter { $0.1 == "NULL" }.map { "\($0.0)" }
    guard !silent.isEmpty else { return }
    let which = silent.count == 1 ? "type \(silent[0])" : "types \(silent.joined(separator: ", "))"
    session.log.warn("atoms of \(which) do not interact with any others (NULL)")
  }

  // MARK: - hdnnp

  private func loadNetwork(
    _ settings: HDNNPSettings, _ words: [String], types: Int, _ session: Session
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
    let potential = try NeuralNetworkPotential(
      model: model, types: map, lengthFactor: settings.lengthFactor,
      energyFactor: settings.energyFactor, precision: session.settings.kernels.precision)
    // Lists reach as far as the functions do in any case; the word is a check, and a factor between Å and Bohr may be
    // rounded.
    guard cutoff * (1 + 1e-6) >= potential.cutoff else {
      throw InputError(
        "pair_style hdnnp: the cutoff \(cutoff) Å is smaller than that of the potential, "
          + "\(potential.cutoff) Å (with cflength \(settings.lengthFactor))")
    }
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
    _ words: [String], types: Int, _ session: Session
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

extension PairCoeffCommand {
  /// `Zi Zj` for some pairs of types. Alone, `zbl` takes pairs of different types that are not given from those of the
  /// same; as a part of `hybrid/overlay` it leaves them out, as LAMMPS does beside a style for all types.
  private func loadRepulsion(
    inner: Double, outer: Double, _ words: [String], types count: Int, _ session: Session
  ) throws -> ZieglerBiersackLittmark? {
    guard words.count == 2, let first = Double(words[0]), let second = Double(words[1]), first > 0,
      second > 0
    else {
      throw InputError("pair_coeff: zbl takes the numbers of protons of two types: 1 1 zbl 14 14")
    }
    for i in try types[0].resolved(upTo: count) {
      for j in try types[1].resolved(upTo: count) where i <= j {
        guard i != j || first == second else {
          throw InputError("pair_coeff: zbl: a type with itself has one number of protons")
        }
        session.settings.pairParts.charges[[Int(i), Int(j)]] = (first, second)
      }
    }
    let given = session.settings.pairParts.charges
    var isAlone = true
    if case .overlay = session.settings.pairStyle { isAlone = false }
    var charges: [(i: Double, j: Double)?] = []
    for i in 1...count {
      for j in 1...count {
        if let pair = given[[min(i, j), max(i, j)]] {
          charges.append(i <= j ? (pair.0, pair.1) : (pair.1, pair.0))
        } else if isAlone, let one = given[[i, i]], let other = given[[j, j]] {
          charges.append((one.0, other.0))
        } else {
          charges.append(nil)
        }
      }
    }
    // LAMMPS runs only when all are set.
    guard !isAlone || !charges.contains(where: { $0 == nil }) else { return nil }
    return try ZieglerBiersackLittmark(
      inner: inner, outer: outer, types: count, charges: charges)
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
