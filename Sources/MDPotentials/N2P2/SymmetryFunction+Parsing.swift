import MDCore
import MDKernels

extension SymmetryFunction {
  /// The words of a line after `symfunction_short` and what they mean.
  private struct Reader {
    let line: DataLine
    let elements: [String]
    var next = 0

    mutating func element(_ meaning: String) throws -> Int {
      let word = try line.word(next, meaning)
      next += 1
      guard let index = elements.firstIndex(of: word) else {
        throw line.error(
          "'\(word)' is not one of the elements \(elements.joined(separator: " ")); "
            + "\(meaning) is expected here")
      }
      return index
    }

    mutating func number(_ meaning: String) throws -> Double {
      defer { next += 1 }
      return try line.number(next, meaning)
    }

    mutating func word(_ meaning: String) throws -> String {
      defer { next += 1 }
      return try line.word(next, meaning)
    }
  }

  /// Reads the arguments of `symfunction_short`.
  ///
  /// - Returns: the index of the central element, the function, and words that are left over.
  static func parse(_ line: DataLine, elements: [String]) throws
    -> (center: Int, function: SymmetryFunction, leftOver: [String])
  {
    var reader = Reader(line: line, elements: elements)
    let center = try reader.element("the central element")
    let type = try line.integer(1, "the type of the symmetry function")
    reader.next = 2
    guard let kind = Kind(rawValue: type) else {
      let types = Kind.allCases.map { String($0.rawValue) }.joined(separator: ", ")
      throw line.error("unknown symmetry function type \(type); there are \(types)")
    }
    var neighbors: [Int] = []
    if !kind.isWeighted {
      neighbors.append(try reader.element("the neighbour's element"))
      if kind.isAngular {
        neighbors.append(try reader.element("the second neighbour's element"))
        neighbors.sort()
      }
    }
    let function =
      kind.isCompact
      ? try compact(kind, neighbors, &reader) : try gaussian(kind, neighbors, &reader)
    return (center, function, Array(line.words.dropFirst(reader.next)))
  }

  /// Types 2, 3, 9, 12 and 13, whose parameters stand in three orders.
  private static func gaussian(_ kind: Kind, _ neighbors: [Int], _ reader: inout Reader) throws
    -> SymmetryFunction
  {
    let eta = try reader.number("eta")
    var shift = 0.0
    var angular = AngularPart.none
    let cutoff: Double
    switch kind {
    case .narrowAngular, .wideAngular:
      angular = .power(lambda: try reader.number("lambda"), zeta: try reader.number("zeta"))
      cutoff = try reader.number("the cutoff radius")
      // n2p2 looks at shifts of these types only if they are positive.
      if reader.next < reader.line.words.count {
        shift = max(0, try reader.number("the shift rs"))
      }
    case .weightedNarrowAngular:
      shift = try reader.number("the shift rs")
      angular = .power(lambda: try reader.number("lambda"), zeta: try reader.number("zeta"))
      cutoff = try reader.number("the cutoff radius")
    default:
      shift = try reader.number("the shift rs")
      cutoff = try reader.number("the cutoff radius")
    }
    guard eta >= 0 else { throw reader.line.error("eta is \(eta), but it must not be negative") }
    try checkCutoff(cutoff, reader.line)
    if case .power(_, let zeta) = angular, zeta <= 0 {
      throw reader.line.error("zeta is \(zeta), but it must be positive")
    }
    return SymmetryFunction(
      kind: kind, neighbors: neighbors, radial: .gaussian(eta: eta, shift: shift),
      angular: angular, cutoff: cutoff, subtype: "", line: reader.line.location.line)
  }

  /// Types 20 to 25.
  private static func compact(_ kind: Kind, _ neighbors: [Int], _ reader: inout Reader) throws
    -> SymmetryFunction
  {
    let lower = try reader.number("the lower radius rl")
    let cutoff = try reader.number("the cutoff radius")
    var angular = AngularPart.none
    if kind.isAngular {
      let left = try reader.number("the left angle in degrees")
      let right = try reader.number("the right angle in degrees")
      try checkAngles(left, right, reader.line)
      angular = .compact(left: left, right: right)
    }
    let subtype = try reader.word("the subtype (p1 to p4, p1a to p4a, or e)")
    try checkCutoff(cutoff, reader.line)
    guard lower < cutoff else {
      throw reader.line.error("the lower radius \(lower) is not below the cutoff radius \(cutoff)")
    }
    guard let (core, isAsymmetric) = core(of: subtype) else {
      throw reader.line.error(
        "unknown subtype '\(subtype)'; there are p1 to p4, p1a to p4a, and e")
    }
    return SymmetryFunction(
      kind: kind, neighbors: neighbors,
      radial: .compact(core, isAsymmetric: isAsymmetric, lower: lower),
      angular: angular, cutoff: cutoff, subtype: subtype, line: reader.line.location.line)
  }

  private static func core(of subtype: String) -> (CoreFunction, isAsymmetric: Bool)? {
    switch subtype {
    case "p1": (.polynomial1, false)
    case "p2": (.polynomial2, false)
    case "p3": (.polynomial3, false)
    case "p4": (.polynomial4, false)
    case "p1a": (.polynomial1, true)
    case "p2a": (.polynomial2, true)
    case "p3a": (.polynomial3, true)
    case "p4a": (.polynomial4, true)
    case "e": (.exponential, false)
    default: nil
    }
  }

  private static func checkCutoff(_ cutoff: Double, _ line: DataLine) throws {
    guard cutoff > 0 else {
      throw line.error("the cutoff radius is \(cutoff), but it must be positive")
    }
  }

  private static func checkAngles(_ left: Double, _ right: Double, _ line: DataLine) throws {
    guard left < right else {
      throw line.error("the left angle \(left) is not below the right angle \(right)")
    }
    let center = (left + right) / 2
    let isWithin = (left >= 0 || center == 0) && (right <= 180 || center == 180)
    guard isWithin, right - left <= 360 else {
      throw line.error(
        "the angles \(left) to \(right) must lie within 0 to 180, or around 0 or 180 and span no "
          + "more than 360 degrees")
    }
  }
}
