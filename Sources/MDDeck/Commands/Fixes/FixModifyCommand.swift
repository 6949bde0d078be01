import MDCore
import MDEngine

/// `fix_modify ID [temp ID] [press ID] [energy yes|no] [virial no] [dynamic/dof yes|no]`
struct FixModifyCommand: DeckCommand {
  static let names = ["fix_modify"]

  private let id: String
  private var temperatureID: String?
  private var pressureID: String?
  private var countsEnergy: Bool?

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the fix ID")
    guard !arguments.isAtEnd else { throw arguments.error("a keyword is missing") }
    while !arguments.isAtEnd {
      let keywords = ["temp", "press", "energy", "virial", "dynamic/dof"]
      let keyword = try arguments.choice("keyword", among: keywords)
      switch keyword {
      case "temp": temperatureID = try arguments.word("the ID of a compute temp")
      case "press": pressureID = try arguments.word("the ID of a compute pressure")
      // Atoms are counted whenever a temperature is measured: both answers are the same.
      case "dynamic/dof": _ = try arguments.flag(keyword)
      case "energy": countsEnergy = try arguments.flag(keyword)
      default:
        guard try !arguments.flag(keyword) else {
          throw arguments.error("virial yes is not supported: the virial is that of the potential")
        }
      }
    }
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      guard let place = simulation.fixes.firstIndex(where: { $0.id == id }) else {
        throw unknownID(id, kind: "fix", among: simulation.fixes.map(\.id))
      }
      if let temperatureID {
        let definition = try temperatureDefinition(temperatureID, among: simulation.computes)
        try Self.setTemperature(definition, of: &simulation.fixes[place])
        session.settings.fixTemperatures[id] = temperatureID
      }
      if let countsEnergy {
        let fix = simulation.fixes[place]
        guard !countsEnergy || fix.potentialEnergyShare != nil else {
          throw InputError(
            "fix_modify energy yes: fix \(id) (\(fix.style)) has no potential energy of its own (what "
              + "thermostats and barostats hold is in ecouple and econserve)")
        }
        if countsEnergy {
          simulation.energyFixes.insert(id)
        } else {
          simulation.energyFixes.remove(id)
        }
      }
      if let pressureID {
        try Self.checkPressure(pressureID, for: simulation.fixes[place], simulation.computes)
      }
    }
  }

  static func setTemperature(_ definition: TemperatureDefinition, of fix: inout any Fix) throws {
    guard var measuring = fix as? any TemperatureMeasuring else {
      throw InputError("fix_modify temp: fix \(fix.id) (\(fix.style)) measures no temperature")
    }
    measuring.temperatureDefinition = definition
    fix = measuring
  }

  /// A barostat takes its pressure from the whole virial and the temperature that it measures; a
  /// compute that is anything else cannot stand in.
  private static func checkPressure(
    _ id: String, for fix: any Fix, _ computes: [any Compute]
  ) throws {
    guard fix.changesBox, let measuring = fix as? any TemperatureMeasuring else {
      throw InputError("fix_modify press: fix \(fix.id) (\(fix.style)) measures no pressure")
    }
    guard let compute = computes.first(where: { $0.id == id }) else {
      throw unknownID(id, kind: "compute", among: computes.map(\.id))
    }
    guard let pressure = compute as? ComputePressure else {
      throw InputError("compute \(id) is of style \(compute.style), where pressure is needed")
    }
    guard pressure.includesVirial, pressure.temperature == measuring.temperatureDefinition else {
      throw InputError(
        "fix_modify press: compute \(id) must have the virial and the kinetic part of the "
          + "temperature that fix \(fix.id) measures (name that compute with temp as well)")
    }
  }
}
