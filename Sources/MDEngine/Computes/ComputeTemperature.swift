import MDCore

/// `compute ID group temp`: the temperature of a group, K; as a vector Σ m v⊗v in eV, in the order xx,
/// yy, zz, xy, xz, yz.
public struct ComputeTemperature: Compute {
  public let id: String
  public var style: String { "temp" }
  public var vectorLength: Int { 6 }
  /// Group and degrees of freedom; `compute_modify extra/dof` changes the latter.
  public var definition: TemperatureDefinition

  /// The temperature by a definition.
  public init(id: String, definition: TemperatureDefinition = .init()) {
    self.id = id
    self.definition = definition
  }

  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.temperature(definition).kelvin
  }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    state.temperature(definition).kinetic.components
  }

  public func isExtensive(isElement: Bool) -> Bool { isElement }
}

/// `compute ID group ke`: ½ Σ m v² of a group, eV.
public struct ComputeKineticEnergy: Compute {
  public let id: String
  public var style: String { "ke" }
  let mask: UInt32

  /// The kinetic energy of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public func scalar(_ state: borrowing SystemState) -> Double? {
    0.5 * state.thermalSums(of: mask).kinetic.trace
  }

  public func isExtensive(isElement: Bool) -> Bool { true }
}

/// `compute ID all pe`: the potential energy of all atoms, eV.
public struct ComputePotentialEnergy: Compute {
  public let id: String
  public var style: String { "pe" }

  /// The potential energy of the system.
  public init(id: String) {
    self.id = id
  }

  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.thermalSums().potentialEnergy
  }

  public func isExtensive(isElement: Bool) -> Bool { true }
}
