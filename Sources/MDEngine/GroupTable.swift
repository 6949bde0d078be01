/// The names of atom groups; each is a bit of an atom's `groups`. At most 32, as in LAMMPS.
public struct GroupTable: Equatable, Sendable {
  private var names: [String] = ["all"]

  /// The group `all` alone.
  public init() {}

  /// The names that are taken, the bit of each being its place.
  public var all: [String?] { names.map { $0.isEmpty ? nil : $0 } }

  /// The mask of a group, nil if there is none of this name.
  public func mask(of name: String) -> UInt32? {
    guard !name.isEmpty, let bit = names.firstIndex(of: name) else { return nil }
    return 1 << UInt32(bit)
  }

  /// The mask of a group, which is made if it is new; nil when 32 exist already.
  public mutating func define(_ name: String) -> UInt32? {
    if let mask = mask(of: name) { return mask }
    if let free = names.firstIndex(of: "") {
      names[free] = name
    } else {
      guard names.count < 32 else { return nil }
      names.append(name)
    }
    return mask(of: name)
  }

  /// Frees the name and its bit; the caller clears the bit of the atoms. `all` stays.
  public mutating func remove(_ name: String) {
    guard name != "all", let bit = names.firstIndex(of: name) else { return }
    names[bit] = ""
  }
}
