import MDCore

/// Structures as bytes, to be sent to other ranks of the same run.
struct StructurePacker {
  private(set) var bytes: [UInt8] = []

  /// Adds a structure.
  mutating func pack(_ s: LabelledStructure) {
    add(s.origin.file)
    add(s.group)
    add(s.part?.rawValue ?? "")
    add([Int64(s.origin.frame), Int64(s.origin.line), Int64(s.count), Int64(s.charges.count)])
    let flags: [Bool] = [
      s.forces != nil, s.stress != nil, s.hasOnlyMeanStress, s.orientation != nil,
      s.box.isPeriodic(0), s.box.isPeriodic(1), s.box.isPeriodic(2),
    ]
    add(flags.map { $0 ? Int64(1) : 0 })
    add([s.energy, s.weight])
    add([s.box.lower, s.box.lengths, s.box.tilts])
    if let stress = s.stress { add(stress.components) }
    if let o = s.orientation { add([o.x, o.y, o.z]) }
    addElements(s.elements)
    add(s.positions)
    if let forces = s.forces { add(forces) }
    add(s.charges)
  }

  private mutating func add<T: BitwiseCopyable>(_ values: [T]) {
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private mutating func add(_ vectors: [Vector3]) {
    for v in vectors { add([v.x, v.y, v.z]) }
  }

  private mutating func add(_ text: String) {
    add([Int64(text.utf8.count)])
    bytes.append(contentsOf: text.utf8)
  }

  /// The symbols that occur, then a number for each atom.
  private mutating func addElements(_ elements: [String]) {
    let symbols = Array(Set(elements)).sorted()
    add(symbols.joined(separator: " "))
    let number = Dictionary(uniqueKeysWithValues: zip(symbols, 0...))
    bytes.append(contentsOf: elements.map { UInt8(truncatingIfNeeded: number[$0]!) })
  }
}

/// Takes structures out of what a ``StructurePacker`` made.
struct StructureUnpacker {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next structure, nil after the last.
  mutating func next() -> LabelledStructure? {
    guard place < bytes.count else { return nil }
    let (file, group, part) = (text(), text(), text())
    let sizes = values(4, of: Int64.self).map { Int($0) }
    let flags = values(7, of: Int64.self).map { $0 == 1 }
    let numbers = values(2, of: Double.self)
    let cell = vectors(3)
    let boundaries = flags[4...].map { $0 ? Boundary.periodic : .fixed }
    let box = Box(
      lower: cell[0], lengths: cell[1], tilts: cell[2],
      boundaries: Boundaries(x: boundaries[0], y: boundaries[1], z: boundaries[2]))
    var stress: SymmetricTensor?
    if flags[1] {
      var tensor = SymmetricTensor.zero
      tensor.components = values(6, of: Double.self)
      stress = tensor
    }
    var orientation: CellOrientation?
    if flags[3] {
      let axes = vectors(3)
      orientation = CellOrientation(x: axes[0], y: axes[1], z: axes[2])
    }
    let elements = elements(sizes[2])
    let positions = vectors(sizes[2])
    let forces = flags[0] ? vectors(sizes[2]) : nil
    let charges = values(sizes[3], of: Double.self)
    var structure = LabelledStructure(
      box: box, elements: elements, positions: positions, energy: numbers[0], forces: forces,
      stress: stress, charges: charges, group: group, weight: numbers[1],
      origin: FrameLocation(file: file, frame: sizes[0], line: sizes[1]))
    structure.hasOnlyMeanStress = flags[2]
    structure.orientation = orientation
    structure.part = DataPart(rawValue: part)
    return structure
  }

  private mutating func values<T: BitwiseCopyable>(_ count: Int, of type: T.Type) -> [T] {
    let stride = MemoryLayout<T>.stride
    defer { place += count * stride }
    return bytes.withUnsafeBytes { raw in
      (0..<count).map { raw.loadUnaligned(fromByteOffset: place + $0 * stride, as: T.self) }
    }
  }

  private mutating func vectors(_ count: Int) -> [Vector3] {
    let v = values(3 * count, of: Double.self)
    return (0..<count).map { Vector3(v[3 * $0], v[3 * $0 + 1], v[3 * $0 + 2]) }
  }

  private mutating func text() -> String {
    let count = Int(values(1, of: Int64.self)[0])
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  private mutating func elements(_ count: Int) -> [String] {
    let symbols = text().split(separator: " ").map(String.init)
    return values(count, of: UInt8.self).map { symbols[Int($0)] }
  }
}
