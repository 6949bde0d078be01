import Foundation
import MDCore
import MDEngine

/// Variables with a value for each atom: `variable NAME atom FORMULA`.
///
/// Where a formula has no value (a division by zero, the root of a negative number) an atom gets infinity or
/// no number, so that ranks never part.
extension VariableTable {
  /// Whether a name is that of an atom variable.
  public func isPerAtom(_ name: String) -> Bool { variables[name]?.style == "atom" }

  /// The values of an atom variable for the owned atoms of this rank, or the number of an equal or internal
  /// variable for all of them. Collective.
  ///
  /// - Throws: ``InputError`` without a place for a variable of another style and for what a formula names
  ///   and there is not.
  func atomNumbers(_ name: String, _ quantities: any QuantityProvider) throws -> AtomNumbers {
    guard let variable = variables[name] else { throw undefined(name) }
    guard isPerAtom(name) || isNumeric(name) else {
      throw InputError(
        "the variable '\(name)' has style \(variable.style); it must be an atom or equal variable here"
      )
    }
    return try atomNumbers(.variable(name), Scope(quantities: quantities))
  }

  /// What stands in the formula of a variable and in those of the variables that it asks, each with the variable in
  /// which it stands.
  func formulaParts(of name: String) -> [(variable: String, part: Expression)] {
    var parts: [(variable: String, part: Expression)] = []
    var seen: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      let leaves =
        switch variables[next] {
        case .equal(let formula), .atom(let formula): formula.leaves
        default: [Expression]()
        }
      for leaf in leaves {
        parts.append((next, leaf))
        if case .variable(let inner) = leaf { open.append(inner) }
      }
    }
    return parts
  }

  /// Throws if the formula of a variable asks for the variable itself, also through other variables.
  func checkForCircles(from name: String) throws(InputError) {
    var asked: [String: [String]] = [:]
    for (variable, part) in formulaParts(of: name) {
      if case .variable(let inner) = part { asked[variable, default: []].append(inner) }
    }
    var isDone: Set<String> = []
    func follow(_ name: String, _ path: [String]) throws(InputError) {
      guard !path.contains(name) else { throw Self.dependsOnItself(name, path) }
      if isDone.contains(name) { return }
      for inner in asked[name] ?? [] { try follow(inner, path + [name]) }
      isDone.insert(name)
    }
    try follow(name, [])
  }

  /// What is said where the evaluation of a variable leads back to it.
  static func dependsOnItself(_ name: String, _ path: [String]) -> InputError {
    InputError(
      "the variable '\(name)' depends on itself: \((path + [name]).joined(separator: " → "))")
  }

  /// The computes that the formula of a variable asks, itself or through other variables.
  func computesAsked(by name: String) -> Set<String> {
    Set(
      formulaParts(of: name).compactMap {
        switch $0.part {
        case .compute(let id, _), .reduced(_, ofFix: false, let id, _): id
        default: nil
        }
      })
  }

  private func atomNumbers(_ expression: Expression, _ scope: Scope) throws -> AtomNumbers {
    switch expression {
    case .variable(let name):
      guard case .atom(let formula) = variables[name] else { break }
      return try atomNumbers(formula, scope.entering(name))
    case .negated(let inner): return try atomNumbers(inner, scope).map { -$0 }
    case .not(let inner): return try atomNumbers(inner, scope).map { $0 == 0 ? 1 : 0 }
    case .binary(let binary, let left, let right):
      return .combine(
        try atomNumbers(left, scope), try atomNumbers(right, scope), binary.unchecked)
    case .function(let function, let arguments):
      return try atomNumbers(function, arguments.map { try atomNumbers($0, scope) }, scope)
    case .eachAtom(let attribute): return .each(try known(scope.quantities.atoms(attribute)))
    case .mask(let group, let region):
      return .each(try known(scope.quantities.mask(group: group, region: region)))
    case .compute(let id, let indices) where indices.count < 2:
      let column = try indices.first.map { try number(of: $0, scope) }
      if let values = try scope.quantities.computeAtoms(id, column: column) {
        return .each(values)
      }
    default: break
    }
    return .same(try value(expression, scope))
  }

  private func atomNumbers(
    _ function: MathFunction, _ arguments: [AtomNumbers], _ scope: Scope
  ) throws -> AtomNumbers {
    if function == .random || function == .normal {
      return try random(function, arguments, scope.quantities)
    }
    let count = arguments.compactMap { if case .each(let all) = $0 { all.count } else { nil } }
      .first
    guard let count else {
      return .same(try value(function, arguments.map { $0[0] }, scope))
    }
    let step = scope.quantities.step
    let run = scope.quantities.run
    if [.ramp, .vdisplace, .swiggle, .cwiggle].contains(function), run == nil {
      throw InputError("\(function.rawValue)() has a value only during a run")
    }
    return .each(
      (0..<count).map { atom in
        let numbers = arguments.map { $0[atom] }
        if let value = try? function.value(numbers) { return value }
        if let value = try? function.value(numbers, step: step, in: run) { return value }
        return (try? function.nextStep(after: step, numbers)) ?? .nan
      })
  }

  /// Random numbers that depend on the seed, the atom and how many such functions were asked before, so that they
  /// are the same on any number of ranks.
  private func random(
    _ function: MathFunction, _ arguments: [AtomNumbers], _ quantities: any QuantityProvider
  ) throws -> AtomNumbers {
    let ids = try known(quantities.atoms("id"))
    guard case .same(let number) = arguments[2], number > 0, number <= 900_000_000 else {
      throw InputError("\(function.rawValue)(): the seed must be one number from 1 to 900000000")
    }
    atomDraws += 1
    return .each(
      ids.indices.map { atom in
        var generator = CounterRandom(
          seed: UInt32(number), id: Int64(ids[atom]), step: atomDraws, stream: 0x7661_7261)
        let (a, b) = (arguments[0][atom], arguments[1][atom])
        return function == .normal
          ? a + b * generator.gaussian() : a + (b - a) * generator.uniform()
      })
  }

  private func known(_ values: [Double]?) throws -> [Double] {
    guard let values else {
      throw InputError("a value for each atom needs a simulation box with atoms")
    }
    return values
  }
}
