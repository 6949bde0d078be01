import MDCore
import MDEngine

/// `fix ID group style …`
struct FixCommand: DeckCommand {
  static let names = ["fix"]

  /// Makes the fix when the command runs, from what the words said.
  typealias Builder = (_ id: String, _ mask: UInt32, _ context: Context) throws -> any Fix

  /// What a fix may depend on when it is made.
  struct Context {
    var box: Box
    var masses: [Double]
    var groups: GroupTable
    var lattice: Lattice
    private let session: Session

    init(_ state: borrowing SystemState, _ session: Session) {
      box = state.box
      masses = state.masses
      groups = state.groups
      self.session = session
      lattice = session.settings.lattice
    }

    /// The region of a name; none for no name.
    func region(_ name: String?) throws -> Region? {
      try name.map { try session.requireRegion($0) }
    }
  }

  /// Reads the words of each style.
  static var styles: [String: (inout Arguments) throws -> Builder] {
    [
      "nve": parseNVE,
      "balance": parseBalance,
      "deform": parseDeform,
      "box/relax": parseBoxRelax,
      "press/berendsen": parseBerendsenBarostat,
      "nvt": { try parseNoseHoover(&$0, .nvt) },
      "npt": { try parseNoseHoover(&$0, .npt) },
      "nph": { try parseNoseHoover(&$0, .nph) },
      "langevin": parseLangevin,
      "momentum": parseMomentum,
      "setforce": parseSetForce,
      "addforce": parseAddForce,
      "aveforce": parseAverageForce,
      "viscous": parseViscous,
      "spring": parseSpring,
      "spring/self": parseSpringSelf,
      "recenter": parseRecenter,
      "nve/limit": parseNVELimit,
      "move": parseMove,
      "dt/reset": parseTimestepReset,
      "lineforce": { try parseForceDirection(&$0, .lineforce) },
      "planeforce": { try parseForceDirection(&$0, .planeforce) },
      "wall/reflect": parseWallReflect,
      "wall/harmonic": { try parseWall(&$0, .harmonic) },
      "wall/lj93": { try parseWall(&$0, .lj93) },
      "wall/lj126": { try parseWall(&$0, .lj126) },
      "wall/lj1043": { try parseWall(&$0, .lj1043) },
      "temp/berendsen": parseBerendsenThermostat,
      "temp/csvr": parseStochasticScaling,
      "temp/rescale": parseRescaling,
      "heat": parseHeat,
    ]
  }

  private let id: String
  private let group: String
  private let style: String
  private let build: Kind

  /// What acts on the system is made from its state, what looks at it from the session.
  private enum Kind {
    case acting(Builder)
    case watching(WatchingBuilder)
  }

  init(_ arguments: inout Arguments) throws {
    id = try arguments.identifier("the fix ID")
    group = try arguments.word("the group")
    let names = Array(Self.styles.keys) + Array(Self.watchingStyles.keys)
    style = try arguments.choice("fix style", among: names.sorted())
    if let parse = Self.watchingStyles[style] {
      build = .watching(try parse(&arguments))
    } else {
      build = .acting(try Self.styles[style]!(&arguments))
    }
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    switch build {
    case .acting(let build): try run(build, in: session)
    case .watching(let build): try run(build, in: session)
    }
    session.settings.fixGroups[id] = group
  }

  private func run(_ build: WatchingBuilder, in session: Session) throws {
    let mask = try session.withSimulation { simulation in
      try checkStyle(simulation)
      return try simulation.state.groups.requiredMask(of: group)
    }
    try session.unwatch(fixID: id)
    let fix = try build(id, mask, session)
    try session.withSimulation { simulation in
      _ = try install(fix, in: &simulation)
      session.adoptRestartMemory(forFix: id, in: &simulation)
    }
    try session.watch(fix)
  }

  /// Begins a fix and puts it behind the others, or where one of its ID was, which ends.
  private func install(_ fix: any Fix, in simulation: inout Simulation) throws -> any Fix {
    var fix = fix
    let place = simulation.fixes.firstIndex { $0.id == id }
    if let place {
      simulation.fixes[place].end(&simulation.state)
      simulation.energyFixes.remove(id)
    }
    try fix.begin(&simulation.state)
    if let place { simulation.fixes[place] = fix } else { simulation.fixes.append(fix) }
    return fix
  }

  /// A fix may be defined anew with the style that it has.
  private func checkStyle(_ simulation: borrowing Simulation) throws {
    guard let old = simulation.fixes.first(where: { $0.id == id }), old.style != style else {
      return
    }
    throw InputError("fix \(id) exists already with style \(old.style); unfix it first")
  }

  private func run(_ build: Builder, in session: Session) throws {
    try session.withSimulation { simulation in
      let mask = try simulation.state.groups.requiredMask(of: group)
      try checkStyle(simulation)
      let context = Context(simulation.state, session)
      let fix = try build(id, mask, context)
      session.forgetComputes(ofFix: id, in: &simulation)
      try session.defineComputes(of: try install(fix, in: &simulation), in: &simulation)
      session.adoptRestartMemory(forFix: id, in: &simulation)
    }
  }

  private static func parseNVE(_ arguments: inout Arguments) throws -> Builder {
    { id, mask, _ in FixNVE(id: id, mask: mask) }
  }
}

/// `unfix ID`
struct UnfixCommand: DeckCommand {
  static let names = ["unfix"]

  private let id: String

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the fix ID")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      guard let place = simulation.fixes.firstIndex(where: { $0.id == id }) else {
        throw unknownID(id, kind: "fix", among: simulation.fixes.map(\.id))
      }
      simulation.fixes.remove(at: place).end(&simulation.state)
      simulation.energyFixes.remove(id)
      session.forgetComputes(ofFix: id, in: &simulation)
      session.settings.fixGroups[id] = nil
    }
    try session.unwatch(fixID: id)
  }
}

extension Session {
  /// Defines the computes that LAMMPS has for a fix, and that decks name: `c_ID_temp` of one that measures a temperature,
  /// `c_ID_press` of one that changes the box too.
  fileprivate func defineComputes(of fix: any Fix, in simulation: inout Simulation) throws {
    guard let measuring = fix as? any TemperatureMeasuring else { return }
    let temperature = ComputeTemperature(
      id: "\(fix.id)_temp", definition: measuring.temperatureDefinition)
    var computes: [any Compute] = [temperature]
    if fix.changesBox {
      computes.append(
        ComputePressure(
          id: "\(fix.id)_press", temperature: temperature.definition,
          temperatureID: temperature.id))
    }
    for compute in computes {
      guard !simulation.computes.contains(where: { $0.id == compute.id }) else {
        throw InputError("fix \(fix.id) has a compute '\(compute.id)', but one is defined already")
      }
      simulation.computes.append(compute)
    }
    settings.fixTemperatures[fix.id] = temperature.id
    settings.computesOfFixes[fix.id] = computes.map(\.id)
  }

  /// Takes away the computes of a fix.
  fileprivate func forgetComputes(ofFix id: String, in simulation: inout Simulation) {
    let ids = settings.computesOfFixes.removeValue(forKey: id) ?? []
    simulation.computes.removeAll { ids.contains($0.id) }
    settings.fixTemperatures[id] = nil
  }
}

/// The error for an ID that is not defined; names those that are.
func unknownID(_ id: String, kind: String, among ids: [String]) -> InputError {
  let known = ids.isEmpty ? "none is defined" : "defined: \(ids.joined(separator: ", "))"
  return InputError("there is no \(kind) '\(id)' (\(known))")
}

/// The compute of an ID, which must be of a style.
///
/// - Parameter user: who asks, for messages.
func compute<Wanted: Compute>(
  _ id: String, ofStyle style: String, for user: String, among computes: [any Compute]
) throws -> Wanted {
  guard let found = computes.first(where: { $0.id == id }) else {
    throw unknownID(id, kind: "compute", among: computes.map(\.id))
  }
  guard let wanted = found as? Wanted else {
    throw InputError("\(user): compute \(id) is of style \(found.style), where \(style) is needed")
  }
  return wanted
}

extension Arguments {
  /// The next word as a finite number. Where LAMMPS takes variables too, the error says that they are not
  /// taken here.
  mutating func constant(_ meaning: String) throws(InputError) -> Double {
    if let next, next.hasPrefix("v_"), !nextIsUnknown {
      throw error(
        "\(meaning) is the variable '\(next)', to be asked in every step, which is not supported here; "
          + "constants are (${\(next.dropFirst(2))} is the value of now)")
    }
    return try number(meaning)
  }

  /// The next word as a number, nil for `NULL`.
  mutating func constantOrNull(_ meaning: String) throws(InputError) -> Double? {
    if take("NULL") { return nil }
    return try constant("\(meaning), or NULL,")
  }

  /// The next word as the name of something: letters, digits and underscores.
  mutating func identifier(_ meaning: String) throws(InputError) -> String {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    guard unknown || text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      throw error("\(meaning) '\(text)' may have letters, digits and underscores only")
    }
    return text
  }
}

extension GroupTable {
  /// The mask of a group; an error that names the groups there are if it is not one of them.
  func requiredMask(of name: String) throws(InputError) -> UInt32 {
    if let mask = mask(of: name) { return mask }
    throw unknownID(name, kind: "group", among: all.compactMap { $0 })
  }
}
