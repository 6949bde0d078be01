import MDCore
import MDDomain

extension DataFileReader {
  mutating func readAtoms(
    _ section: Section, into atoms: inout AtomStore, owns: (Vector3) -> Bool
  ) throws {
    let header = header
    let style = style
    // What the file tells is kept, whatever the deck's atom style is.
    atoms.add(style.properties)
    let before = atoms.owned
    var check = identities
    var store = AtomStore()
    swap(&store, &atoms)
    defer { swap(&store, &atoms) }
    try readLines(of: section, count: header.atoms) { line, types in
      let atom = try Self.atom(&line, style, types, header.box)
      try check.note(atom.id, at: line)
      if owns(atom.position) { store.append(atom) }
    }
    identities = check
    let kept = communicator.reduce(Int64(store.owned - before), .sum)
    guard kept == header.atoms else {
      throw InputError(
        "\(header.atoms - kept) of \(header.atoms) atoms lie in no subdomain",
        at: section.location)
    }
  }

  private static func atom(
    _ line: inout LineWords, _ style: DataFileAtomStyle, _ types: Int, _ box: Box
  ) throws(InputError) -> Atom {
    let words = line.count()
    guard words == style.words || words == style.words + 3 else {
      throw line.error(
        "a line of Atoms in style \(style.rawValue) has \(style.words) words, or \(style.words + 3) with image counts, not \(words); a section may begin too early if there are fewer atoms than the header says"
      )
    }
    let id = try line.integer("the atom id")
    guard id > 0, id < 1 << 62 else {
      throw line.error("an atom id must be above zero and below 2^62, not \(id)")
    }
    let molecule = style.hasMolecule ? try line.integer("the molecule") : 0
    guard Double(molecule).magnitude < AtomProperty.largestMolecule else {
      throw line.error("a molecule must be below 2^53, not \(molecule)")
    }
    let type = try line.integer("the atom type")
    guard type >= 1 && type <= types else {
      throw line.error("atom type \(type) is not between 1 and \(types)")
    }
    let charge = style.hasCharge ? try line.number("the charge") : 0
    var point = Vector3(
      try line.number("x"), try line.number("y"), try line.number("z"))
    var image = SIMD3<Int32>.zero
    if words > style.words {
      for d in 0..<3 {
        let count = try line.integer("an image count")
        guard let small = Int32(exactly: count) else {
          throw line.error("an image count of \(count) is too large")
        }
        // Along other boundaries there are no images; LAMMPS drops the count with a warning.
        image[d] = box.isPeriodic(d) ? small : 0
      }
    }
    let fractional = box.fractional(point)
    for d in 0..<3 {
      let axis = ["x", "y", "z"][d]
      if box.isPeriodic(d) {
        // Beyond this, the image count would not fit.
        guard abs(fractional[d]) < 1e6 else {
          throw line.error("atom \(id) is \(fractional[d]) box lengths from the box along \(axis)")
        }
      } else if box.boundaries[d] == .fixed, fractional[d] < 0 || fractional[d] > 1 {
        throw line.error(
          "atom \(id) lies outside the box along \(axis), where the boundary is not periodic")
      }
    }
    box.wrap(&point, image: &image)
    return Atom(
      id: id, type: Int32(type), position: point, image: image, charge: charge,
      molecule: Double(molecule))
  }

  mutating func readVelocities(_ section: Section, into atoms: inout AtomStore) throws {
    let view = atoms.view
    let order = (0..<view.owned).sorted { view.id[$0] < view.id[$1] }
    var check = IdentityCheck(
      rank: communicator.rank, size: communicator.size, atoms: min(header.atoms, text.length))
    let known = identities
    try readLines(of: section, count: header.atoms) { line, _ in
      let id = try line.integer("the atom id")
      let velocity = Vector3(
        try line.number("vx"), try line.number("vy"), try line.number("vz"))
      guard line.isAtEnd else {
        throw line.error("a line of Velocities has four words: id, vx, vy, vz")
      }
      try check.note(id, at: line)
      try known.expect(id, at: line)
      if let i = Self.index(of: id, in: order, view) {
        (view.vx[i], view.vy[i], view.vz[i]) = (velocity.x, velocity.y, velocity.z)
      }
    }
  }

  private static func index(of id: Int64, in order: [Int], _ view: AtomView) -> Int? {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if view.id[order[middle]] < id { low = middle + 1 } else { high = middle }
    }
    return low < order.count && view.id[order[low]] == id ? order[low] : nil
  }
}

/// Finds ids that occur twice: each rank watches the ids that leave its own number when divided by the
/// number of ranks.
struct IdentityCheck {
  private let rank: Int64
  private let size: Int64
  /// A bit for each small id that this rank watches, and the few large ones.
  private var bits: [UInt64]
  private var large: Set<Int64> = []

  init(rank: Int, size: Int, atoms: Int64) {
    self.rank = Int64(rank)
    self.size = Int64(size)
    // No more than 256 MiB; larger ids are remembered one by one.
    let watched = min(2 * atoms, 1 << 31) / Int64(size)
    bits = [UInt64](repeating: 0, count: Int(watched / 64 + 1))
  }

  /// How much memory the bits take.
  var bytes: Int { bits.count * 8 }

  private func place(_ id: Int64) -> (word: Int, bit: UInt64)? {
    let place = id / size
    guard place / 64 < Int64(bits.count) else { return nil }
    return (Int(place / 64), 1 << UInt64(place % 64))
  }

  /// Takes note of an id; throws on the rank that watches it if it was there before.
  mutating func note(_ id: Int64, at line: LineWords) throws(InputError) {
    guard id > 0 else { throw line.error("an atom id must be above zero, not \(id)") }
    guard id % size == rank else { return }
    let isNew: Bool
    if let (word, bit) = place(id) {
      isNew = bits[word] & bit == 0
      bits[word] |= bit
    } else {
      isNew = large.insert(id).inserted
    }
    guard isNew else { throw line.error("atom id \(id) occurs twice") }
  }

  /// Throws on the rank that watches an id if it was never noted.
  func expect(_ id: Int64, at line: LineWords) throws(InputError) {
    guard id % size == rank else { return }
    let isThere =
      if let (word, bit) = place(id) { bits[word] & bit != 0 } else { large.contains(id) }
    guard isThere else { throw line.error("there is no atom with id \(id)") }
  }
}
