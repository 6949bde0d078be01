import Foundation
import MDCore

extension VariableTable {
  /// The value of a parsed formula.
  func value(_ expression: Expression, _ scope: Scope) throws -> Double {
    switch expression {
    case .number(let value): return value
    case .variable(let name): return try reference(name, scope)
    case .negated(let inner): return -(try value(inner, scope))
    case .not(let inner): return try value(inner, scope) == 0 ? 1 : 0
    case .binary(let binary, let left, let right):
      return try binary.value(value(left, scope), value(right, scope))
    case .function(let function, let arguments):
      return try value(function, arguments.map { try value($0, scope) }, scope)
    case .isDefined(let category, let id): return try isDefined(category, id, scope) ? 1 : 0
    default: return try quantity(expression, scope)
    }
  }

  /// `v_name`: LAMMPS goes through the text of the variable, so that the number of an equal variable
  /// arrives with 15 digits.
  private func reference(_ name: String, _ scope: Scope) throws -> Double {
    if case .equal = variables[name] {
      return Double(try text(name, scope))!
    }
    return try number(name, scope)
  }

  func value(_ function: MathFunction, _ arguments: [Double], _ scope: Scope) throws -> Double {
    if let value = try function.value(arguments) { return value }
    if function == .random || function == .normal { return try random(function, arguments) }
    if isChecking { throw NotKnownYet() }
    let step = scope.quantities.step
    if let value = try function.value(arguments, step: step, in: scope.quantities.run) {
      return value
    }
    return try function.nextStep(after: step, arguments)!
  }

  private func random(_ function: MathFunction, _ arguments: [Double]) throws -> Double {
    if isChecking { throw NotKnownYet() }
    if generator == nil {
      let seed = Int(Int64(clamped: arguments[2]))
      guard MarsagliaGenerator.seeds.contains(seed) else {
        throw InputError(
          "\(function.rawValue)(): the seed must be from 1 to 900000000, not \(seed)")
      }
      generator = MarsagliaGenerator(seed: seed)
    }
    guard function == .normal else {
      return generator!.uniform() * (arguments[1] - arguments[0]) + arguments[0]
    }
    guard arguments[1] >= 0 else {
      throw InputError("normal(): the width must not be below zero; it is \(arguments[1])")
    }
    return arguments[0] + arguments[1] * generator!.normal()
  }

  private func isDefined(_ category: String, _ id: String, _ scope: Scope) throws -> Bool {
    if category == "variable" {
      if isChecking { namesRead.insert(id) }
      if case .unknown = variables[id] { throw NotKnownYet() }
      return variables[id] != nil
    }
    guard let answer = try scope.quantities.isDefined(category, id: id) else {
      throw InputError("is_defined(): the category '\(category)' is not known")
    }
    return answer
  }

  /// A quantity of the simulation.
  private func quantity(_ expression: Expression, _ scope: Scope) throws -> Double {
    let quantities = scope.quantities
    switch expression {
    case .thermo(let keyword):
      if let value = try quantities.thermo(keyword) { return value }
      throw Self.unknownKeyword(keyword, quantities)
    case .compute(let id, let indices):
      let numbers = try indices.map { try number(of: $0, scope) }
      if let value = try quantities.compute(id, indices: numbers) { return value }
      throw InputError("there is no compute '\(id)'")
    case .fix(let id, let indices):
      let numbers = try indices.map { try number(of: $0, scope) }
      if let value = try quantities.fix(id, indices: numbers) { return value }
      throw InputError("there is no fix '\(id)'")
    case .reduced(let function, let ofFix, let id, let column):
      let number = try column.map { try self.number(of: $0, scope) }
      return function.value(try vector(ofFix: ofFix, id, column: number, quantities))
    case .group(let function, let group, let component, let region):
      if let value = try quantities.groupFunction(
        function, group: group, component: component, region: region)
      {
        return value
      }
      throw InputError("\(function.rawValue)(): there is no group '\(group)' with atoms to ask")
    case .atom(let attribute, let index):
      let id = try number(of: index, scope)
      if let value = try quantities.atom(attribute, id: id) { return value }
      throw InputError("\(attribute)[\(id)]: there is no such atom or attribute")
    default: preconditionFailure("not a quantity")
    }
  }

  /// The vector of a compute or fix, or a column of its table.
  private func vector(
    ofFix: Bool, _ id: String, column: Int?, _ quantities: any QuantityProvider
  ) throws -> [Double] {
    let kind = ofFix ? "fix" : "compute"
    guard let columns = try ofFix ? quantities.fixColumns(id) : quantities.computeColumns(id) else {
      throw InputError("there is no \(kind) '\(id)'")
    }
    guard column ?? 1 <= columns.count, column != nil || columns.count == 1 else {
      throw InputError(
        "\(kind) \(id) has \(columns.count) columns, not one numbered \(column ?? 0)")
    }
    let vector = columns[(column ?? 1) - 1]
    guard !vector.isEmpty else { throw InputError("\(kind) \(id) has no vector yet") }
    return vector
  }

  func number(of index: Expression.Index, _ scope: Scope) throws -> Int {
    switch index {
    case .number(let value): return value
    case .variable(let name):
      let value = Int(Int64(clamped: try number(name, scope)))
      guard value > 0 else {
        throw InputError("the index v_\(name) must be above zero, not \(value)")
      }
      return value
    }
  }

  /// The error for a word that is no thermo keyword.
  static func unknownKeyword(_ keyword: String, _ quantities: any QuantityProvider) -> InputError {
    let known = quantities.thermoKeywords
    if known.contains(keyword) {
      return InputError("'\(keyword)' has no value before the simulation box is defined")
    }
    let hint = nearestName(to: keyword, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return InputError("'\(keyword)' is no number, constant or thermo keyword\(hint)")
  }
}

extension BinaryOperator {
  /// The value of the operator; truth is 1 and 0.
  func value(_ left: Double, _ right: Double) throws(InputError) -> Double {
    switch self {
    case .divided where right == 0: throw InputError("a formula divides by zero")
    case .modulo where right == 0: throw InputError("a formula takes the remainder by zero")
    case .power where left == 0 && right < 0:
      throw InputError("a formula raises zero to the power \(right)")
    default: return unchecked(left, right)
    }
  }

  /// The same, with what arithmetic gives where there is no value: infinity, or no number.
  func unchecked(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .plus: left + right
    case .minus: left - right
    case .times: left * right
    case .divided: left / right
    case .modulo: fmod(left, right)
    case .power: right == 0 ? 1 : pow(left, right)
    case .equal: left == right ? 1 : 0
    case .notEqual: left != right ? 1 : 0
    case .less: left < right ? 1 : 0
    case .lessOrEqual: left <= right ? 1 : 0
    case .greater: left > right ? 1 : 0
    case .greaterOrEqual: left >= right ? 1 : 0
    case .and: left != 0 && right != 0 ? 1 : 0
    case .or: left != 0 || right != 0 ? 1 : 0
    case .exclusiveOr: (left == 0) != (right == 0) ? 1 : 0
    }
  }
}
