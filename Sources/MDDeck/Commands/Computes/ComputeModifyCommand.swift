import MDCore
import MDEngine

/// `compute_modify ID [extra/dof N] [dynamic/dof yes|no]`
struct ComputeModifyCommand: DeckCommand {
  static let names = ["compute_modify"]

  private let id: String
  private var extraDegreesOfFreedom: Double?

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the compute ID")
    guard !arguments.isAtEnd else { throw arguments.error("a keyword is missing") }
    while !arguments.isAtEnd {
      let keywords = ["extra/dof", "extra", "dynamic/dof", "dynamic"]
      let keyword = try arguments.choice("keyword", among: keywords)
      if keyword.hasPrefix("extra") {
        extraDegreesOfFreedom = try arguments.number("the degrees of freedom that do not count")
      } else {
        // Atoms are counted whenever a temperature is measured: both answers are the same.
        _ = try arguments.flag(keyword)
      }
    }
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      guard let place = simulation.computes.firstIndex(where: { $0.id == id }) else {
        throw unknownID(id, kind: "compute", among: simulation.computes.map(\.id))
      }
      guard let extraDegreesOfFreedom else { return }
      guard var compute = simulation.computes[place] as? ComputeTemperature else {
        throw InputError(
          "compute_modify extra/dof: compute \(id) is of style "
            + "\(simulation.computes[place].style), not temp")
      }
      compute.definition.extraDegreesOfFreedom = extraDegreesOfFreedom
      simulation.computes[place] = compute
      try Self.spread(compute, in: &simulation, session.settings.fixTemperatures)
    }
    session.cachedThermodynamics = nil
  }

  /// Tells the pressures and fixes that were given this temperature by its ID.
  private static func spread(
    _ temperature: ComputeTemperature, in simulation: inout Simulation,
    _ fixTemperatures: [String: String]
  ) throws {
    for place in simulation.computes.indices {
      guard var pressure = simulation.computes[place] as? ComputePressure,
        pressure.temperatureID == temperature.id
      else { continue }
      pressure.temperature = temperature.definition
      simulation.computes[place] = pressure
    }
    for place in simulation.fixes.indices
    where fixTemperatures[simulation.fixes[place].id] == temperature.id {
      try FixModifyCommand.setTemperature(temperature.definition, of: &simulation.fixes[place])
    }
  }
}
