import MDCore
import MDEngine

extension GroupFunction {
  /// The value for a group of atoms, or those of them in a region. Collective.
  ///
  /// - Parameter component: the place of the word among ``components``.
  func value(
    _ state: borrowing SystemState, mask: UInt32, region: Region?, component: Int
  ) throws(InputError) -> Double {
    let group = state.properties(of: mask, in: region)
    switch self {
    case .count: return Double(group.count)
    case .mass: return group.mass
    case .charge:
      try state.require(.charge)
      return group.charge
    case .xcm: return group.center[component]
    case .vcm: return group.velocity[component]
    case .fcm: return group.force[component]
    case .bound:
      return component % 2 == 0 ? group.lower[component / 2] : group.upper[component / 2]
    case .gyration: return group.gyrationRadius
    case .ke: return group.kineticEnergy
    case .angmom: return group.angularMomentum[component]
    case .torque: return group.torque[component]
    case .omega: return group.angularVelocity[component]
    case .inertia:
      let i = group.inertia
      return [i.xx, i.yy, i.zz, i.xy, i.yz, i.xz][component]
    }
  }
}
