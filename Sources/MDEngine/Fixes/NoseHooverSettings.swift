import MDCore

/// What `fix nvt`, `fix npt` and `fix nph` are told, with LAMMPS's defaults.
public struct NoseHooverSettings: Equatable, Sendable {
  /// `temp`: the thermostat; none if nil.
  public var temperature: Ramp?
  /// The controlled components of the pressure tensor; the others are nil.
  public var pressure = PressureTargets()
  /// `couple`: diagonal components that share one pressure and one strain.
  public var coupling = PressureCoupling.none
  /// Whether single components were asked for (`x`, `yz`, …), so that the strain energy of a
  /// non-hydrostatic target enters the equations of motion.
  public private(set) var isDeviatoric = false
  /// `tchain`, `pchain`: the lengths of the chains on the atoms and on the barostat.
  public var thermostatChain = 3
  /// See `thermostatChain`; 0 leaves the barostat without a thermostat.
  public var barostatChain = 3
  /// `mtk`: the terms of Martyna, Tobias and Klein.
  public var usesMTK = true
  /// `tloop`: sub-steps of the thermostat's chain.
  public var thermostatLoops = 1
  /// `ploop`: sub-steps of the barostat's chain.
  public var barostatLoops = 1
  /// `nreset`: steps after which the reference cell is taken anew; 0 for never.
  public var referenceResetInterval: Int64 = 0
  /// `drag`.
  public var drag = 0.0
  /// `ptemp`: the temperature from which `nph` takes its masses.
  public var massTemperature: Double?
  /// `dilate`: the bit of the group whose positions follow the box; nil for all atoms.
  public var dilatedMask: UInt32?
  /// `scalexy`, `scalexz`, `scaleyz`: whether a tilt scales with the box; nil for LAMMPS's default,
  /// which is yes where the box is tilted now and that tilt has no target.
  public var scalesXY: Bool?
  /// See `scalesXY`.
  public var scalesXZ: Bool?
  /// See `scalesXY`.
  public var scalesYZ: Bool?
  /// `flip`: whether a strongly tilted cell may be described by a less tilted one.
  public var flips = true
  /// `fixedpoint`: the point that stays where it is; the centre of the box if nil.
  public var fixedPoint: Vector3?

  /// Neither thermostat nor barostat yet.
  public init() {}

  /// `iso`: one pressure, one strain.
  public mutating func setIsotropic(_ ramp: Ramp) {
    coupling = .xyz
    setDiagonal(ramp)
  }

  /// `aniso`: three strains with the same target.
  public mutating func setAnisotropic(_ ramp: Ramp) {
    coupling = .none
    setDiagonal(ramp)
  }

  /// `tri`: six strains, the same target for the diagonal and zero for the rest.
  public mutating func setTriclinic(_ ramp: Ramp) {
    setAnisotropic(ramp)
    for component in [PressureComponent.yz, .xz, .xy] {
      pressure[component] = Ramp(start: 0, stop: 0, damping: ramp.damping)
    }
    (scalesXY, scalesXZ, scalesYZ) = (false, false, false)
  }

  /// `x`, `y`, `z`, `xy`, `xz`, `yz`: one component.
  public mutating func set(_ component: PressureComponent, _ ramp: Ramp) {
    pressure[component] = ramp
    isDeviatoric = true
    switch component {
    case .xy: scalesXY = false
    case .xz: scalesXZ = false
    case .yz: scalesYZ = false
    case .xx, .yy, .zz: break
    }
  }

  private mutating func setDiagonal(_ ramp: Ramp) {
    for component in [PressureComponent.xx, .yy, .zz] { pressure[component] = ramp }
  }
}

/// The components of the pressure tensor in Voigt's order, in which LAMMPS's barostat numbers them.
public enum PressureComponent: Int, CaseIterable, Sendable {
  case xx, yy, zz, yz, xz, xy

  /// The word of the deck: `x`, `y`, `z`, `yz`, `xz`, `xy`.
  public var keyword: String { ["x", "y", "z", "yz", "xz", "xy"][rawValue] }
  /// Whether it lies on the diagonal.
  public var isDiagonal: Bool { rawValue < 3 }
}

/// A ramp for each component of the pressure tensor that is controlled.
public struct PressureTargets: Equatable, Sendable {
  private var ramps = [Ramp?](repeating: nil, count: 6)

  /// None controlled.
  public init() {}

  /// The target of one component, bar; nil if it is free.
  public subscript(_ component: PressureComponent) -> Ramp? {
    get { ramps[component.rawValue] }
    set { ramps[component.rawValue] = newValue }
  }

  /// The components that have a target.
  public var controlled: [PressureComponent] {
    PressureComponent.allCases.filter { self[$0] != nil }
  }
}

/// Which diagonal components of the pressure are averaged and strained alike.
public enum PressureCoupling: String, CaseIterable, Sendable {
  case none, xyz, xy, yz, xz

  /// The coupled components.
  public var components: [PressureComponent] {
    switch self {
    case .none: []
    case .xyz: [.xx, .yy, .zz]
    case .xy: [.xx, .yy]
    case .yz: [.yy, .zz]
    case .xz: [.xx, .zz]
    }
  }
}
