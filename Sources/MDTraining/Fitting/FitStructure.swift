import MDCore

/// A labelled structure as the fit works on it: atoms sorted by element, targets without the energies
/// that no network has to learn.
struct FitStructure: Sendable {
  /// The cell; positions lie in it along the periodic dimensions.
  let box: Box
  let positions: [Vector3]
  /// Of each atom, an index into the design's elements; ascending.
  let elements: [Int32]
  /// Where the atoms of each element stand.
  let ranges: [Range<Int>]
  /// eV, without the energies of atoms and the offset of the data set.
  var energy: Double
  /// eV/Å, three numbers an atom; nil without forces.
  var forces: [Double]?
  /// eV/Å³, xx yy zz xy xz yz, or their mean alone; nil without stress or where it is not fitted.
  let stress: [Double]?
  /// How much it counts.
  var weight: Double
  let group: String
  let origin: FrameLocation
  /// Which data set it comes from.
  let dataset: Int
  /// What sorts the atoms: place → index in the file.
  let order: [Int]

  var count: Int { positions.count }
  var volume: Double { box.volume }

  /// - Throws: ``InputError`` for an element that the networks do not know, or two atoms on one spot.
  init(_ source: LabelledStructure, symbols: [String], dataset: Int, usesStress: Bool) throws {
    let kinds = try source.elements.map { symbol in
      guard let index = symbols.firstIndex(of: symbol) else {
        throw InputError(
          "\(source.origin): the element \(symbol) is not one of those of the networks: "
            + symbols.joined(separator: " "))
      }
      return Int32(index)
    }
    let order = kinds.indices.sorted { (kinds[$0], $0) < (kinds[$1], $1) }
    self.order = order
    box = source.box
    positions = order.map { atom in
      var (r, image) = (source.positions[atom], SIMD3<Int32>.zero)
      source.box.wrap(&r, image: &image)
      return r
    }
    let sorted = order.map { kinds[$0] }
    elements = sorted
    ranges = symbols.indices.map { element in
      let first = sorted.firstIndex { $0 >= Int32(element) } ?? sorted.count
      let end = sorted.firstIndex { $0 > Int32(element) } ?? sorted.count
      return first..<end
    }
    energy = source.energy
    forces = source.forces.map { forces in
      order.flatMap { [forces[$0].x, forces[$0].y, forces[$0].z] }
    }
    stress =
      !usesStress
      ? nil
      : source.hasOnlyMeanStress ? source.stress.map { [$0.trace / 3] } : source.stress?.components
    weight = source.weight
    group = source.group
    origin = source.origin
    self.dataset = dataset
  }

  /// Numbers that a fit compares: one energy, forces, stress.
  var rowCount: Int { 1 + (forces?.count ?? 0) + (stress?.count ?? 0) }
}
