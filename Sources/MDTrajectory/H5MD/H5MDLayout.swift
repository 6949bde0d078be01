import MDCore

/// What stays the same in all frames of an H5MD file, and where a row has what.
struct H5MDLayout {
  let atoms: Int
  let isTriclinic: Bool
  let boundaries: Boundaries
  let columns: [Column]
  /// Bytes of a row.
  let stride: Int
  let observables: [(name: String, unit: String?)]
  let options: H5MDOptions

  /// Where the rows hold an element.
  struct Column {
    let element: H5MDElement
    let number: H5MDElement.Number
    let offset: Int
    var bytes: Int { number.size * element.components }
  }

  init(
    atoms: Int, box: Box, elements: [H5MDElement], observables: [H5MDObservable],
    options: H5MDOptions
  ) {
    self.atoms = atoms
    self.isTriclinic = box.isTriclinic
    self.boundaries = box.boundaries
    self.options = options
    self.observables = observables.map { ($0.name, $0.unit) }
    var offset = 0
    var columns: [Column] = []
    for element in elements {
      let column = Column(
        element: element, number: element.number(singlePrecision: options.singlePrecision),
        offset: offset)
      columns.append(column)
      offset += column.bytes
    }
    self.columns = columns
    // The type travels too, so that a change of the atoms is noticed.
    stride = offset + 4
  }

  /// Where a row holds the atom type.
  var typeOffset: Int { stride - 4 }

  /// The shape of the edges of a frame: three lengths, or three vectors as rows.
  var edgesShape: [Int] { isTriclinic ? [3, 3] : [3] }

  /// The edges of a box in that shape.
  func edges(of box: Box) -> [Double] {
    guard isTriclinic else { return [box.lengths.x, box.lengths.y, box.lengths.z] }
    let (a, b, c) = box.edges
    return [a, b, c].flatMap { [$0.x, $0.y, $0.z] }
  }

  /// The names of atom types and the number of each name: the first type that has it.
  var species: [(name: String, value: Int32)] {
    var result: [(name: String, value: Int32)] = []
    for (i, name) in options.elementNames.enumerated()
    where !result.contains(where: { $0.name == name }) {
      result.append((name, Int32(i + 1)))
    }
    return result
  }

  /// What stands for an atom type in `species`, by type; index 0 is not used.
  var speciesOfType: [Int32] {
    [0]
      + options.elementNames.map { name in
        Int32(options.elementNames.firstIndex(of: name)! + 1)
      }
  }
}
