import MDCore

/// Takes the linear or angular momentum out of a group every so many steps: `fix momentum`.
public struct FixMomentum: Fix {
  public let id: String
  public var style: String { "momentum" }
  let mask: UInt32
  let interval: Int64
  let linear: SIMD3<Double>?
  let angular: Bool
  let rescales: Bool

  /// - Parameters:
  ///   - interval: steps between two corrections.
  ///   - linear: for each dimension whether its momentum is taken out; nil without `linear`.
  ///   - angular: whether the angular momentum about the centre of mass is.
  ///   - rescales: whether the kinetic energy is restored by scaling.
  /// - Throws: ``InputError`` if the interval is not positive or nothing is to be done.
  public init(
    id: String, mask: UInt32 = 1, interval: Int64, linear: (x: Bool, y: Bool, z: Bool)?,
    angular: Bool = false, rescales: Bool = false
  ) throws {
    guard interval > 0 else { throw InputError("fix momentum: N must be 1 or more") }
    guard linear != nil || angular else {
      throw InputError("fix momentum: give linear xflag yflag zflag, angular, or both")
    }
    self.id = id
    self.mask = mask
    self.interval = interval
    self.linear = linear.map { Vector3($0.x ? 1 : 0, $0.y ? 1 : 0, $0.z ? 1 : 0) }
    self.angular = angular
    self.rescales = rescales
  }

  public mutating func setup(_ state: inout SystemState) throws {
    guard state.groupMotion(of: mask).count > 0 else {
      throw InputError("Fix momentum group has no atoms")
    }
  }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    guard state.step % interval == 0 else { return }
    let before = state.groupMotion(of: mask)
    guard before.mass > 0 else { return }
    if let linear { state.subtract(before.velocity * linear, mask) }
    if angular {
      let omega = state.angularVelocity(of: mask, about: before.center)
      state.subtractRotation(omega, about: before.center, mask)
    }
    guard rescales else { return }
    let after = state.groupMotion(of: mask).massVelocitySquared
    guard after > 0 else { return }
    state.scaleVelocities(mask, by: (before.massVelocitySquared / after).squareRoot())
  }
}
