import MDCore

/// `compute ID group com`: the centre of mass of a group, of unwrapped positions, Å.
public struct ComputeCenterOfMass: Compute {
  public let id: String
  public var style: String { "com" }
  public var vectorLength: Int { 3 }
  let mask: UInt32

  /// The centre of mass of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    let center = state.properties(of: mask).center
    return [center.x, center.y, center.z]
  }
}

/// `compute ID group gyration`: the radius of gyration of a group, √(Σ m |r − centre|² / Σ m) in Å, and as a
/// vector Σ m (r − centre) ⊗ (r − centre) / Σ m in Å², in the order xx, yy, zz, xy, xz, yz.
public struct ComputeGyration: Compute {
  public let id: String
  public var style: String { "gyration" }
  public var vectorLength: Int { 6 }
  let mask: UInt32

  /// The radius of gyration of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.properties(of: mask).gyrationRadius
  }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    let group = state.properties(of: mask)
    guard group.mass > 0 else { return [Double](repeating: 0, count: 6) }
    // The inertia is the trace of this tensor times δ, minus the tensor.
    let i = group.inertia
    let trace = 0.5 * i.trace
    return [trace - i.xx, trace - i.yy, trace - i.zz, -i.xy, -i.xz, -i.yz].map { $0 / group.mass }
  }
}
