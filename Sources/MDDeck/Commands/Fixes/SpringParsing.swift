import MDCore
import MDEngine

/// Fixes that hold atoms or groups in place.
extension FixCommand {
  /// `fix ID group spring/self K [x|y|z|xy|yz|xz|xyz]`
  static func parseSpringSelf(_ arguments: inout Arguments) throws -> Builder {
    let stiffness = try arguments.positiveNumber("K (eV/Angstrom^2)")
    var pulls = "xyz"
    if !arguments.isAtEnd {
      let names = ["xyz", "xy", "yz", "xz", "x", "y", "z"]
      pulls = try arguments.choice("the dimensions", among: names)
    }
    let words = pulls
    return { id, mask, _ in
      try FixSpringSelf(
        id: id, mask: mask, stiffness: stiffness,
        pulls: (words.contains("x"), words.contains("y"), words.contains("z")))
    }
  }

  /// `fix ID group spring tether K x y z R0`, `fix ID group spring couple group2 K x y z R0`
  static func parseSpring(_ arguments: inout Arguments) throws -> Builder {
    let kind = try arguments.choice("the kind", among: ["tether", "couple"])
    let other = kind == "couple" ? try arguments.word("the second group") : nil
    let stiffness = try arguments.number("K (eV/Angstrom^2)")
    var place: [Double?] = []
    for name in ["x", "y", "z"] {
      place.append(try arguments.constantOrNull("\(name) (Angstrom)"))
    }
    let length = try arguments.number("R0 (Angstrom)")
    guard length >= 0 else { throw arguments.error("R0 must not be negative, it is \(length)") }
    let anchor = place
    return { id, mask, context in
      try FixSpring(
        id: id, mask: mask,
        to: try other.map { .group(try context.groups.requiredMask(of: $0)) } ?? .point,
        stiffness: stiffness, place: anchor, length: length)
    }
  }

  /// `fix ID group recenter x y z [shift group] [units box|lattice|fraction]`, x being INIT, NULL or a number
  static func parseRecenter(_ arguments: inout Arguments) throws -> Builder {
    /// A dimension as the deck has it.
    enum Word { case initial, free, number(Double) }
    var words: [Word] = []
    for name in ["x", "y", "z"] {
      if arguments.take("INIT") {
        words.append(.initial)
      } else if arguments.take("NULL") {
        words.append(.free)
      } else {
        words.append(.number(try arguments.number("\(name) (a number, INIT or NULL)")))
      }
    }
    var (shifted, units): (String?, String) = (nil, "lattice")
    while !arguments.isAtEnd {
      if try arguments.choice("keyword", among: ["shift", "units"]) == "shift" {
        shifted = try arguments.word("the group that is shifted")
      } else {
        units = try arguments.choice("units", among: ["lattice", "box", "fraction"])
      }
    }
    let (targets, group, unit) = (words, shifted, units)
    return { id, mask, context in
      let spacing = unit == "lattice" ? context.lattice.spacing : Vector3(repeating: 1)
      return FixRecenter(
        id: id, mask: mask,
        targets: targets.enumerated().map { d, word in
          switch word {
          case .initial: .initial
          case .free: nil
          case .number(let x): unit == "fraction" ? .fraction(x) : .position(x * spacing[d])
          }
        }, shiftedMask: try group.map { try context.groups.requiredMask(of: $0) })
    }
  }
}
