import MDCore
import MDTrajectory

/// Which atoms lie in cubic or hexagonal diamond: extended common-neighbour analysis (Maras, Trushin, Stukowski,
/// Ala-Nissila and Jónsson, Comput. Phys. Commun. 205, 13 (2016)).
///
/// The second shell of an atom in diamond is that of a close-packed crystal: twelve atoms. Their common-neighbour
/// signatures tell cubic diamond (twelve of 421) from hexagonal (six of 421 and six of 422). Atoms that are not
/// of a crystal themselves, but bonded to one that is, or bonded to such a one, are told apart.
enum DiamondStructure: Int, CaseIterable, Sendable {
  case other, cubic, cubicFirst, cubicSecond, hexagonal, hexagonalFirst, hexagonalSecond

  var name: String {
    switch self {
    case .other: "other"
    case .cubic: "cubic diamond"
    case .cubicFirst: "cubic diamond, first neighbour"
    case .cubicSecond: "cubic diamond, second neighbour"
    case .hexagonal: "hexagonal diamond"
    case .hexagonalFirst: "hexagonal diamond, first neighbour"
    case .hexagonalSecond: "hexagonal diamond, second neighbour"
    }
  }

  /// The structure of each atom of a frame.
  ///
  /// - Parameter reach: Å within which the four nearest atoms are looked for.
  static func identify(_ frame: Frame, reach: Double) -> [DiamondStructure] {
    let nearest = BondTable(frame, nearest: 4, within: reach)
    var result = (0..<frame.count).map { center($0, nearest) }
    mark(&result, nearest, from: .cubic, .hexagonal, as: .cubicFirst, .hexagonalFirst)
    mark(&result, nearest, from: .cubicFirst, .hexagonalFirst, as: .cubicSecond, .hexagonalSecond)
    return result
  }

  /// Names what is not named yet and bonded to an atom of a kind; cubic comes first.
  private static func mark(
    _ result: inout [DiamondStructure], _ nearest: BondTable, from cubic: DiamondStructure,
    _ hexagonal: DiamondStructure, as newCubic: DiamondStructure, _ newHexagonal: DiamondStructure
  ) {
    let before = result
    for atom in before.indices {
      for bond in nearest.of(atom) where result[Int(bond.atom)] == .other {
        if before[atom] == cubic { result[Int(bond.atom)] = newCubic }
      }
    }
    for atom in before.indices {
      for bond in nearest.of(atom) where result[Int(bond.atom)] == .other {
        if before[atom] == hexagonal { result[Int(bond.atom)] = newHexagonal }
      }
    }
  }

  /// Cubic, hexagonal or other, from the second shell of an atom.
  private static func center(_ atom: Int, _ nearest: BondTable) -> DiamondStructure {
    let first = nearest.of(atom)
    guard first.count == 4 else { return .other }
    var second: [Vector3] = []
    for bond in first {
      var returns = false
      for next in nearest.of(Int(bond.atom)) {
        if Int(next.atom) == atom && next.image == 0 &- bond.image {
          returns = true
        } else {
          second.append(bond.vector + next.vector)
        }
      }
      guard returns, second.count % 3 == 0 else { return .other }
    }
    guard second.count == 12 else { return .other }
    // Halfway between the second shell and the next of its kind, √2 farther out.
    let mean = second.reduce(0) { $0 + $1.length } / 12
    let limit = mean * (1 + 2.0.squareRoot()) / 2
    var joined = [UInt16](repeating: 0, count: 12)
    for i in 0..<12 {
      for j in 0..<i where (second[i] - second[j]).length < limit {
        joined[i] |= 1 << j
        joined[j] |= 1 << i
      }
    }
    return classify(joined)
  }

  private static func classify(_ joined: [UInt16]) -> DiamondStructure {
    var straight = 0, bent = 0
    for i in 0..<12 {
      let common = joined[i]
      guard common.nonzeroBitCount == 4 else { return .other }
      // Bonds among the four common neighbours, as counted from both ends.
      let members = (0..<12).filter { common & 1 << $0 != 0 }
      let degrees = members.map { (joined[$0] & common).nonzeroBitCount }
      guard degrees.reduce(0, +) == 4 else { return .other }
      // Two bonds that share an atom are a chain of two (422), else there are two chains of one (421).
      if degrees.contains(2) { bent += 1 } else { straight += 1 }
    }
    if straight == 12 { return .cubic }
    return straight == 6 && bent == 6 ? .hexagonal : .other
  }
}
