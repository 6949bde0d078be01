import MDCore

extension SystemState {
  /// v += t F/m for the owned atoms of a group.
  mutating func kick(_ mask: UInt32, by time: Double) {
    let atoms = self.atoms.view
    let factor = time * MetalUnits.forceToAcceleration
    masses.withUnsafeBufferPointer { masses in
      for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
        let f = factor / masses[Int(atoms.type[i])]
        atoms.vx[i] += f * atoms.fx[i]
        atoms.vy[i] += f * atoms.fy[i]
        atoms.vz[i] += f * atoms.fz[i]
      }
    }
  }

  /// x += t v for the owned atoms of a group.
  mutating func drift(_ mask: UInt32, by time: Double) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      atoms.x[i] += time * atoms.vx[i]
      atoms.y[i] += time * atoms.vy[i]
      atoms.z[i] += time * atoms.vz[i]
    }
  }

  /// v *= s for the owned atoms of a group.
  mutating func scaleVelocities(_ mask: UInt32, by factor: Double) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      atoms.vx[i] *= factor
      atoms.vy[i] *= factor
      atoms.vz[i] *= factor
    }
  }

  /// Gives the owned atoms of a group the places in the box that they had in an old one.
  mutating func carryAtoms(_ mask: UInt32, from old: Box) {
    let atoms = self.atoms.view
    let box = self.box
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let r = box.cartesian(old.fractional(atoms.position(i)))
      atoms.x[i] = r.x
      atoms.y[i] = r.y
      atoms.z[i] = r.z
    }
  }
}
