import Foundation
import MDCore

/// How a group of atoms moves as a whole.
public struct GroupMotion: Equatable, Sendable {
  /// How many atoms.
  public var count: Int64 = 0
  /// g/mol.
  public var mass = 0.0
  /// Σ m v, g/mol·Å/ps.
  public var momentum = Vector3.zero
  /// The centre of mass of the unwrapped positions, Å.
  public var center = Vector3.zero
  /// Σ m v², g/mol·Å²/ps².
  public var massVelocitySquared = 0.0

  /// The velocity of the centre of mass, Å/ps.
  public var velocity: Vector3 { mass > 0 ? momentum / mass : .zero }
}

extension SystemState {
  /// How a group moves as a whole. Collective.
  public func groupMotion(of mask: UInt32) -> GroupMotion {
    groupMotion(of: FixSelection(mask: mask))
  }

  /// How the atoms move as a whole that a fix means now. Collective.
  func groupMotion(of selection: FixSelection) -> GroupMotion {
    let atoms = self.atoms.view
    var count = 0
    var mass = 0.0
    var momentum = Vector3.zero
    var moment = Vector3.zero
    var squares = 0.0
    for i in 0..<atoms.owned where selection.contains(atoms, i, in: box) {
      let m = masses[Int(atoms.type[i])]
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      count += 1
      mass += m
      momentum += m * v
      moment += m * unwrapped(atoms, i)
      squares += m * v.dot(v)
    }
    let sums = communicator.reduce(
      [
        Double(count), mass, momentum.x, momentum.y, momentum.z, moment.x, moment.y, moment.z,
        squares,
      ], .sum)
    var motion = GroupMotion()
    motion.count = Int64(sums[0])
    motion.mass = sums[1]
    motion.momentum = Vector3(sums[2], sums[3], sums[4])
    if motion.mass > 0 { motion.center = Vector3(sums[5], sums[6], sums[7]) / motion.mass }
    motion.massVelocitySquared = sums[8]
    return motion
  }

  /// The angular velocity of a group about its centre of mass, 1/ps. Collective.
  public func angularVelocity(of mask: UInt32, about center: Vector3) -> Vector3 {
    let atoms = self.atoms.view
    var angular = Vector3.zero
    var inertia = SymmetricTensor.zero
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let m = masses[Int(atoms.type[i])]
      let d = unwrapped(atoms, i) - center
      angular += m * d.cross(Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i]))
      inertia.xx += m * (d.y * d.y + d.z * d.z)
      inertia.yy += m * (d.x * d.x + d.z * d.z)
      inertia.zz += m * (d.x * d.x + d.y * d.y)
      inertia.xy -= m * d.x * d.y
      inertia.xz -= m * d.x * d.z
      inertia.yz -= m * d.y * d.z
    }
    let sums = communicator.reduce([angular.x, angular.y, angular.z] + inertia.components, .sum)
    inertia.components = Array(sums[3...])
    return inertia.solve(Vector3(sums[0], sums[1], sums[2]))
  }

  /// Where atom i would be without wrapping.
  func unwrapped(_ atoms: AtomView, _ i: Int) -> Vector3 {
    atoms.position(i) + box.shift(atoms.image(i))
  }
}

extension SymmetricTensor {
  /// The ω of L = I ω. Along axes without moment of inertia (a single atom, atoms on a line), where
  /// I is singular, ω is zero.
  func solve(_ l: Vector3) -> Vector3 {
    let a = Vector3(xx, xy, xz)
    let b = Vector3(xy, yy, yz)
    let c = Vector3(xz, yz, zz)
    let determinant = a.dot(b.cross(c))
    // The largest that the determinant can be for this trace.
    let scale = trace * trace * trace / 27
    if determinant > 1e-12 * scale {
      let bc = b.cross(c)
      let ca = c.cross(a)
      let ab = a.cross(b)
      return (bc * l.x + ca * l.y + ab * l.z) / determinant
    }
    return solveSingular(l)
  }

  /// The least-norm solution over the eigenvectors of non-zero moment, by Jacobi rotations.
  private func solveSingular(_ l: Vector3) -> Vector3 {
    let (values, vectors) = eigen()
    let limit = 1e-6 * (values.max() ?? 0)
    var result = Vector3.zero
    for (value, vector) in zip(values, vectors) where value > limit {
      result += vector * (vector.dot(l) / value)
    }
    return result
  }

  /// Eigenvalues and unit eigenvectors, by cyclic Jacobi rotations.
  func eigen() -> (values: [Double], vectors: [Vector3]) {
    var m = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]
    var v: [Vector3] = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    for _ in 0..<50 {
      let off = abs(m[0][1]) + abs(m[0][2]) + abs(m[1][2])
      if off <= 1e-300 { break }
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where m[p][q] != 0 {
        let angle = 0.5 * atan2(2 * m[p][q], m[q][q] - m[p][p])
        let (c, s) = (cos(angle), sin(angle))
        for k in 0..<3 {
          (m[k][p], m[k][q]) = (c * m[k][p] - s * m[k][q], s * m[k][p] + c * m[k][q])
        }
        for k in 0..<3 {
          (m[p][k], m[q][k]) = (c * m[p][k] - s * m[q][k], s * m[p][k] + c * m[q][k])
        }
        (v[p], v[q]) = (c * v[p] - s * v[q], s * v[p] + c * v[q])
      }
    }
    return ([m[0][0], m[1][1], m[2][2]], v)
  }
}
