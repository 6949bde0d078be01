import MDCore

/// `compute ID group property/atom WORD…`: attributes of each atom of a group, a column each.
public struct ComputePropertyPerAtom: Compute {
  /// An attribute: positions in Å as the atom is stored, in parts of the box (`xs`), with the images undone (`xu`),
  /// velocities in Å/ps, forces in eV/Å, masses in g/mol, charges and molecules.
  public enum Property: String, CaseIterable, Sendable {
    case id, type, mass, q, mol, x, y, z, xs, ys, zs, xu, yu, zu, ix, iy, iz, vx, vy, vz, fx, fy, fz
  }

  public let id: String
  public var style: String { "property/atom" }
  public var perAtomColumns: Int { properties.count }
  let mask: UInt32
  let properties: [Property]

  /// Some attributes of the atoms of a group.
  public init(id: String, mask: UInt32 = 1, properties: [Property]) {
    self.id = id
    self.mask = mask
    self.properties = properties
  }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let view = state.atoms.view
    let box = state.box
    let property = properties[column]
    return (0..<view.owned).map { i in
      guard view.groups[i] & mask != 0 else { return 0 }
      switch property {
      case .id: return Double(view.id[i])
      case .type: return Double(view.type[i])
      case .mass: return state.masses[Int(view.type[i])]
      case .q: return view.value(.charge, of: i)
      case .mol: return view.value(.molecule, of: i)
      case .x: return view.x[i]
      case .y: return view.y[i]
      case .z: return view.z[i]
      case .xs: return box.fractional(view.position(i)).x
      case .ys: return box.fractional(view.position(i)).y
      case .zs: return box.fractional(view.position(i)).z
      case .xu: return state.unwrapped(view, i).x
      case .yu: return state.unwrapped(view, i).y
      case .zu: return state.unwrapped(view, i).z
      case .ix: return Double(view.image(i).x)
      case .iy: return Double(view.image(i).y)
      case .iz: return Double(view.image(i).z)
      case .vx: return view.vx[i]
      case .vy: return view.vy[i]
      case .vz: return view.vz[i]
      case .fx: return view.fx[i]
      case .fy: return view.fy[i]
      case .fz: return view.fz[i]
      }
    }
  }
}
