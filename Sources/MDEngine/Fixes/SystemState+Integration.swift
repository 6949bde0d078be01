import MDCore

// The loops over all atoms work in place on eight at a time; those over a group, one by one.
extension SystemState {
  /// v += t F/m for the owned atoms of a group.
  mutating func kick(_ mask: UInt32, by time: Double) {
    let atoms = self.atoms.view
    let factor = time * MetalUnits.forceToAcceleration
    var first = 0
    if mask == 1 && masses.count == 2 {
      let f = factor / masses[1]
      add(f, atoms.fx, to: atoms.vx, atoms.owned)
      add(f, atoms.fy, to: atoms.vy, atoms.owned)
      add(f, atoms.fz, to: atoms.vz, atoms.owned)
      first = atoms.owned
    }
    masses.withUnsafeBufferPointer { masses in
      for i in first..<atoms.owned where atoms.groups[i] & mask != 0 {
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
    guard mask != 1 else {
      add(time, atoms.vx, to: atoms.x, atoms.owned)
      add(time, atoms.vy, to: atoms.y, atoms.owned)
      add(time, atoms.vz, to: atoms.z, atoms.owned)
      return
    }
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      atoms.x[i] += time * atoms.vx[i]
      atoms.y[i] += time * atoms.vy[i]
      atoms.z[i] += time * atoms.vz[i]
    }
  }

  /// v *= s for the owned atoms of a group.
  mutating func scaleVelocities(_ mask: UInt32, by factor: Double) {
    let atoms = self.atoms.view
    guard mask != 1 else {
      scale(atoms.vx, by: factor, atoms.owned)
      scale(atoms.vy, by: factor, atoms.owned)
      scale(atoms.vz, by: factor, atoms.owned)
      return
    }
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

  /// target += s source.
  private func add(
    _ s: Double, _ source: UnsafeMutablePointer<Double>, to target: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    let whole = wholeLanes(count)
    for i in stride(from: 0, to: whole, by: 8) {
      target[lanes: i] = target[lanes: i] + source[lanes: i] * s
    }
    for i in whole..<count { target[i] += s * source[i] }
  }

  /// values *= s.
  private func scale(_ values: UnsafeMutablePointer<Double>, by s: Double, _ count: Int) {
    let whole = wholeLanes(count)
    for i in stride(from: 0, to: whole, by: 8) { values[lanes: i] = values[lanes: i] * s }
    for i in whole..<count { values[i] *= s }
  }
}
