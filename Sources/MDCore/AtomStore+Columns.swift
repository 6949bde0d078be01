/// What atoms of some atom styles have beside their type, under LAMMPS's word for it. Decks ask and dumps tell it;
/// no force depends on it.
public enum AtomProperty: String, CaseIterable, Sendable {
  /// The charge, in that of the proton.
  case charge = "q"
  /// The number of the molecule, from 1; 0 for none.
  case molecule = "mol"

  /// Numbers of molecules are below this, so that a double holds them.
  public static let largestMolecule = 0x1p53
}

/// Names for values that atoms carry along when they migrate and are sorted, such as the positions from
/// which a displacement is measured.
public struct AtomColumns: Equatable, Sendable {
  private var names: [(name: String, width: Int)] = []
  /// How many values each atom carries.
  public private(set) var count = 0
  /// Where ``AtomProperty/charge`` and ``AtomProperty/molecule`` are among them; -1 without.
  private(set) var charge = -1
  private(set) var molecule = -1

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

  /// The properties that atoms have.
  public var properties: [AtomProperty] {
    AtomProperty.allCases.filter { offset(of: $0.rawValue) != nil }
  }

  func width(of name: String) -> Int { names.first { $0.name == name }?.width ?? 0 }

  mutating func add(_ name: String, width: Int) {
    names.append((name, width))
    count += width
    findProperties()
  }

  mutating func remove(_ name: String) {
    count -= width(of: name)
    names.removeAll { $0.name == name }
    findProperties()
  }

  private mutating func findProperties() {
    charge = offset(of: AtomProperty.charge.rawValue) ?? -1
    molecule = offset(of: AtomProperty.molecule.rawValue) ?? -1
  }

  public static func == (a: AtomColumns, b: AtomColumns) -> Bool {
    a.names.elementsEqual(b.names, by: ==)
  }
}

extension AtomStore {
  /// Lets every atom have some properties, 0 until they are written; those that atoms have stay as they are.
  public mutating func add(_ properties: [AtomProperty]) {
    for property in properties where !view.has(property) {
      addColumns(property.rawValue, width: 1)
      let view = view
      for i in 0..<total { view.set(property, of: i, to: 0) }
    }
  }

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

extension AtomView {
  private func column(_ property: AtomProperty) -> Int {
    property == .charge ? chargeColumn : moleculeColumn
  }

  /// Whether atoms have a property.
  public func has(_ property: AtomProperty) -> Bool { column(property) >= 0 }

  /// A property of atom i; 0 if atoms do not have it.
  public func value(_ property: AtomProperty, of i: Int) -> Double {
    has(property) ? extra[i * extraCount + column(property)] : 0
  }

  /// Sets a property of atom i; nothing happens if atoms do not have it.
  public func set(_ property: AtomProperty, of i: Int, to value: Double) {
    if has(property) { extra[i * extraCount + column(property)] = value }
  }
}
