import MDCore
import MDDomain

@testable import MDEngine

/// Atoms without forces, so that their temperature is that of a thermostat and nothing else.
enum FreeAtoms {
  static func state(_ count: Int, mass: Double = 28) -> SystemState {
    var state = SystemState(box: Box(lengths: Vector3(10, 10, 10)), communicator: SingleRank())
    state.masses = [0, mass]
    for k in 0..<count {
      state.atoms.append(Atom(id: Int64(k + 1), type: 1, position: Vector3(1, 1, 1)))
    }
    state.totalAtoms = Int64(count)
    return state
  }

  static func advance(_ state: inout SystemState, _ fixes: inout FixSequence) throws {
    state.step += 1
    try fixes.initialIntegrate(&state)
    let atoms = state.atoms.view
    for i in 0..<atoms.owned { (atoms.fx[i], atoms.fy[i], atoms.fz[i]) = (0, 0, 0) }
    try fixes.postForce(&state)
    try fixes.finalIntegrate(&state)
    try fixes.endOfStep(&state)
  }
}
