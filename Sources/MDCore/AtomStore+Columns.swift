/// Names for values that atoms carry along when they migrate and are sorted, such as the positions from
/// which a displacement is measured.
public struct AtomColumns: Equatable, Sendable {
  private var names: [(name: String, width: Int)] = []
  /// How many values each atom carries.
  public private(set) var count = 0

  /// None.
  public init() {}

  /// Where the values of a name begin among those of an atom; nil if nobody has defined it.
  public func offset(of name: String) -> Int? {
    var offset = 0
    for entry in names {
      if entry.name == name { return offset }
      offset += entry.width
    }
    return nil
  }

  func width(of name: String) -> Int { names.first { $0.name == name }?.width ?? 0 }

  mutating func add(_ name: String, width: Int) {
    names.append((name, width))
    count += width
  }

  mutating func remove(_ name: String) {
    count -= width(of: name)
    names.removeAll { $0.name == name }
  }

  public static func == (a: AtomColumns, b: AtomColumns) -> Bool {
    a.names.elementsEqual(b.names, by: ==)
  }
}

extension AtomStore {
  /// Lets every atom carry some more values along under a name. They are NaN until they are written,
  /// for atoms that are made later too.
  public mutating func addColumns(_ name: String, width: Int) {
    precondition(columns.offset(of: name) == nil && width > 0, "a name has its columns once")
    let (old, new) = (columns.count, columns.count + width)
    let fresh = AlignedBuffer<Double>(capacity: total * new)
    for i in 0..<total {
      (fresh.pointer + i * new).update(from: extra.pointer + i * old, count: old)
      (fresh.pointer + i * new + old).update(repeating: .nan, count: width)
    }
    extra = fresh
    columns.add(name, width: width)
  }

  /// Frees a name and its values; nothing happens if it is not there.
  public mutating func removeColumns(_ name: String) {
    guard let offset = columns.offset(of: name) else { return }
    let width = columns.width(of: name)
    let (old, new) = (columns.count, columns.count - width)
    let fresh = AlignedBuffer<Double>(capacity: total * new)
    for i in 0..<total {
      let (from, to) = (extra.pointer + i * old, fresh.pointer + i * new)
      to.update(from: from, count: offset)
      (to + offset).update(from: from + offset + width, count: new - offset)
    }
    extra = fresh
    columns.remove(name)
  }

  /// Copies what an atom carries along to another place.
  public mutating func copyColumns(from i: Int, to j: Int) {
    let count = columns.count
    (extra.pointer + j * count).update(from: extra.pointer + i * count, count: count)
  }
}
