import Foundation
import MDCore
import MDDomain

@testable import MDEngine

/// 108 soft spheres, E = A (1 + cos πr/r_c), all pairs by brute force: a small fluid without any
/// neighbour list, for comparing integrators with LAMMPS (`pair_style soft`) and with themselves.
struct SoftSystem: ~Copyable {
  static let strength = 0.5
  static let cutoff = 4.0

  var state: SystemState
  /// Atoms of the group `half`, as `group half id <= 60`.
  let half: UInt32

  init(tilted: Bool = false, isTriclinic: Bool? = nil, timestep: Double = 0.002) {
    let box = Box(
      lower: Vector3(1, -2, 0.5), lengths: Vector3(12, 12.5, 13),
      tilts: tilted ? Vector3(2, -1.5, 1) : .zero, isTriclinic: isTriclinic ?? tilted)
    state = SystemState(box: box, communicator: SingleRank())
    state.masses = [0, 40]
    state.setTimestep(timestep)
    half = state.groups.define("half")!
    let corners = [
      Vector3(0, 0, 0), Vector3(0.5, 0.5, 0), Vector3(0.5, 0, 0.5), Vector3(0, 0.5, 0.5),
    ]
    for id in 1...108 {
      let cell = (id - 1) / 4
      let k = Double(id)
      let place = Vector3(Double(cell % 3), Double(cell / 3 % 3), Double(cell / 9))
      let shift = Vector3(sin(1.3 * k), sin(2.1 * k + 1), sin(3.7 * k + 2))
      let s = (place + corners[(id - 1) % 4]) / 3 + 0.01 * shift
      let v = 4 * Vector3(sin(5.1 * k), sin(7.3 * k + 1), sin(11.9 * k + 2))
      state.atoms.append(
        Atom(
          id: Int64(id), type: 1, position: box.cartesian(s), velocity: v,
          groups: id <= 60 ? 1 | half : 1))
    }
    state.totalAtoms = 108
    wrap()
    computeForces()
  }

  /// Takes the atoms into the box, as the migration of a rebuild does.
  mutating func wrap() {
    let atoms = state.atoms.view
    for i in 0..<atoms.owned {
      var r = atoms.position(i)
      var image = atoms.image(i)
      state.box.wrap(&r, image: &image)
      (atoms.x[i], atoms.y[i], atoms.z[i]) = (r.x, r.y, r.z)
      (atoms.imageX[i], atoms.imageY[i], atoms.imageZ[i]) = (image.x, image.y, image.z)
    }
  }

  /// Forces, energy and virial of the nearest images; right while r_c is less than half the distance
  /// between opposite faces.
  mutating func computeForces() {
    let atoms = state.atoms.view
    let a = Self.strength
    let k = Double.pi / Self.cutoff
    var energy = 0.0
    var virial = SymmetricTensor.zero
    for i in 0..<atoms.owned {
      atoms.fx[i] = 0
      atoms.fy[i] = 0
      atoms.fz[i] = 0
    }
    for i in 0..<atoms.owned {
      for j in 0..<i {
        var s = state.box.fractionalDisplacement(atoms.position(i) - atoms.position(j))
        s -= s.rounded(.toNearestOrAwayFromZero)
        let d = state.box.cartesianDisplacement(s)
        let r = d.length
        guard r < Self.cutoff else { continue }
        energy += a * (1 + cos(k * r))
        let f = d * (a * k * sin(k * r) / r)
        atoms.fx[i] += f.x
        atoms.fy[i] += f.y
        atoms.fz[i] += f.z
        atoms.fx[j] -= f.x
        atoms.fy[j] -= f.y
        atoms.fz[j] -= f.z
        virial += SymmetricTensor(
          xx: d.x * f.x, yy: d.y * f.y, zz: d.z * f.z, xy: d.x * f.y, xz: d.x * f.z, yz: d.y * f.z)
      }
    }
    state.potentialEnergy = energy
    state.virial = virial
  }

  /// Runs a fix as the engine does, with a new neighbour list in every step.
  mutating func run<F: Fix>(
    _ fix: inout F, steps: Int64, observe: (borrowing SystemState, F) throws -> Void = { _, _ in }
  ) throws {
    state.rampRange = state.step..<(state.step + steps)
    try fix.setup(&state)
    try observe(state, fix)
    for _ in 0..<steps {
      state.step += 1
      try fix.initialIntegrate(&state)
      try fix.preExchange(&state)
      wrap()
      computeForces()
      try fix.postForce(&state)
      try fix.finalIntegrate(&state)
      try fix.endOfStep(&state)
      try observe(state, fix)
    }
  }

  /// Runs the second of two fixes, a thermostat that counts what it takes out: how much the energy changed from end to
  /// end, and by how much the sum with what was counted was off at most.
  mutating func energyBalance(_ fixes: inout FixSequence, steps: Int64) throws -> (
    change: Double, error: Double
  ) {
    var energies: [Double] = []
    var sums: [Double] = []
    try run(&fixes, steps: steps) { state, fixes in
      let energy = Thermodynamics(state).totalEnergy
      energies.append(energy)
      sums.append(energy + fixes.fixes[1].scalar(state)!)
    }
    return (
      abs(energies.last! - energies[0]), sums.reduce(0) { max($0, abs($1 - sums[0])) }
    )
  }
}
