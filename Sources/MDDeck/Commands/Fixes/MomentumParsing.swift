import MDCore
import MDEngine

extension FixCommand {
  /// `fix ID group momentum N [linear xflag yflag zflag] [angular] [rescale]`
  static func parseMomentum(_ arguments: inout Arguments) throws -> Builder {
    let interval = try arguments.integer("the steps between corrections", atLeast: 1)
    var linear: (x: Bool, y: Bool, z: Bool)?
    var angular = false
    var rescales = false
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["linear", "angular", "rescale"]) {
      case "linear":
        let x = try zeroOrOne(&arguments, "x")
        let y = try zeroOrOne(&arguments, "y")
        linear = (x, y, try zeroOrOne(&arguments, "z"))
      case "angular": angular = true
      default: rescales = true
      }
    }
    guard linear != nil || angular else {
      throw arguments.error("give linear xflag yflag zflag, angular, or both")
    }
    let flags = linear
    let (rotation, scaling) = (angular, rescales)
    return { id, mask, _ in
      try FixMomentum(
        id: id, mask: mask, interval: Int64(interval), linear: flags, angular: rotation,
        rescales: scaling)
    }
  }

  private static func zeroOrOne(_ arguments: inout Arguments, _ dimension: String) throws -> Bool {
    let value = try arguments.integer("the flag for \(dimension) (0 or 1)", atLeast: 0)
    guard value <= 1 else {
      throw arguments.error("the flag for \(dimension) must be 0 or 1, not \(value)")
    }
    return value == 1
  }
}
