import Foundation
import MDCore
import MDEngine

/// `velocity group create|set|scale|ramp|zero …`
struct VelocityCommand: DeckCommand {
  static let names = ["velocity"]
  var replay: Replay { .performOnRealAtoms }

  /// What is done to the velocities of a group.
  private enum Action {
    case create(VelocityCreation)
    case set([AtomNumberWord?], LengthUnits, addsToOld: Bool)
    case ramp(VelocityRamp, LengthUnits, addsToOld: Bool)
    case scale(temperature: Double)
    case zeroLinear
    case zeroAngular
  }

  private let group: String
  private let action: Action

  init(_ arguments: inout Arguments) throws {
    group = try arguments.word("the group")
    let styles = ["create", "set", "ramp", "scale", "zero"]
    switch try arguments.choice("velocity style", among: styles) {
    case "create": action = .create(try Self.parseCreation(&arguments))
    case "set": action = try Self.parseSet(&arguments)
    case "ramp": action = try Self.parseRamp(&arguments)
    case "scale":
      action = .scale(temperature: try arguments.number("the temperature (K)"))
      try Self.parseNeutralKeywords(&arguments)
    default:
      let kind = try arguments.choice("what to take out", among: ["linear", "angular"])
      action = kind == "linear" ? .zeroLinear : .zeroAngular
      try Self.parseNeutralKeywords(&arguments)
    }
  }

  func run(in session: Session) throws {
    let began = ContinuousClock.now
    try change(session)
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    session.log.write(String(format: "  velocity CPU = %.3f seconds", elapsed))
  }

  private func change(_ session: Session) throws {
    // Formulas look at the system, so that they are evaluated before it is changed.
    var given: [AtomNumbers?] = []
    if case .set(let words, let units, _) = action {
      let scale = units.scale(session.settings.lattice)
      given = try words.enumerated().map { d, word in
        try word.map { word in
          let numbers = try session.atomNumbers(word, for: "velocity set")
          // As in LAMMPS, what a variable gives is in the units of the run, whatever `units` says.
          if case .variable = word { return numbers }
          return numbers.map { $0 * scale[d] }
        }
      }
    }
    try session.withSimulation { simulation in
      try simulation.state.requireMasses("velocity")
      let mask = try simulation.state.groups.requiredMask(of: group)
      switch action {
      case .create(let creation):
        try simulation.state.createVelocities(of: mask, creation)
      case .set(_, _, let adding):
        simulation.state.setVelocities(
          of: mask, x: given[0], y: given[1], z: given[2], adding: adding)
      case .ramp(let ramp, let units, let adding):
        // LAMMPS scales velocities by the lattice along their own dimension, like coordinates.
        let scale = units.scale(session.settings.lattice)
        let (v, x) = (scale[ramp.component], scale[ramp.dimension])
        simulation.state.rampVelocities(
          of: mask, component: ramp.component, from: ramp.velocities.low * v,
          to: ramp.velocities.high * v, along: ramp.dimension, between: ramp.range.start * x,
          and: ramp.range.end * x, adding: adding)
      case .scale(let temperature):
        try simulation.state.scaleVelocities(of: mask, toTemperature: temperature)
      case .zeroLinear: try simulation.state.zeroMomentum(of: mask)
      case .zeroAngular: try simulation.state.zeroRotation(of: mask)
      }
    }
  }

  private static func parseCreation(_ arguments: inout Arguments) throws -> VelocityCreation {
    let temperature = try arguments.number("the temperature (K)")
    let seed = try arguments.integer("the seed", atLeast: 1)
    guard temperature >= 0 else { throw arguments.error("the temperature must not be negative") }
    var creation = VelocityCreation(temperature: temperature, seed: seed)
    while !arguments.isAtEnd {
      let keywords = ["dist", "sum", "mom", "rot", "loop", "units", "bias", "rigid"]
      switch try arguments.choice("keyword", among: keywords) {
      case "dist":
        let names = VelocityCreation.Distribution.allCases.map(\.rawValue)
        creation.distribution = .init(rawValue: try arguments.choice("dist", among: names))!
      case "loop":
        let names = VelocityCreation.Loop.allCases.map(\.rawValue)
        creation.loop = .init(rawValue: try arguments.choice("loop", among: names))!
      case "sum": creation.addsToOld = try arguments.flag("sum")
      case "mom": creation.zerosMomentum = try arguments.flag("mom")
      case "rot": creation.zerosRotation = try arguments.flag("rot")
      case "units": _ = try arguments.choice("units", among: ["box", "lattice"])
      default: try refuseYes(&arguments)
      }
    }
    return creation
  }

  /// A velocity component that grows along a coordinate, in the deck's units.
  private struct VelocityRamp {
    var component: Int
    var velocities: (low: Double, high: Double)
    var dimension: Int
    var range: (start: Double, end: Double)
  }

  private static func parseRamp(_ arguments: inout Arguments) throws -> Action {
    let names = ["vx", "vy", "vz"]
    let component = names.firstIndex(of: try arguments.choice("component", among: names)) ?? 0
    let low = try arguments.number("the velocity at the start of the range")
    let high = try arguments.number("the velocity at its end")
    let dimension = try arguments.dimension("coordinate")
    let unknown = arguments.nextIsUnknown
    let start = try arguments.number("the start of the range")
    let isKnown = !unknown && !arguments.nextIsUnknown
    let end = try arguments.number("the end of the range")
    guard start != end || !isKnown else { throw arguments.error("the range has no length") }
    let (units, adding) = try parseUnitsAndSum(&arguments)
    let ramp = VelocityRamp(
      component: component, velocities: (low, high), dimension: dimension, range: (start, end))
    return .ramp(ramp, units, addsToOld: adding)
  }

  private static func parseSet(_ arguments: inout Arguments) throws -> Action {
    var components: [AtomNumberWord?] = []
    for name in ["vx", "vy", "vz"] {
      components.append(
        arguments.take("NULL")
          ? nil : try arguments.atomNumber("\(name) (Angstrom/ps, v_NAME or NULL)"))
    }
    let (units, adding) = try parseUnitsAndSum(&arguments)
    return .set(components, units, addsToOld: adding)
  }

  private static func parseUnitsAndSum(
    _ arguments: inout Arguments
  ) throws -> (LengthUnits, Bool) {
    var units = LengthUnits.lattice
    var adding = false
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["sum", "units", "bias", "rigid"]) {
      case "sum": adding = try arguments.flag("sum")
      case "units": units = try arguments.lengthUnits()
      default: try refuseYes(&arguments)
      }
    }
    return (units, adding)
  }

  /// Keywords that change nothing for a monatomic system without velocity bias.
  private static func parseNeutralKeywords(_ arguments: inout Arguments) throws {
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["units", "bias", "rigid"]) {
      case "units": _ = try arguments.choice("units", among: ["box", "lattice"])
      default: try refuseYes(&arguments)
      }
    }
  }

  private static func refuseYes(_ arguments: inout Arguments) throws {
    guard try !arguments.flag("bias, rigid") else {
      throw arguments.error("bias yes and rigid yes are not supported")
    }
  }
}

extension SystemState {
  /// Throws if a type has no mass yet.
  func requireMasses(_ command: String) throws(InputError) {
    for type in masses.indices.dropFirst() where masses[type] <= 0 {
      throw InputError(
        "\(command): atom type \(type) has no mass; write `mass \(type) VALUE` or a Masses section")
    }
  }
}
