import MDCore

/// Newton's equations by velocity Verlet, for the atoms of a group (`fix ID group nve`).
public struct FixNVE: Fix {
  public let id: String
  public var style: String { "nve" }
  /// The bit of the group.
  public let mask: UInt32

  /// Constant-energy dynamics of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public var integrates: Bool { true }

  public mutating func initialIntegrate(_ state: inout SystemState) throws {
    state.kick(mask, by: 0.5 * state.timestep)
    state.drift(mask, by: state.timestep)
  }

  public mutating func finalIntegrate(_ state: inout SystemState) throws {
    state.kick(mask, by: 0.5 * state.timestep)
  }
}
