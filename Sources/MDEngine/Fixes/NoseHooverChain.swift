import Foundation

/// A chain of Nosé–Hoover thermostats: the first acts on something with a kinetic energy (atoms, or a
/// barostat), each further one on the one before.
///
/// Martyna, Klein and Tuckerman, J. Chem. Phys. 97, 2635 (1992), integrated by the factorised
/// half-step of Martyna, Tuckerman, Tobias and Klein, Mol. Phys. 87, 1117 (1996) and Tuckerman et
/// al., J. Phys. A 39, 5629 (2006).
struct NoseHooverChain {
  /// η_k, no unit.
  var positions: [Double]
  /// dη_k/dt, 1/ps.
  var velocities: [Double]
  /// Q_k, eV·ps².
  private(set) var masses: [Double]
  private var accelerations: [Double]

  /// A chain at rest.
  init(length: Int) {
    positions = Array(repeating: 0, count: length)
    velocities = positions
    accelerations = positions
    masses = positions
  }

  var count: Int { positions.count }

  /// Masses and accelerations of now.
  var betweenSteps: [Double] {
    get { masses + accelerations }
    set {
      masses = Array(newValue[..<count])
      accelerations = Array(newValue[count...])
    }
  }

  /// Q_1 and the mass of all others.
  mutating func setMasses(first: Double, others: Double) {
    for k in 0..<count { masses[k] = k == 0 ? first : others }
  }

  /// The forces on all but the first, from the present velocities, for k_B T in eV.
  mutating func resetAccelerations(kT: Double) {
    for k in 1..<max(1, count) { accelerations[k] = force(on: k, kT: kT) }
  }

  private func force(on k: Int, kT: Double) -> Double {
    (masses[k - 1] * velocities[k - 1] * velocities[k - 1] - kT) / masses[k]
  }

  /// Half a time step of the chain.
  ///
  /// - Parameters:
  ///   - kinetic: Σ m v² of what the first thermostat acts on, eV.
  ///   - target: what that is to be, L k_B T for L degrees of freedom.
  ///   - kT: k_B T, eV.
  ///   - timestep: the whole time step, ps.
  ///   - loops: into how many sub-steps the half step is cut.
  ///   - drag: a factor on the velocities in each sub-step, 1 for none.
  /// - Returns: the factor by which the velocities of what is controlled are to be scaled.
  mutating func integrate(
    kinetic: Double, target: Double, kT: Double, timestep: Double, loops: Int, drag: Double
  ) -> Double {
    let half = 0.5 * timestep / Double(loops)
    let quarter = 0.5 * half
    var kinetic = kinetic
    var scale = 1.0
    accelerations[0] = firstAcceleration(kinetic, target)
    for _ in 0..<loops {
      for k in stride(from: count - 1, through: 0, by: -1) {
        let damping = dampingFactor(on: k, over: quarter)
        velocities[k] *= damping
        velocities[k] += accelerations[k] * quarter
        velocities[k] *= drag * damping
      }
      let factor = exp(-half * velocities[0])
      scale *= factor
      kinetic *= factor * factor
      for k in 0..<count { positions[k] += half * velocities[k] }

      accelerations[0] = firstAcceleration(kinetic, target)
      for k in 0..<count {
        let damping = dampingFactor(on: k, over: quarter)
        velocities[k] *= damping
        if k > 0 { accelerations[k] = force(on: k, kT: kT) }
        velocities[k] += accelerations[k] * quarter
        velocities[k] *= damping
      }
    }
    return scale
  }

  private func firstAcceleration(_ kinetic: Double, _ target: Double) -> Double {
    masses[0] > 0 ? (kinetic - target) / masses[0] : 0
  }

  /// What the next thermostat of the chain does to the velocity of thermostat k in half of `time`.
  private func dampingFactor(on k: Int, over time: Double) -> Double {
    k + 1 < count ? exp(-0.5 * time * velocities[k + 1]) : 1
  }

  /// Potential energies: L k_B T η_1, k_B T η_k; `target` is L k_B T.
  func potentialEnergies(target: Double, kT: Double) -> [Double] {
    positions.indices.map { ($0 == 0 ? target : kT) * positions[$0] }
  }

  /// Kinetic energies ½ Q_k (dη_k/dt)².
  var kineticEnergies: [Double] {
    velocities.indices.map { 0.5 * masses[$0] * velocities[$0] * velocities[$0] }
  }
}
