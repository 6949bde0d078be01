import MDCore
import MDEngine

/// `compute ID group style …`
struct ComputeCommand: DeckCommand {
  static let names = ["compute"]

  /// Makes the compute when the command runs, from what the words said.
  typealias Builder = (_ id: String, _ mask: UInt32, _ context: Context) throws -> any Compute

  /// What a compute may depend on when it is made.
  struct Context {
    /// The computes defined before.
    var computes: [any Compute]
    /// The fixes.
    var fixes: [any Fix]
    /// How many atom types there are.
    var types: Int
    /// What atoms have beside their type.
    var properties: [AtomProperty]
    /// The groups there are.
    var groups: GroupTable
    /// Where variables are.
    unowned var session: Session
  }

  /// Reads the words of each style.
  static var styles: [String: (inout Arguments) throws -> Builder] {
    [
      "pe": { _ in { id, _, _ in ComputePotentialEnergy(id: id) } },
      "ke": { _ in { id, mask, _ in ComputeKineticEnergy(id: id, mask: mask) } },
      "temp": { _ in
        { id, mask, _ in
          ComputeTemperature(id: id, definition: TemperatureDefinition(mask: mask))
        }
      },
      "pe/atom": { _ in { id, mask, _ in ComputePotentialEnergyPerAtom(id: id, mask: mask) } },
      "ke/atom": { _ in { id, mask, _ in ComputeKineticEnergyPerAtom(id: id, mask: mask) } },
      "hdnnp/ew/atom": { _ in
        { id, mask, _ in ComputeExtrapolationsPerAtom(id: id, mask: mask) }
      },
      "stress/atom": parseStress,
      "heat/flux": parseHeatFlux,
      "pressure": parsePressure,
      "reduce": parseReduction,
      "msd": parseDisplacement,
      "vacf": { _ in { id, mask, _ in ComputeVelocityAutocorrelation(id: id, mask: mask) } },
      "rdf": parseRadialDistribution,
      "chunk/atom": parseChunks,
      "com": { _ in { id, mask, _ in ComputeCenterOfMass(id: id, mask: mask) } },
      "gyration": { _ in { id, mask, _ in ComputeGyration(id: id, mask: mask) } },
      "displace/atom": { _ in { id, mask, _ in ComputeDisplacementPerAtom(id: id, mask: mask) } },
      "coord/atom": parseCoordination,
      "property/atom": parseProperties,
    ]
  }

  private let id: String
  private let group: String
  private let build: Builder

  init(_ arguments: inout Arguments) throws {
    id = try arguments.identifier("the compute ID")
    group = try arguments.word("the group")
    let style = try arguments.choice("compute style", among: Self.styles.keys.sorted())
    build = try Self.styles[style]!(&arguments)
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      let mask = try simulation.state.groups.requiredMask(of: group)
      guard !simulation.computes.contains(where: { $0.id == id }) else {
        throw InputError("the compute '\(id)' exists already; uncompute it first")
      }
      let context = Context(
        computes: simulation.computes, fixes: simulation.fixes,
        types: simulation.state.masses.count - 1,
        properties: simulation.state.atoms.columns.properties, groups: simulation.state.groups,
        session: session)
      var compute = try build(id, mask, context)
      try compute.begin(&simulation.state)
      simulation.computes.append(compute)
      session.settings.computeGroups[id] = group
      if let store = compute.store {
        simulation.fixes.append(store)
        session.adoptRestartMemory(forFix: store.id, in: &simulation)
      }
    }
  }

  /// `msd [com yes|no] [average yes|no]`
  private static func parseDisplacement(_ arguments: inout Arguments) throws -> Builder {
    var (subtractsDrift, averages) = (false, false)
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: ["com", "average"])
      let flag = try arguments.flag(keyword)
      if keyword == "com" { subtractsDrift = flag } else { averages = flag }
    }
    let (drift, average) = (subtractsDrift, averages)
    return { id, mask, _ in
      ComputeMeanSquareDisplacement(
        id: id, mask: mask, subtractsDrift: drift, averages: average)
    }
  }

  /// `property/atom WORD…`
  private static func parseProperties(_ arguments: inout Arguments) throws -> Builder {
    let names = ComputePropertyPerAtom.Property.allCases.map(\.rawValue)
    var properties: [ComputePropertyPerAtom.Property] = []
    repeat {
      properties.append(.init(rawValue: try arguments.choice("attribute", among: names))!)
    } while !arguments.isAtEnd
    let columns = properties
    return { id, mask, context in
      for property in columns.compactMap({ AtomProperty(rawValue: $0.rawValue) }) {
        guard context.properties.contains(property) else { throw property.isMissing }
      }
      return ComputePropertyPerAtom(id: id, mask: mask, properties: columns)
    }
  }

  /// `coord/atom cutoff R [group ID] [TYPES…]`
  private static func parseCoordination(_ arguments: inout Arguments) throws -> Builder {
    _ = try arguments.choice("coord/atom style", among: ["cutoff"])
    let unknown = arguments.nextIsUnknown
    let cutoff = try arguments.number("the cutoff (Angstrom)")
    guard unknown || cutoff > 0 else { throw arguments.error("the cutoff must be positive") }
    let group = arguments.take("group") ? try arguments.word("the group of neighbours") : "all"
    var ranges: [TypeRange] = []
    while !arguments.isAtEnd { ranges.append(try arguments.typeRange("the type")) }
    let columns = ranges
    return { id, mask, context in
      let types = try columns.map { range in
        let types = try range.resolved(upTo: context.types)
        return Int32(clamping: types.lowerBound)...Int32(clamping: types.upperBound)
      }
      return ComputeCoordination(
        id: id, mask: mask, cutoff: unknown ? 1 : cutoff,
        types: types.isEmpty ? [1...Int32(context.types)] : types,
        neighborMask: try context.groups.requiredMask(of: group))
    }
  }

  /// `stress/atom temp-ID|NULL [ke] [pair] [virial]`
  private static func parseStress(_ arguments: inout Arguments) throws -> Builder {
    let temperature = try arguments.word("the ID of a compute temp, or NULL")
    guard temperature == "NULL" || arguments.nextIsUnknown else {
      throw arguments.error(
        "a temperature with a velocity bias is not supported: write NULL, not '\(temperature)'")
    }
    let parts = try parseParts(&arguments)
    return { id, mask, _ in
      ComputeStressPerAtom(
        id: id, mask: mask, includesKinetic: parts.kinetic, includesVirial: parts.virial)
    }
  }

  /// `heat/flux ke-ID pe-ID stress-ID`
  private static func parseHeatFlux(_ arguments: inout Arguments) throws -> Builder {
    let kinetic = try arguments.word("the ID of a compute ke/atom")
    let potential = try arguments.word("the ID of a compute pe/atom")
    let stress = try arguments.word("the ID of a compute stress/atom")
    return { id, mask, context in
      func input<Wanted: Compute>(_ id: String, _ style: String) throws -> Wanted {
        try compute(id, ofStyle: style, for: "compute heat/flux", among: context.computes)
      }
      return ComputeHeatFlux(
        id: id, mask: mask, kinetic: try input(kinetic, "ke/atom"),
        potential: try input(potential, "pe/atom"), stress: try input(stress, "stress/atom"))
    }
  }

  /// `pressure temp-ID|NULL [ke] [pair] [virial]`
  private static func parsePressure(_ arguments: inout Arguments) throws -> Builder {
    let temperature = try arguments.word("the ID of a compute temp, or NULL")
    let parts = try parseParts(&arguments)
    return { id, _, context in
      var definition: TemperatureDefinition?
      if parts.kinetic && temperature != "NULL" {
        definition = try temperatureDefinition(temperature, among: context.computes)
      } else if parts.kinetic && !parts.virial {
        throw InputError("compute pressure: the kinetic part needs the ID of a compute temp")
      }
      return ComputePressure(
        id: id, temperature: definition, temperatureID: temperature,
        includesVirial: parts.virial)
    }
  }

  /// Which parts of the stress are wanted; all by default.
  private static func parseParts(
    _ arguments: inout Arguments
  ) throws -> (kinetic: Bool, virial: Bool) {
    guard !arguments.isAtEnd else { return (true, true) }
    var parts = (kinetic: false, virial: false)
    while !arguments.isAtEnd {
      let words = [
        "ke", "pair", "virial", "bond", "angle", "dihedral", "improper", "kspace", "fix",
      ]
      switch try arguments.choice("part", among: words) {
      case "ke": parts.kinetic = true
      case "pair", "virial": parts.virial = true
      default: break  // zero here: there are no bonds
      }
    }
    return parts
  }

  /// `reduce MODE input …`
  private static func parseReduction(_ arguments: inout Arguments) throws -> Builder {
    let modes = ComputeReduce.Mode.allCases.map(\.rawValue)
    let mode = ComputeReduce.Mode(rawValue: try arguments.choice("mode", among: modes))!
    let inputs = try arguments.atomValues("input")
    return { id, mask, context in
      ComputeReduce(
        id: id, mask: mask, mode: mode,
        inputs: try inputs.map {
          try context.session.atomValue(
            $0, for: "compute reduce", among: context.computes, context.fixes)
        })
    }
  }
}

/// What a compute temp of some ID means by temperature.
func temperatureDefinition(
  _ id: String, among computes: [any Compute]
) throws -> TemperatureDefinition {
  guard let compute = computes.first(where: { $0.id == id }) else {
    throw unknownID(id, kind: "compute", among: computes.map(\.id))
  }
  guard let temperature = compute as? ComputeTemperature else {
    throw InputError("compute \(id) is of style \(compute.style), where style temp is needed")
  }
  return temperature.definition
}

/// `uncompute ID`
struct UncomputeCommand: DeckCommand {
  static let names = ["uncompute"]

  private let id: String

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the compute ID")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      guard let place = simulation.computes.firstIndex(where: { $0.id == id }) else {
        throw unknownID(id, kind: "compute", among: simulation.computes.map(\.id))
      }
      let compute = simulation.computes.remove(at: place)
      compute.end(&simulation.state)
      if let store = compute.store { simulation.fixes.removeAll { $0.id == store.id } }
      session.settings.computeGroups[id] = nil
    }
  }
}
