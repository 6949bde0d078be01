import Foundation
import MDCore

/// Lets a minimisation change the box until the pressure is what it shall be: `fix box/relax`.
///
/// The box adds degrees of freedom to those of the atoms: one strain (`iso`), three, or six in a
/// triclinic box, in Voigt's order xx, yy, zz, yz, xz, xy. What is minimised is the enthalpy E + P V,
/// and for a target that is not hydrostatic the strain energy of Parrinello and Rahman as well, all
/// relative to the box in which the minimisation began. The formulas are those of LAMMPS (29 Sep 2021).
public struct FixBoxRelax: Fix {
  public let id: String
  public var style: String { "box/relax" }
  /// The bit of the atoms that follow the box.
  let mask: UInt32
  let settings: NoseHooverSettings
  /// The most that a strain may change in an iteration.
  let largestStrain: Double
  let fixedPoint: Vector3
  /// Whether a tilt scales with the box, in Voigt's order.
  let scales: [Bool]

  /// The box when the deck defined the fix.
  let defined: Box
  /// The box when the minimisation began.
  var initial: Box?
  /// The box from which strain is measured; the same but for `nreset`.
  var reference: Box?
  var sigma = SymmetricTensor.zero
  /// −dE/d(strain), eV.
  var forces: [Double]
  /// The forces of the iteration before, and the search direction.
  var gradient: [Double]
  /// See `gradient`.
  var direction: [Double]
  var lastEnergy = 0.0

  /// - Parameters:
  ///   - settings: pressure targets (the damping is not used), coupling, scaling, fixed point, dilated
  ///     group and `nreset`.
  ///   - largestStrain: `vmax`.
  ///   - box: the box as it is when the deck defines the fix.
  /// - Throws: ``InputError`` for settings that contradict each other or the box.
  public init(
    id: String, settings: NoseHooverSettings, largestStrain: Double = 0.0001, box: Box
  ) throws {
    guard largestStrain > 0 else { throw InputError("fix box/relax: vmax must be positive") }
    try settings.validate(for: .nph, box: box, name: "fix box/relax")
    self.id = id
    self.settings = settings
    self.largestStrain = largestStrain
    defined = box
    mask = settings.dilatedMask ?? ~0
    fixedPoint = settings.fixedPoint ?? box.lower + 0.5 * box.lengths
    scales = [false, false, false] + settings.scalings(in: box).map(\.scales)
    let shears = settings.pressure.controlled.contains { !$0.isDiagonal }
    let count = shears ? 6 : settings.coupling == .xyz ? 1 : 3
    forces = [Double](repeating: 0, count: count)
    gradient = forces
    direction = forces
  }

  public var changesBox: Bool { true }
  public func needsVirial(atStep step: Int64) -> Bool { true }

  /// P V and the strain energy after the last evaluation, eV; 0 at step 0, as in LAMMPS.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.step == 0 ? 0 : lastEnergy
  }

  public func isExtensive(isElement: Bool) -> Bool { true }

  /// How many degrees of freedom the box has.
  public var degreesOfFreedom: Int { forces.count }

  private var isIsotropic: Bool { forces.count == 1 }
  private var isTriclinic: Bool { forces.count == 6 }

  /// bar; nil for a component that is free.
  private func target(_ i: Int) -> Double? {
    settings.pressure[PressureComponent(rawValue: i)!]?.start
  }

  private var controlled: [Int] { (0..<6).filter { target($0) != nil } }

  /// The mean of the diagonal targets, bar.
  private var hydrostatic: Double {
    let diagonal = (0..<3).compactMap(target)
    return diagonal.isEmpty ? 0 : diagonal.reduce(0, +) / Double(diagonal.count)
  }

  private var isDeviatoric: Bool {
    settings.isDeviatoric
      || (0..<3).contains { target($0).map { abs($0 - hydrostatic) > 1e-6 } ?? false }
      || (3..<6).contains { target($0).map { abs($0) > 1e-6 } ?? false }
  }

  /// Takes the box of now as the one that all is relative to.
  mutating func begin(_ box: Box) {
    initial = box
    takeReference(box)
  }

  /// Whether `nreset` wants a new reference now.
  func resetsReference(_ state: borrowing SystemState) -> Bool {
    let interval = settings.referenceResetInterval
    guard isDeviatoric, interval > 0 else { return false }
    return (state.step - state.rampRange.lowerBound) % interval == 0
  }

  /// Measures strain from a box, and finds σ = V₀ h₀⁻¹ P h₀⁻ᵀ of the target's deviation P.
  mutating func takeReference(_ box: Box) {
    reference = box
    guard isDeviatoric else { return }
    let h = UpperTriangular(initial ?? box)
    let inverse = UpperTriangular(box).inverse
    var p = SymmetricTensor(
      xx: target(0).map { $0 - hydrostatic } ?? 0, yy: target(1).map { $0 - hydrostatic } ?? 0,
      zz: target(2).map { $0 - hydrostatic } ?? 0, xy: target(5) ?? 0, xz: target(4) ?? 0,
      yz: target(3) ?? 0)
    // What the shears of a tilted box ask of the other components: P h₀⁻ᵀ diag(h₀).
    p.yy -= p.yz * inverse.yz * h.yy
    p.xy -= p.xz * inverse.yz * h.yy
    p.xx -= p.xy * inverse.xy * h.xx + p.xz * inverse.xz * h.xx
    sigma = inverse.congruence(p) * box.volume
  }

  /// The energy that the box adds, eV; its forces are known afterwards.
  ///
  /// - Parameter virial: of all ranks, eV.
  mutating func evaluate(box: Box, virial: SymmetricTensor) throws -> Double {
    guard let reference else { return 0 }
    let bar = MetalUnits.pressure
    let pressure = try coupled(virial * (bar / box.volume))
    let volume = reference.volume
    let l = reference.lengths
    if isIsotropic {
      let scale = box.lengths.x / l.x
      forces[0] = (pressure[0] - target(0)!) / bar * 3 * scale * scale * volume
      lastEnergy = target(0)! / bar * (scale * scale * scale - 1) * volume
      return lastEnergy
    }
    var scale = Vector3(1, 1, 1)
    for d in 0..<3 where target(d) != nil { scale[d] = box.lengths[d] / l[d] }
    let scaledVolume = scale.x * scale.y * scale.z * volume
    lastEnergy = hydrostatic / bar * (scaledVolume - volume)
    for i in controlled where i < 3 {
      forces[i] = (pressure[i] - hydrostatic) / bar * scaledVolume / scale[i]
    }
    if isTriclinic {
      // LAMMPS's areas.
      let (x, y, z) = (scale.x * l.x, scale.y * l.y, scale.z * l.z)
      let areas = [y * x * l.y, x * y * l.x, x * z * l.x]
      for i in controlled where i >= 3 { forces[i] = pressure[i] / bar * areas[i - 3] }
    }
    if isDeviatoric { addDeviation(of: box, l) }
    return lastEnergy
  }

  private mutating func addDeviation(of box: Box, _ l: Vector3) {
    let h = UpperTriangular(box)
    let s = sigma * (1 / MetalUnits.pressure)
    let deviation = [
      h.xx * s.xx + h.xy * s.xy + h.xz * s.xz, h.yy * s.yy + h.yz * s.yz, h.zz * s.zz,
      h.yy * s.yz + h.yz * s.zz, h.xx * s.xz + h.xy * s.yz + h.xz * s.zz,
      h.xx * s.xy + h.xy * s.yy + h.xz * s.yz,
    ]
    let lengths = [l.x, l.y, l.z, l.y, l.x, l.x]
    for i in controlled { forces[i] -= deviation[i] * lengths[i] }
    let metric = h.congruence(SymmetricTensor(xx: 1, yy: 1, zz: 1))
    let diagonal = s.xx * metric.xx + s.yy * metric.yy + s.zz * metric.zz
    lastEnergy += 0.5 * (diagonal + 2 * (s.xy * metric.xy + s.xz * metric.xz + s.yz * metric.yz))
  }

  /// The pressures in Voigt's order, coupled components averaged, bar.
  private func coupled(_ p: SymmetricTensor) throws -> [Double] {
    var pressure = [p.xx, p.yy, p.zz, p.yz, p.xz, p.xy]
    guard pressure.allSatisfy(\.isFinite) else {
      throw InputError("fix box/relax: the pressure is not a number; the structure is unstable")
    }
    let components = settings.coupling.components.map(\.rawValue)
    guard !components.isEmpty else { return pressure }
    let mean = components.map { pressure[$0] }.reduce(0, +) / Double(components.count)
    for i in components { pressure[i] = mean }
    return pressure
  }

  /// Takes the forces as direction, or mixes the direction before in.
  mutating func setDirection(mixing: Double?) {
    gradient = forces
    direction = forces.indices.map { i in
      mixing.map { forces[i] + $0 * direction[i] } ?? forces[i]
    }
  }

  /// The longest step along the direction.
  var longestStep: Double {
    if isIsotropic { return largestStrain / abs(direction[0]) }
    return controlled.filter { $0 < direction.count }
      .map { largestStrain / abs(direction[$0]) }.reduce(1, min)
  }

  /// The box some way along the direction from another.
  func box(after step: Double, from start: Box) throws -> Box {
    guard let initial, let reference else { return start }
    var box = start
    for d in 0..<3 where target(d) != nil {
      let strain = step * direction[isIsotropic ? 0 : d] * initial.lengths[d] / start.lengths[d]
      let lower = start.lower[d] + (start.lower[d] - fixedPoint[d]) * strain
      let upper = start.upper[d] + (start.upper[d] - fixedPoint[d]) * strain
      guard lower < upper else { throw InputError("fix box/relax has turned the box inside out") }
      box.lower[d] = lower
      box.lengths[d] = upper - lower
    }
    if scales[3] { box.tilts.z = box.lengths.z * initial.tilts.z / initial.lengths.z }
    if scales[4] { box.tilts.y = box.lengths.z * initial.tilts.y / initial.lengths.z }
    if scales[5] { box.tilts.x = box.lengths.y * initial.tilts.x / initial.lengths.y }
    guard isTriclinic else { return box }
    if target(3) != nil { box.tilts.z = start.tilts.z + step * direction[3] * reference.lengths.y }
    if target(4) != nil { box.tilts.y = start.tilts.y + step * direction[4] * reference.lengths.x }
    if target(5) != nil { box.tilts.x = start.tilts.x + step * direction[5] * reference.lengths.x }
    return box
  }
}
