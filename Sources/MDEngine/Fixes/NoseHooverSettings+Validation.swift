import MDCore

/// The three commands that are Nosé–Hoover dynamics.
public enum NoseHooverEnsemble: String, Sendable {
  case nvt, npt, nph
}

extension NoseHooverSettings {
  /// Throws ``InputError`` for settings that contradict each other or the box.
  func validate(
    for ensemble: NoseHooverEnsemble, box: Box, name: String? = nil
  ) throws {
    let name = name ?? "fix \(ensemble.rawValue)"
    try validatePresence(ensemble, name)
    try validateNumbers(name)
    try validateCoupling(name)
    try validate(against: box, name)
  }

  private func validatePresence(_ ensemble: NoseHooverEnsemble, _ name: String) throws {
    let controlsPressure = !pressure.controlled.isEmpty
    if ensemble != .nph && temperature == nil {
      throw InputError("\(name) needs a thermostat: temp Tstart Tstop Tdamp")
    }
    if ensemble == .nph && temperature != nil {
      throw InputError("\(name) has no thermostat: leave out temp, or use fix npt")
    }
    if ensemble == .nvt && controlsPressure {
      throw InputError("\(name) cannot control the pressure: use fix npt")
    }
    if ensemble != .nvt && !controlsPressure {
      throw InputError("\(name) needs a pressure: iso, aniso, tri, x, y, z, xy, xz or yz")
    }
    if temperature != nil && massTemperature != nil {
      throw InputError("\(name): ptemp is for fix nph; the thermostat's temperature is used here")
    }
  }

  private func validateNumbers(_ name: String) throws {
    if let t = temperature, !(t.start > 0 && t.stop > 0) {
      throw InputError("Target temperature for \(name) cannot be 0.0: it must be positive")
    }
    let ramps = [temperature] + PressureComponent.allCases.map { pressure[$0] }
    if ramps.contains(where: { $0.map { !($0.damping > 0) } ?? false }) {
      throw InputError("\(name) damping parameters must be > 0.0 (they are times in ps)")
    }
    if let t = massTemperature, !(t > 0) {
      throw InputError("\(name): ptemp must be positive, not \(t)")
    }
    if !(drag >= 0) { throw InputError("\(name): drag must not be negative, it is \(drag)") }
    if thermostatChain < 1 { throw InputError("\(name): tchain must be 1 or more") }
    if barostatChain < 0 { throw InputError("\(name): pchain must be 0 or more") }
    if thermostatLoops < 1 { throw InputError("\(name): tloop must be 1 or more") }
    if barostatLoops < 1 { throw InputError("\(name): ploop must be 1 or more") }
    if referenceResetInterval < 0 { throw InputError("\(name): nreset must be 0 or more") }
  }

  private func validateCoupling(_ name: String) throws {
    let ramps = coupling.components.map { pressure[$0] }
    guard let first = ramps.first else { return }
    let words = coupling.components.map(\.keyword).joined(separator: ", ")
    if ramps.contains(where: { $0 == nil }) {
      throw InputError("\(name): couple \(coupling.rawValue) needs targets for \(words)")
    }
    if ramps.contains(where: { $0 != first }) {
      throw InputError(
        "\(name): couple \(coupling.rawValue) needs the same pressures and damping for \(words)")
    }
  }

  private func validate(against box: Box, _ name: String) throws {
    for component in pressure.controlled {
      let word = component.keyword
      let dimension = component.periodicDimension
      if !box.isPeriodic(dimension) {
        throw InputError(
          "Cannot use \(name) on a non-periodic dimension: \(word) needs boundary p in "
            + ["x", "y", "z"][dimension])
      }
      if !component.isDiagonal && !box.isTriclinic {
        throw InputError(
          "Can not specify Pxy/Pxz/Pyz in \(name) with non-triclinic box: \(word) needs tilts "
            + "(change_box all triclinic)")
      }
    }
    for (component, scales) in scalings(in: box) where scales {
      let word = component.keyword
      if pressure[component] != nil {
        throw InputError("Cannot use \(name) with both \(word) dynamics and \(word) scaling")
      }
      if !box.isPeriodic(component.periodicDimension) {
        throw InputError(
          "Cannot use \(name) with \(word) scaling when the second dimension is not periodic")
      }
    }
  }

  /// Which tilts scale with the box, defaults filled in.
  func scalings(in box: Box) -> [(component: PressureComponent, scales: Bool)] {
    [
      (.yz, scalesYZ ?? (box.isPeriodic(2) && box.tilts.z != 0)),
      (.xz, scalesXZ ?? (box.isPeriodic(2) && box.tilts.y != 0)),
      (.xy, scalesXY ?? (box.isPeriodic(1) && box.tilts.x != 0)),
    ]
  }
}

extension PressureComponent {
  /// The dimension that must be periodic for the box to change along this component: for a tilt, the
  /// second of its two.
  var periodicDimension: Int { [0, 1, 2, 2, 2, 1][rawValue] }
}
