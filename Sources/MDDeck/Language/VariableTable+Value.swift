import Foundation
import MDCore

extension VariableTable {
  /// The format of the number that `${name}` is for an equal variable.
  private static let equalFormat = try! FormatSpecification("%.15g")

  /// The text of a variable, as `${name}` gives it.
  ///
  /// - Throws: ``InputError`` without a place for a name that is not defined or whose formula fails,
  ///   and what `quantities` throws.
  public func text(_ name: String, _ quantities: any QuantityProvider) throws -> String {
    try text(name, Scope(quantities: quantities))
  }

  /// The number that an equal or internal variable is now.
  ///
  /// - Throws: ``InputError`` without a place for any other variable or a formula that fails, and
  ///   what `quantities` throws.
  public func number(_ name: String, _ quantities: any QuantityProvider) throws -> Double {
    guard let variable = variables[name] else { throw undefined(name) }
    guard isNumeric(name) else {
      throw InputError(
        "the variable '\(name)' has style \(variable.style); it must be an equal variable here")
    }
    return try number(name, Scope(quantities: quantities))
  }

  /// The step that an equal variable names, such as a `stride()`; `Int.max` stands for never.
  public func step(_ name: String, _ quantities: any QuantityProvider) throws -> Int {
    Int(Int64(clamped: try number(name, quantities)))
  }

  /// The value of a formula, as `$(formula)` computes it.
  public func value(of formula: String, _ quantities: any QuantityProvider) throws -> Double {
    try value(ExpressionParser.parse(formula), Scope(quantities: quantities))
  }

  /// What an evaluation carries along: where numbers come from, and the variables it is inside of.
  struct Scope {
    var quantities: any QuantityProvider
    var path: [String] = []

    /// The scope inside a variable.
    func entering(_ name: String) throws(InputError) -> Scope {
      guard !path.contains(name) else { throw VariableTable.dependsOnItself(name, path) }
      return Scope(quantities: quantities, path: path + [name])
    }
  }

  func text(_ name: String, _ scope: Scope) throws -> String {
    if isChecking { namesRead.insert(name) }
    guard let variable = variables[name] else {
      if isChecking, mayHaveOthers || maybeDefined.contains(name) {
        throw NotKnownYet(hidesWords: true)
      }
      throw undefined(name)
    }
    switch variable {
    case .index(let values, let current): return values[current]
    case .string(let text): return text
    case .environment(let name): return environment(name) ?? ""
    case .file(let words): return words[0]
    case .loop(let current, _, let width):
      let digits = String(current)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    case .equal, .internal: return Self.equalFormat.string(try number(name, scope))
    case .format(let inner, let format):
      guard variables[inner] != nil || isChecking else { throw undefined(inner) }
      guard isNumeric(inner) || isChecking else {
        throw InputError("the variable '\(name)' formats '\(inner)', which is no equal variable")
      }
      return format.string(try number(inner, scope.entering(name)))
    case .atom:
      throw InputError("the variable '\(name)' has a value for each atom, where one is needed")
    case .unknown(let hidesWords): throw NotKnownYet(hidesWords: hidesWords)
    }
  }

  /// The number of a variable of any style, as `v_name` gives it in a formula.
  func number(_ name: String, _ scope: Scope) throws -> Double {
    if isChecking { namesRead.insert(name) }
    switch variables[name] {
    case .equal(let expression): return try value(expression, scope.entering(name))
    case .internal(let value): return value
    default:
      let text = try text(name, scope)
      guard let value = Double(text) else {
        throw InputError("the variable '\(name)' is '\(text)', which is not a number")
      }
      return value
    }
  }
}
