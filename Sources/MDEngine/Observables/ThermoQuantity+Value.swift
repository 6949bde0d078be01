import Foundation
import MDCore

extension ThermoQuantity {
  /// Its value in LAMMPS's units `metal`; the same on all ranks.
  public func value(_ t: Thermodynamics, _ context: ThermoContext) -> Double {
    if let value = timeValue(t, context) ?? energyValue(t, context) ?? boxValue(context.box) {
      return value
    }
    let p = t.pressureTensor
    switch self {
    case .atoms: return Double(t.atoms)
    case .temp: return t.temperature.kelvin
    case .press: return t.pressure
    case .vol: return t.volume
    case .density: return t.density
    case .pxx: return p.xx
    case .pyy: return p.yy
    case .pzz: return p.zz
    case .pxy: return p.xy
    case .pxz: return p.xz
    case .pyz: return p.yz
    case .fmax: return context.forces.largest
    case .fnorm: return context.forces.norm
    case .nbuild: return Double(context.builds)
    case .ndanger: return Double(context.dangerousBuilds)
    case .xlat: return context.latticeSpacings.x
    case .ylat: return context.latticeSpacings.y
    case .zlat: return context.latticeSpacings.z
    // One partition, no bonds.
    default: return 0
    }
  }

  private func timeValue(_ t: Thermodynamics, _ context: ThermoContext) -> Double? {
    let seconds = context.elapsedSeconds ?? 0
    let interval = seconds - context.previous.seconds
    let steps = Double(t.step - context.previous.step)
    let isFirst = context.elapsedSeconds == nil || interval <= 0
    switch self {
    case .step: return Double(t.step)
    case .elapsed: return Double(t.step - context.run.lowerBound)
    case .elaplong: return Double(t.step - context.rampStart)
    case .dt: return context.timestep
    case .time: return context.time
    case .cpu: return seconds
    case .tpcpu: return isFirst ? 0 : steps * context.timestep / interval
    case .spcpu: return isFirst ? 0 : steps / interval
    case .timeremain: return context.secondsLeft
    case .cpuremain:
      let done = t.step - context.run.lowerBound
      return done > 0 ? seconds * Double(context.run.upperBound - t.step) / Double(done) : 0
    default: return nil
    }
  }

  private func energyValue(_ t: Thermodynamics, _ context: ThermoContext) -> Double? {
    let share = context.isNormalized && t.atoms > 0 ? 1 / Double(t.atoms) : 1
    switch self {
    case .pe: return t.potentialEnergy * share
    case .evdwl, .epair: return t.pairEnergy * share
    case .ke: return t.kineticEnergy * share
    case .etotal: return t.totalEnergy * share
    case .enthalpy: return t.enthalpy * share
    // LAMMPS does not share these out.
    case .ecouple: return context.coupledEnergy
    case .econserve: return t.totalEnergy * share + context.coupledEnergy
    default: return nil
    }
  }

  private func boxValue(_ box: Box) -> Double? {
    let (_, b, c) = box.edges
    switch self {
    case .lx, .cella: return box.lengths.x
    case .ly: return box.lengths.y
    case .lz: return box.lengths.z
    case .xlo: return box.lower.x
    case .xhi: return box.upper.x
    case .ylo: return box.lower.y
    case .yhi: return box.upper.y
    case .zlo: return box.lower.z
    case .zhi: return box.upper.z
    case .xy: return box.tilts.x
    case .xz: return box.tilts.y
    case .yz: return box.tilts.z
    case .cellb: return b.length
    case .cellc: return c.length
    case .cellalpha: return degrees(b.dot(c) / (b.length * c.length))
    case .cellbeta: return degrees(c.x / c.length)
    case .cellgamma: return degrees(b.x / b.length)
    default: return nil
    }
  }

  private func degrees(_ cosine: Double) -> Double { acos(cosine) * 180 / .pi }
}
