import MDCore

/// One moment of a trajectory: the box and its atoms, in the order of their ids.
public struct Frame: Sendable {
  /// Its place in the file, from 1.
  public var number: Int
  /// The step, where the file tells it.
  public var step: Int64?
  /// The time in ps, where the file tells it.
  public var time: Double?
  /// The cell, in LAMMPS's orientation; frames of programs with another one are rotated.
  public var box: Box
  /// The ids; 1, 2, … where the file has none.
  public var ids: [Int64] = []
  /// What each atom is, as a place in `speciesNames`.
  public var species: [Int32] = []
  /// Names of the kinds of atoms: elements where the file or the user names them, else type numbers.
  public var speciesNames: [String] = []
  /// g/mol by kind; nil where neither the file nor the element's name tells.
  public var masses: [Double?] = []
  /// Å, inside the box along its periodic dimensions.
  public var positions: [Vector3] = []
  /// How often each atom has crossed the periodic faces: `position + box.shift(image)` is its path
  /// without jumps. Nil where the file does not tell.
  public var images: [SIMD3<Int32>]?
  /// Whether the file has paths without jumps (`xu yu zu`), from which the images follow.
  public var isUnwrapped = false
  /// Å/ps.
  public var velocities: [Vector3]?
  /// The potential energy of all atoms, eV.
  public var energy: Double?

  /// A frame without atoms.
  public init(number: Int, box: Box) {
    self.number = number
    self.box = box
  }

  /// The number of atoms.
  public var count: Int { positions.count }

  /// The path of an atom without jumps at the faces, Å.
  public func unwrapped(_ atom: Int) -> Vector3 {
    guard let images else { return positions[atom] }
    return positions[atom] + box.shift(images[atom])
  }

  /// Takes atoms into the box, unless they stay where the file has them, which may change their images, and
  /// sorts them by id.
  mutating func arrange(keepsImages: Bool, wraps: Bool = true) {
    if wraps {
      var images = self.images ?? Array(repeating: .zero, count: count)
      for i in positions.indices { box.wrap(&positions[i], image: &images[i]) }
      self.images = keepsImages ? images : nil
    }
    if ids.isEmpty { ids = (0..<count).map { Int64($0 + 1) } }
    guard zip(ids, ids.dropFirst()).contains(where: { $0 > $1 }) else { return }
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    ids = order.map { ids[$0] }
    species = order.map { species[$0] }
    positions = order.map { positions[$0] }
    if let images = self.images { self.images = order.map { images[$0] } }
    if let velocities { self.velocities = order.map { velocities[$0] } }
  }
}
