import MDCore
import MDPotentials

extension LabelledStructure {
  /// Atoms closer than this are on one spot, Å, as for the engine.
  static let coincidence = 1e-3

  /// Cells thinner than this between two faces that repeat are mistakes, Å: an atom would have more
  /// neighbours than can be counted.
  static let thinnest = 0.1

  /// Atoms farther away than this are mistakes, Å.
  static let farthest = 1e6

  /// Throws if the structure is none that can be computed or lacks what the caller needs, with file,
  /// line and frame.
  func check(_ options: StructureReadingOptions) throws {
    let count = positions.count
    precondition(elements.count == count, "every atom has an element")
    precondition(forces.map { $0.count == count } ?? true, "every atom has a force or none")
    if forces == nil && options.requiresForces { throw origin.error("there are no forces") }
    if stress == nil && options.requiresStress { throw origin.error("there is no stress") }
    if stress != nil, !(0..<3).contains(where: box.isPeriodic) {
      throw origin.error("a stress is given for a structure without a periodic cell")
    }
    try checkSize()
    try checkElements(options.elements)
    if let (i, j) = coincidingAtoms() {
      throw origin.error(
        "the atoms \(i + 1) and \(j + 1) are on one spot (or their periodic images are)")
    }
  }

  private func checkSize() throws {
    let faces = box.faceDistances
    for d in 0..<3 where box.isPeriodic(d) && !(faces[d] >= Self.thinnest) {
      throw origin.error(
        "the cell is \(faces[d]) Å thin between its faces; is its unit of length the right one?")
    }
    for (i, r) in positions.enumerated() {
      let far = (0..<3).contains { !(abs(r[$0]) <= Self.farthest) }
      guard !far else { throw origin.error("atom \(i + 1) is at \(r.x) \(r.y) \(r.z) Å") }
    }
  }

  private func checkElements(_ allowed: [String]?) throws {
    for symbol in Set(elements).sorted() {
      let first = elements.firstIndex(of: symbol)! + 1
      guard atomicNumber(of: symbol) != nil else {
        throw origin.error("'\(symbol)' (atom \(first)) is not the symbol of an element")
      }
      guard allowed?.contains(symbol) ?? true else {
        throw origin.error(
          "the element \(symbol) (atom \(first)) is not one of the potential's: "
            + allowed!.joined(separator: " "))
      }
    }
  }

  /// Two atoms on one spot, also through the periodic faces; nil if there are none.
  func coincidingAtoms() -> (Int, Int)? {
    let faces = box.faceDistances
    var places = positions.map { box.fractional($0) }
    for i in places.indices {
      for d in 0..<3 where box.isPeriodic(d) { places[i][d] -= places[i][d].rounded(.down) }
    }
    let reach = Self.coincidence / faces.x
    let order = places.indices.sorted { places[$0].x < places[$1].x }
    for (n, i) in order.enumerated() {
      // Onwards to the atoms within reach along a, and over the face to the first ones.
      for m in 1..<max(order.count, 1) {
        let over = n + m >= order.count
        if over && !box.isPeriodic(0) { break }
        let j = order[(n + m) % order.count]
        guard places[j].x + (over ? 1 : 0) - places[i].x <= reach else { break }
        if areOnOneSpot(places[i], places[j]) { return (min(i, j), max(i, j)) }
      }
    }
    return nil
  }

  private func areOnOneSpot(_ a: Vector3, _ b: Vector3) -> Bool {
    var s = a - b
    for d in 0..<3 where box.isPeriodic(d) { s[d] -= s[d].rounded() }
    let r = box.cartesianDisplacement(s)
    return r.dot(r) < Self.coincidence * Self.coincidence
  }
}
