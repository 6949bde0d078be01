import Foundation
import MDCore

/// The moving box of Martyna, Tobias and Klein (J. Chem. Phys. 101, 4177 (1994)) with the strain
/// energy of Parrinello and Rahman in the form of Shinoda, Shiga and Mikami (Phys. Rev. B 69, 134103
/// (2004)), as LAMMPS integrates it.
///
/// Six-element arrays are in Voigt's order xx, yy, zz, yz, xz, xy.
struct Barostat {
  /// How many independent strain rates there are.
  enum Style: Int {
    case isotropic = 1
    case anisotropic = 3
    case triclinic = 6
  }

  let settings: NoseHooverSettings
  let style: Style
  let fixedPoint: Vector3
  let scales: [Bool]
  /// Whether the box may have to be flipped during a run.
  let mayFlip: Bool

  /// The integral of the strain rates; book-keeping only.
  var strain = [Double](repeating: 0, count: 6)
  /// ω, 1/ps.
  var rates = [Double](repeating: 0, count: 6)
  /// W, eV·ps².
  var masses = [Double](repeating: 0, count: 6)
  /// bar.
  var targets = [Double](repeating: 0, count: 6)
  /// The mean of the diagonal targets, bar.
  var hydrostatic = 0.0
  /// bar, coupled components averaged.
  var current = [Double](repeating: 0, count: 6)
  /// The volume and inverse cell from which strain is measured; nil before the first run.
  var reference: (volume: Double, inverse: UpperTriangular)?
  /// V₀ h₀⁻¹ (P − p) h₀⁻ᵀ, bar·Å.
  var sigma = SymmetricTensor.zero
  /// What the MTK terms add to the damping of velocities, 1/ps.
  var mtkRate = 0.0
  var chain: NoseHooverChain

  init(_ settings: NoseHooverSettings, box: Box) {
    self.settings = settings
    let shears = settings.pressure.controlled.contains { !$0.isDiagonal }
    style = shears ? .triclinic : settings.coupling == .xyz ? .isotropic : .anisotropic
    fixedPoint = settings.fixedPoint ?? box.lower + 0.5 * box.lengths
    scales = [false, false, false] + settings.scalings(in: box).map(\.scales)
    mayFlip = settings.flips && (shears || box.tilts != .zero)
    chain = NoseHooverChain(length: settings.barostatChain)
  }

  func isControlled(_ i: Int) -> Bool { ramp(i) != nil }

  private func ramp(_ i: Int) -> Ramp? { settings.pressure[PressureComponent(rawValue: i)!] }

  /// The controlled components; shears only where the style has them.
  var controlled: [Int] { (0..<6).filter(isControlled) }

  /// How many diagonal components are controlled.
  var dimensions: Int { (0..<3).filter(isControlled).count }

  /// The highest of the frequencies 1/Pdamp, 1/ps.
  var highestFrequency: Double {
    controlled.map { 1 / ramp($0)!.damping }.max() ?? 0
  }

  /// The factor on strain rates for `drag`.
  func dragFactor(timestep: Double) -> Double {
    1 - timestep * highestFrequency * settings.drag / Double(settings.barostatLoops)
  }

  /// Masses for a k_B T in eV, and the forces on the chain: (N+1) k_B T / ω², k_B T / ω².
  mutating func setMasses(kT: Double, atoms: Int64) {
    for i in controlled {
      let damping = ramp(i)!.damping
      masses[i] = Double(atoms + 1) * kT * damping * damping
    }
    guard chain.count > 0 else { return }
    let frequency = highestFrequency
    chain.setMasses(first: kT / (frequency * frequency), others: kT / (frequency * frequency))
    chain.resetAccelerations(kT: kT)
  }

  /// Targets for the fraction of the run that is done, and with them σ.
  mutating func setTargets(_ state: borrowing SystemState) {
    let fraction = state.rampFraction
    hydrostatic = 0
    for i in controlled {
      targets[i] = ramp(i)!.target(at: fraction)
      if i < 3 { hydrostatic += targets[i] }
    }
    if dimensions > 0 { hydrostatic /= Double(dimensions) }
    guard settings.isDeviatoric else { return }
    let interval = settings.referenceResetInterval
    if interval > 0 && (state.step - state.rampRange.lowerBound) % interval == 0 {
      takeReference(state.box)
    }
    guard let reference else { return }
    let excess = SymmetricTensor(
      xx: targets[0] - hydrostatic, yy: targets[1] - hydrostatic, zz: targets[2] - hydrostatic,
      xy: targets[5], xz: targets[4], yz: targets[3])
    sigma = reference.inverse.congruence(excess) * reference.volume
  }

  mutating func takeReference(_ box: Box) {
    reference = (box.volume, UpperTriangular(box).inverse)
  }

  /// Takes over the measured pressure, coupled components averaged.
  mutating func setCurrent(temperature: Temperature, virial: SymmetricTensor, volume: Double) throws
  {
    if style == .isotropic {
      let p = (temperature.thermalEnergy + virial.trace) / 3 / volume * MetalUnits.pressure
      current = [p, p, p, 0, 0, 0]
    } else {
      let p = (temperature.kinetic + virial) * (MetalUnits.pressure / volume)
      current = [p.xx, p.yy, p.zz, p.yz, p.xz, p.xy]
      let coupled = settings.coupling.components.map(\.rawValue)
      let mean = coupled.map { current[$0] }.reduce(0, +) / Double(max(1, coupled.count))
      for i in coupled { current[i] = mean }
    }
    guard current.allSatisfy(\.isFinite) else {
      throw Instability(
        "Non-numeric pressure: the simulation has become unstable; use a smaller timestep, or "
          + "relax the structure first")
    }
  }

  /// Half a step of the strain rates under the pressures.
  ///
  /// - Parameters:
  ///   - thermalEnergy: f k_B T, eV, for the isotropic MTK term.
  ///   - kinetic: Σ m v⊗v, eV, for the other ones.
  mutating func accelerate(
    box: Box, atoms: Int64, thermalEnergy: Double, kinetic: SymmetricTensor, timestep: Double
  ) {
    let deviation = settings.isDeviatoric ? UpperTriangular(box).congruence(sigma) : .zero
    let strainForce = [
      deviation.xx, deviation.yy, deviation.zz, deviation.yz, deviation.xz, deviation.xy,
    ]
    let freedom = Double(dimensions) * Double(atoms)
    let mtkEnergy = mtkKineticEnergy(thermalEnergy, kinetic) / freedom
    let drag = dragFactor(timestep: timestep)
    for i in controlled {
      var force = (i < 3 ? current[i] - hydrostatic : current[i]) * box.volume - strainForce[i]
      force /= MetalUnits.pressure
      if i < 3 && settings.usesMTK { force += mtkEnergy }
      rates[i] += force / masses[i] * (0.5 * timestep)
      rates[i] *= drag
    }
    mtkRate = 0
    if settings.usesMTK && dimensions > 0 {
      mtkRate = (0..<3).filter(isControlled).map { rates[$0] }.reduce(0, +) / freedom
    }
  }

  private func mtkKineticEnergy(_ thermalEnergy: Double, _ kinetic: SymmetricTensor) -> Double {
    guard style != .isotropic else { return thermalEnergy }
    return zip([kinetic.xx, kinetic.yy, kinetic.zz], 0..<3)
      .filter { isControlled($0.1) }.map(\.0).reduce(0, +)
  }

  /// Half a step of the thermostats on the strain rates.
  mutating func integrateChain(kT: Double, timestep: Double) {
    guard chain.count > 0 else { return }
    let kinetic = controlled.map { masses[$0] * rates[$0] * rates[$0] }.reduce(0, +)
    let degrees = style == .isotropic ? 1 : controlled.count
    let scale = chain.integrate(
      kinetic: kinetic, target: Double(degrees) * kT, kT: kT, timestep: timestep,
      loops: settings.barostatLoops, drag: dragFactor(timestep: timestep))
    for i in controlled { rates[i] *= scale }
  }
}
