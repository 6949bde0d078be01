import MDCore
import MDDomain

/// What the functions of groups in the deck's formulas are made of: sums over the atoms of a group that
/// lie in a region.
public struct GroupProperties: Equatable, Sendable {
  /// How many atoms.
  public var count: Int64 = 0
  /// g/mol.
  public var mass = 0.0
  /// In charges of the proton.
  public var charge = 0.0
  /// The centre of mass of the unwrapped positions, Å; zero without atoms.
  public var center = Vector3.zero
  /// The velocity of the centre of mass, Å/ps; zero without atoms.
  public var velocity = Vector3.zero
  /// The sum of the forces, eV/Å.
  public var force = Vector3.zero
  /// The corners of the smallest block along the axes around the wrapped positions, Å.
  public var lower = Vector3(repeating: 1e20)
  /// See `lower`.
  public var upper = Vector3(repeating: -1e20)
  /// ½ Σ m v², eV.
  public var kineticEnergy = 0.0
  /// √(Σ m |r − centre|² / Σ m), Å.
  public var gyrationRadius = 0.0
  /// Σ m (r − centre) × v, g/mol·Å²/ps.
  public var angularMomentum = Vector3.zero
  /// Σ (r − centre) × F, eV.
  public var torque = Vector3.zero
  /// Σ m (|d|² δ − d⊗d) with d = r − centre, g/mol·Å².
  public var inertia = SymmetricTensor.zero

  /// The angular velocity about the centre, 1/ps.
  public var angularVelocity: Vector3 { inertia.solve(angularMomentum) }
}

extension SystemState {
  /// Measures the atoms of a group, or those of them that lie in a region now. Collective.
  public func properties(of mask: UInt32, in region: Region? = nil) -> GroupProperties {
    let view = atoms.view
    let chosen = (0..<view.owned).filter {
      view.groups[$0] & mask != 0 && region?.contains(view.position($0)) ?? true
    }
    var result = GroupProperties()
    addMoments(of: chosen, to: &result)
    addExtent(of: chosen, to: &result)
    addRotation(of: chosen, to: &result)
    return result
  }

  private func addMoments(of chosen: [Int], to result: inout GroupProperties) {
    let view = atoms.view
    var mass = 0.0
    var moment = Vector3.zero
    var momentum = Vector3.zero
    var force = Vector3.zero
    var squares = 0.0
    var charge = 0.0
    for i in chosen {
      let m = masses[Int(view.type[i])]
      let v = Vector3(view.vx[i], view.vy[i], view.vz[i])
      mass += m
      moment += m * unwrapped(view, i)
      momentum += m * v
      force += Vector3(view.fx[i], view.fy[i], view.fz[i])
      squares += m * v.dot(v)
      charge += view.value(.charge, of: i)
    }
    let vectors = [moment, momentum, force].flatMap { [$0.x, $0.y, $0.z] }
    let sums = communicator.reduce(
      [Double(chosen.count), mass, squares] + vectors + [charge], .sum)
    result.count = Int64(sums[0])
    result.mass = sums[1]
    result.kineticEnergy = 0.5 * MetalUnits.massVelocitySquaredToEnergy * sums[2]
    result.charge = sums[12]
    result.force = Vector3(sums[9], sums[10], sums[11])
    guard result.mass > 0 else { return }
    result.center = Vector3(sums[3], sums[4], sums[5]) / result.mass
    result.velocity = Vector3(sums[6], sums[7], sums[8]) / result.mass
  }

  private func addExtent(of chosen: [Int], to result: inout GroupProperties) {
    let view = atoms.view
    for i in chosen {
      result.lower = pointwiseMin(result.lower, view.position(i))
      result.upper = pointwiseMax(result.upper, view.position(i))
    }
    let (l, u) = (result.lower, result.upper)
    let corners = communicator.reduce([-l.x, -l.y, -l.z, u.x, u.y, u.z], .maximum)
    result.lower = Vector3(-corners[0], -corners[1], -corners[2])
    result.upper = Vector3(corners[3], corners[4], corners[5])
  }

  private func addRotation(of chosen: [Int], to result: inout GroupProperties) {
    let view = atoms.view
    var angular = Vector3.zero
    var torque = Vector3.zero
    var second = SymmetricTensor.zero
    for i in chosen {
      let m = masses[Int(view.type[i])]
      let d = unwrapped(view, i) - result.center
      angular += m * d.cross(Vector3(view.vx[i], view.vy[i], view.vz[i]))
      torque += d.cross(Vector3(view.fx[i], view.fy[i], view.fz[i]))
      second.xx += m * d.x * d.x
      second.yy += m * d.y * d.y
      second.zz += m * d.z * d.z
      second.xy += m * d.x * d.y
      second.xz += m * d.x * d.z
      second.yz += m * d.y * d.z
    }
    let vectors = [angular, torque].flatMap { [$0.x, $0.y, $0.z] }
    let sums = communicator.reduce(vectors + second.components, .sum)
    result.angularMomentum = Vector3(sums[0], sums[1], sums[2])
    result.torque = Vector3(sums[3], sums[4], sums[5])
    second.components = Array(sums[6...])
    let trace = second.trace
    if result.mass > 0 { result.gyrationRadius = (trace / result.mass).squareRoot() }
    result.inertia = SymmetricTensor(
      xx: trace - second.xx, yy: trace - second.yy, zz: trace - second.zz, xy: -second.xy,
      xz: -second.xz, yz: -second.yz)
  }

  /// An attribute of one atom by its id: `id mass type q mol x y z vx vy vz fx fy fz`, positions wrapped.
  /// Nil if there is no such atom or attribute. Collective.
  public func value(of attribute: String, ofAtom id: Int64) -> Double? {
    let view = atoms.view
    var found = 0.0
    var value = 0.0
    for i in 0..<view.owned where view.id[i] == id {
      guard let own = attributeValue(attribute, view, i) else { continue }
      found = 1
      value = own
    }
    let sums = communicator.reduce([found, value], .sum)
    return sums[0] > 0 ? sums[1] : nil
  }

  /// An attribute of each owned atom in storage order, with the same words; nil for others.
  public func values(of attribute: String) -> [Double]? {
    let view = atoms.view
    var values: [Double] = []
    values.reserveCapacity(view.owned)
    for i in 0..<view.owned {
      guard let value = attributeValue(attribute, view, i) else { return nil }
      values.append(value)
    }
    return values
  }

  private func attributeValue(_ attribute: String, _ view: AtomView, _ i: Int) -> Double? {
    switch attribute {
    case "id": Double(view.id[i])
    case "type": Double(view.type[i])
    case "mass": masses[Int(view.type[i])]
    case "q" where view.has(.charge): view.value(.charge, of: i)
    case "mol" where view.has(.molecule): view.value(.molecule, of: i)
    case "x": view.x[i]
    case "y": view.y[i]
    case "z": view.z[i]
    case "vx": view.vx[i]
    case "vy": view.vy[i]
    case "vz": view.vz[i]
    case "fx": view.fx[i]
    case "fy": view.fy[i]
    case "fz": view.fz[i]
    default: nil
    }
  }
}
