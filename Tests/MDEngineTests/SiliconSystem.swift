import MDCore
import MDDomain
import MDPotentials

@testable import MDEngine

/// Silicon in the diamond structure with Stillinger and Weber's potential, hot or not, on any number of
/// ranks.
enum SiliconSystem {
  static let parameters = """
    Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0
    """

  /// `cells` unit cells of eight atoms each way, at a temperature, under `fix nve`.
  static func make(
    _ communicator: any Communicator, cells: SIMD3<Int>, kelvin: Double,
    potential: (any Potential)? = nil
  ) throws -> Simulation {
    let edge = 5.431
    let box = Box(
      lengths: edge * Vector3(Double(cells.x), Double(cells.y), Double(cells.z)))
    var simulation = try Simulation(box: box, communicator: communicator)
    simulation.state.masses = [0, 28.0855]
    let filling = try LatticeFilling(
      lattice: Lattice(.diamond, scale: edge), types: Array(repeating: 1, count: 8))
    try filling.fill(&simulation.state, simulation.decomposition)
    try simulation.state.createVelocities(
      of: 1, VelocityCreation(temperature: kelvin, seed: 4711))
    simulation.potential =
      try potential ?? StillingerWeber(text: parameters, file: "Si.sw", types: ["Si"])
    simulation.fixes = [FixNVE(id: "1")]
    simulation.neighborSettings.delay = 0
    return simulation
  }

  /// Place, image and force of an atom.
  struct AtomState: Sendable {
    var id: Int64
    var place: Vector3
    var force: Vector3
  }

  /// The atoms of a rank.
  static func atoms(_ simulation: borrowing Simulation) -> [AtomState] {
    let view = simulation.state.atoms.view
    return (0..<view.owned).map { i in
      AtomState(
        id: view.id[i], place: view.position(i) + simulation.state.box.shift(view.image(i)),
        force: Vector3(view.fx[i], view.fy[i], view.fz[i]))
    }
  }
}
