import MDCore

/// A frame as a file has it: in the file's orientation, but in Å and eV already.
struct RawFrame {
  var location: FrameLocation
  /// The edge vectors, three of them or none. A vector of length 0 belongs to a dimension that does
  /// not repeat.
  var edges: [Vector3] = []
  var isPeriodic = [false, false, false]
  var elements: [String] = []
  var positions: [Vector3] = []
  var forces: [Vector3]?
  var charges: [Double] = []
  var energy: Double?
  var stress: SymmetricTensor?
  var hasOnlyMeanStress = false
  var group = ""
  var weight = 1.0
  var part: DataPart?

  /// An error of the frame as a whole, or at one of its lines.
  func error(_ message: String, line: Int? = nil) -> InputError {
    location.error(message, line: line)
  }

  /// The structure in LAMMPS's orientation, checked.
  func structure(_ options: StructureReadingOptions) throws -> LabelledStructure {
    guard !positions.isEmpty else { throw error("there is no atom") }
    guard let energy = energy ?? (options.requiresEnergy ? nil : 0) else {
      throw error("there is no energy")
    }
    let (box, orientation) = try cell()
    var structure = LabelledStructure(
      box: box, elements: elements, positions: positions, energy: energy, forces: forces,
      stress: stress, charges: charges, group: group, weight: weight, origin: location)
    structure.hasOnlyMeanStress = hasOnlyMeanStress
    structure.part = part
    if let orientation {
      structure.orientation = orientation
      structure.positions = positions.map(orientation.turned)
      structure.forces = forces.map { $0.map(orientation.turned) }
      structure.stress = stress.map(orientation.turned)
      structure.box.lower = orientation.turned(box.lower)
    }
    try structure.check(options)
    return structure
  }

  /// The cell: that of the file, with what it lacks laid around the atoms.
  private func cell() throws -> (Box, CellOrientation?) {
    let (edges, lower) = try completeEdges()
    guard let (orientation, cell) = CellOrientation.turning(edges) else {
      throw error("the cell has no volume: two of its edges are parallel, or one has no length")
    }
    let tilts = Vector3(cell[1].x, cell[2].x, cell[2].y)
    let boundaries = isPeriodic.map { $0 ? Boundary.periodic : .fixed }
    let box = Box(
      lower: lower, lengths: Vector3(cell[0].x, cell[1].y, cell[2].z), tilts: tilts,
      boundaries: Boundaries(x: boundaries[0], y: boundaries[1], z: boundaries[2]))
    return (box, orientation)
  }

  /// Three edges and the lower corner, in the file's orientation. Where a dimension that does not
  /// repeat has no edge, one is laid across the atoms, with an Å to spare at each end.
  private func completeEdges() throws -> (edges: [Vector3], lower: Vector3) {
    var edges = self.edges.isEmpty ? [Vector3](repeating: .zero, count: 3) : self.edges
    var lower = Vector3.zero
    let missing = (0..<3).filter { edges[$0] == .zero }
    for d in missing {
      guard !isPeriodic[d] else {
        throw error(
          self.edges.isEmpty
            ? "the cell repeats, but its edges are not given (Lattice, or three lines lattice)"
            : "edge \(d + 1) of the cell has no length, though the cell repeats along it")
      }
      let direction = freeDirection(d, edges)
      let along = positions.map { $0.dot(direction) }
      let (low, high) = (along.min()! - 1, along.max()! + 1)
      edges[d] = direction * (high - low)
      lower += direction * low
    }
    return (edges, lower)
  }

  /// A unit vector perpendicular to the edges that there are: the axis of the dimension if none is.
  private func freeDirection(_ d: Int, _ edges: [Vector3]) -> Vector3 {
    let known = edges.filter { $0 != .zero }
    var axes = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    axes.swapAt(0, d)
    if known.count == 2 {
      let normal = known[0].cross(known[1])
      if normal.length > 0 { return normal / normal.length }
    }
    for axis in axes {
      var free = axis
      for edge in known { free -= edge * (edge.dot(axis) / edge.dot(edge)) }
      if free.length > 0.5 { return free / free.length }
    }
    return axes[0]
  }
}

extension FrameLocation {
  /// An error in this frame, at one of its lines or at its first.
  func error(_ message: String, line: Int? = nil) -> InputError {
    InputError(
      "frame \(frame): \(message)", at: SourceLocation(file: file, line: line ?? self.line))
  }
}
