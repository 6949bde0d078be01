import Foundation
import MDCore

/// What a barostat does to the box and the atoms.
extension Barostat {
  /// Solves dv/dt = −(ω + mtk) v for half a step; ω is upper triangular.
  func scaleVelocities(_ state: inout SystemState, mask: UInt32) {
    let half = 0.5 * state.timestep
    let quarter = 0.25 * state.timestep
    let factor = Vector3(
      exp(-quarter * (rates[0] + mtkRate)), exp(-quarter * (rates[1] + mtkRate)),
      exp(-quarter * (rates[2] + mtkRate)))
    let (yz, xz, xy) = (half * rates[3], half * rates[4], half * rates[5])
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      var v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i]) * factor
      v.x -= v.y * xy + v.z * xz
      v.y -= v.z * yz
      v *= factor
      atoms.vx[i] = v.x
      atoms.vy[i] = v.y
      atoms.vz[i] = v.z
    }
  }

  /// Half a step of dh/dt = ω h, with the positions carried along about the fixed point.
  mutating func remap(_ state: inout SystemState) throws {
    let time = 0.5 * state.timestep
    for i in 0..<6 { strain[i] += time * rates[i] }
    let old = state.box
    var new = old
    // The order of the factors is symmetric in time: half of the shears, the diagonal, the other
    // half. LAMMPS takes both halves with the edges from before the step.
    shear(&new, edges: old.lengths, over: 0.5 * time)
    stretch(&new, over: time)
    shear(&new, edges: old.lengths, over: 0.5 * time)
    try checkTilts(of: new)
    state.box = new
    state.carryAtoms(settings.dilatedMask ?? ~0, from: old)
  }

  /// Moves the tilts that have a target.
  private func shear(_ box: inout Box, edges: Vector3, over time: Double) {
    guard style == .triclinic else { return }
    func advanceXZ() {
      guard isControlled(4) else { return }
      let source = rates[5] * box.tilts.z + rates[4] * edges.z
      advance(&box.tilts.y, rate: rates[0], source: source, over: 0.5 * time)
    }
    advanceXZ()
    if isControlled(3) {
      advance(&box.tilts.z, rate: rates[1], source: rates[3] * edges.z, over: time)
    }
    if isControlled(5) {
      advance(&box.tilts.x, rate: rates[0], source: rates[5] * edges.y, over: time)
    }
    advanceXZ()
  }

  /// dx/dt = rate·x + source.
  private func advance(_ x: inout Double, rate: Double, source: Double, over time: Double) {
    let factor = exp(0.5 * time * rate)
    x *= factor
    x += time * source
    x *= factor
  }

  /// Scales the edges about the fixed point, and the tilts that follow them.
  private func stretch(_ box: inout Box, over time: Double) {
    for d in 0..<3 where isControlled(d) {
      let factor = exp(time * rates[d])
      let upper = (box.upper[d] - fixedPoint[d]) * factor + fixedPoint[d]
      box.lower[d] = (box.lower[d] - fixedPoint[d]) * factor + fixedPoint[d]
      box.lengths[d] = upper - box.lower[d]
      if d == 1 && scales[5] { box.tilts.x *= factor }
      if d == 2 && scales[4] { box.tilts.y *= factor }
      if d == 2 && scales[3] { box.tilts.z *= factor }
    }
  }

  private func checkTilts(of box: Box) throws {
    let limit = 1.5
    let ratios = [
      box.tilts.z / box.lengths.y, box.tilts.y / box.lengths.x, box.tilts.x / box.lengths.x,
    ]
    guard ratios.allSatisfy({ abs($0) <= limit }) else {
      throw InputError(
        "the barostat has tilted the box too far in one step: the cell is too far from "
          + "equilibrium; relax it first, or use a longer Pdamp")
    }
  }

  /// Energies that belong to the barostat, for the conserved quantity.
  func strainEnergy(of box: Box) -> Double {
    guard settings.isDeviatoric else { return 0 }
    // ½ tr(σ h hᵀ), h hᵀ being the metric of the cell.
    let metric = UpperTriangular(box).congruence(SymmetricTensor(xx: 1, yy: 1, zz: 1))
    let diagonal = sigma.xx * metric.xx + sigma.yy * metric.yy + sigma.zz * metric.zz
    let rest = sigma.xy * metric.xy + sigma.xz * metric.xz + sigma.yz * metric.yz
    return 0.5 * (diagonal + 2 * rest) / MetalUnits.pressure
  }

  /// P (V − V₀), eV.
  func pressureWork(volume: Double) -> Double {
    guard let reference else { return 0 }
    return hydrostatic * (volume - reference.volume) / MetalUnits.pressure
  }
}
