import MDCore

/// Writes labelled structures in the formats that ``StructureFile`` reads, with all digits and in the
/// orientation of the file that they came from.
public struct StructureWriter: Sendable {
  /// The format.
  public var format: StructureFormat
  /// The unit of length of n2p2's files for an Å (`cflength`).
  public var lengthFactor = 1.0
  /// The unit of energy of n2p2's files for an eV (`cfenergy`).
  public var energyFactor = 1.0

  /// What a potential says of a structure, for extended XYZ: keys of the second line and columns.
  public struct Additions: Sendable {
    /// Keys and their values, which are quoted where need be.
    public var keys: [(key: String, value: String)] = []
    /// Vectors in our orientation, one an atom.
    public var vectors: [(name: String, values: [Vector3])] = []
    /// Numbers, one an atom.
    public var numbers: [(name: String, values: [Double])] = []

    /// Nothing.
    public init() {}
  }

  /// A writer of a format.
  public init(format: StructureFormat) { self.format = format }

  /// Writes a file, which appears when it is whole.
  ///
  /// - Parameter additions: one for each structure, or none; extended XYZ only.
  /// - Throws: ``InputError`` for what the format cannot hold, or if the file cannot be written.
  public func write(
    _ structures: [LabelledStructure], to path: String, additions: [Additions] = []
  ) throws {
    precondition(additions.isEmpty || additions.count == structures.count, "one each, or none")
    var all = ""
    for (n, structure) in structures.enumerated() {
      all += try text(of: structure, adding: additions.isEmpty ? Additions() : additions[n])
    }
    try TextOutput.write(all, to: path)
  }

  /// The frame of one structure.
  public func text(of structure: LabelledStructure, adding additions: Additions = Additions())
    throws -> String
  {
    switch format {
    case .extendedXYZ: return extendedXYZ(structure, additions)
    case .n2p2: return try n2p2(structure)
    }
  }

  /// A vector of the structure in the orientation of its file.
  private func original(_ v: Vector3, _ s: LabelledStructure) -> Vector3 {
    s.orientation?.turnedBack(v) ?? v
  }

  private func edges(_ s: LabelledStructure) -> [Vector3] {
    let (a, b, c) = s.box.edges
    return [a, b, c].map { original($0, s) }
  }

  private func words(_ v: Vector3) -> String { "\(v.x) \(v.y) \(v.z)" }

  private func stressText(_ s: LabelledStructure) -> String? {
    guard let stress = s.stress else { return nil }
    if s.hasOnlyMeanStress { return "mean_stress_ev_per_A3=\(stress.xx)" }
    return "stress=\"\(Self.nine(s.orientation?.turnedBack(stress) ?? stress))\""
  }

  /// The nine numbers of a tensor, row by row.
  static func nine(_ t: SymmetricTensor) -> String {
    [t.xx, t.xy, t.xz, t.xy, t.yy, t.yz, t.xz, t.yz, t.zz].map { "\($0)" }
      .joined(separator: " ")
  }

  /// A value as the second line takes it.
  static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.allSatisfy { !$0.isWhitespace && !"\"'=\\{}[],".contains($0) }
    if isPlain { return value }
    let escaped = value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }

  // MARK: - Extended XYZ

  private func extendedXYZ(_ s: LabelledStructure, _ additions: Additions) -> String {
    var properties = "species:S:1:pos:R:3"
    if s.forces != nil { properties += ":forces:R:3" }
    if !s.charges.isEmpty { properties += ":charges:R:1" }
    for column in additions.vectors { properties += ":\(column.name):R:3" }
    for column in additions.numbers { properties += ":\(column.name):R:1" }
    var keys: [String] = []
    let repeats = (0..<3).map { s.box.isPeriodic($0) }
    if repeats.contains(true) || s.box.lower == .zero {
      keys.append("Lattice=\"\(edges(s).map(words).joined(separator: " "))\"")
    }
    keys += ["Properties=\(properties)", "energy=\(s.energy)"]
    if let stress = stressText(s) { keys.append(stress) }
    keys.append("group=\(Self.quoted(s.group))")
    if s.weight != 1 { keys.append("weight=\(s.weight)") }
    keys += additions.keys.map { "\($0.key)=\(Self.quoted($0.value))" }
    keys.append("pbc=\"\(repeats.map { $0 ? "T" : "F" }.joined(separator: " "))\"")
    var text = "\(s.count)\n" + keys.joined(separator: " ") + "\n"
    for i in 0..<s.count {
      text += "\(s.elements[i]) \(words(original(s.positions[i], s)))"
      if let forces = s.forces { text += " \(words(original(forces[i], s)))" }
      if !s.charges.isEmpty { text += " \(s.charges[i])" }
      for column in additions.vectors { text += " \(words(original(column.values[i], s)))" }
      for column in additions.numbers { text += " \(column.values[i])" }
      text += "\n"
    }
    return text
  }

  // MARK: - n2p2

  private func n2p2(_ s: LabelledStructure) throws -> String {
    guard let forces = s.forces else {
      throw InputError("\(s.origin): input.data needs forces, which this structure lacks")
    }
    let repeats = (0..<3).map { s.box.isPeriodic($0) }
    guard Set(repeats).count == 1 else {
      throw InputError(
        "\(s.origin): input.data has cells that repeat in all dimensions or in none")
    }
    var comment = "group=\(Self.quoted(s.group))"
    if s.weight != 1 { comment += " weight=\(s.weight)" }
    if let stress = stressText(s) { comment += " " + stress }
    var text = "begin\ncomment \(comment)\n"
    if repeats[0] {
      for edge in edges(s) { text += "lattice \(words(edge * lengthFactor))\n" }
    }
    let forceFactor = energyFactor / lengthFactor
    for i in 0..<s.count {
      let r = words(original(s.positions[i], s) * lengthFactor)
      let f = words(original(forces[i], s) * forceFactor)
      text += "atom \(r) \(s.elements[i]) \(s.charges.isEmpty ? 0 : s.charges[i]) 0 \(f)\n"
    }
    return text + "energy \(s.energy * energyFactor)\ncharge 0\nend\n"
  }
}
