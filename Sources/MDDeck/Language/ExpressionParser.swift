import Foundation
import MDCore

/// Reads a formula of LAMMPS's `variable equal` or `variable atom`.
///
/// Errors are ``InputError``s without a place: the command that holds the formula knows it.
struct ExpressionParser {
  private let formula: String
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0
  /// Whether the formula has a value for each atom.
  private let isPerAtom: Bool

  private init(_ formula: String, isPerAtom: Bool) {
    self.formula = formula
    self.isPerAtom = isPerAtom
    bytes = Array(formula.utf8)
  }

  private static let longest = 10_000

  /// The formula as a tree.
  ///
  /// - Parameter isPerAtom: whether it may name what each atom has: `x`, `vx`, `gmask(…)` …
  static func parse(
    _ formula: String, isPerAtom: Bool = false
  ) throws(InputError) -> Expression {
    var parser = ExpressionParser(formula, isPerAtom: isPerAtom)
    // Trees are gone through by recursion, and the stack has an end.
    guard parser.bytes.count <= Self.longest else {
      throw InputError(
        "a formula has at most \(Self.longest) characters, not \(parser.bytes.count): '\(formula.prefix(40))…'"
      )
    }
    return try parser.expression(endingAt: [])
  }

  private static let constants: [String: Double] = [
    "PI": .pi, "version": Double(lammpsVersion), "yes": 1, "no": 0, "on": 1, "off": 0, "true": 1,
    "false": 0,
  ]
  /// The version whose language this is, as LAMMPS writes it in formulas: 29 Sep 2021.
  static let lammpsVersion = 20_210_929
  private static let atomAttributes: Set<String> = [
    "id", "mass", "type", "mol", "x", "y", "z", "vx", "vy", "vz", "fx", "fy", "fz", "q",
  ]
  private static let unsupportedFunctions: Set<String> = [
    "next", "is_active", "is_available", "is_file",
  ]

  private func error(_ message: String) -> InputError {
    InputError("in the formula '\(formula)': \(message)")
  }

  /// The character at the index, for messages.
  private var here: String {
    String(decoding: bytes[index...], as: UTF8.self).first.map(String.init) ?? "the end"
  }

  private mutating func skipBlanks() {
    while index < bytes.count, Lexer.isBlank(bytes[index]) { index += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard index < bytes.count, bytes[index] == character.asciiValue else { return false }
    index += 1
    return true
  }

  private enum Pending {
    case binary(BinaryOperator)
    case negated
    case not

    var precedence: Int {
      if case .binary(let binary) = self { return binary.precedence }
      return BinaryOperator.unaryPrecedence
    }
  }

  /// Values and operators by turns until one of some characters or the end.
  private mutating func expression(endingAt ends: Set<UInt8>) throws(InputError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw error("parentheses are nested too deeply") }
    var values: [Expression] = []
    var pending: [Pending] = []
    while true {
      skipBlanks()
      while index < bytes.count {
        if take("-") {
          pending.append(.negated)
        } else if take("!") {
          pending.append(.not)
        } else {
          break
        }
        skipBlanks()
      }
      values.append(try operand())
      skipBlanks()
      let isEnd = index == bytes.count || ends.contains(bytes[index])
      let next = isEnd ? nil : BinaryOperator.leading(bytes[index...])
      guard isEnd || next != nil else { throw error("an operator must stand before '\(here)'") }
      while let last = pending.last, last.precedence >= next?.precedence ?? 0 {
        pending.removeLast()
        let right = values.removeLast()
        switch last {
        case .negated: values.append(.negated(right))
        case .not: values.append(.not(right))
        case .binary(let binary): values.append(.binary(binary, values.removeLast(), right))
        }
      }
      guard let next else { return values[0] }
      index += next.rawValue.utf8.count
      pending.append(.binary(next))
    }
  }

  private mutating func operand() throws(InputError) -> Expression {
    guard index < bytes.count else { throw error("a value is missing at the end") }
    let byte = bytes[index]
    if take("(") {
      let inner = try expression(endingAt: [UInt8(ascii: ")")])
      guard take(")") else { throw error("a ')' is missing") }
      return inner
    }
    if isDigit(byte) || byte == UInt8(ascii: ".") { return .number(try number()) }
    if isLetter(byte) { return try named(word()) }
    throw error("a value is missing before '\(here)'")
  }

  private mutating func number() throws(InputError) -> Double {
    let start = index
    while index < bytes.count, isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") {
      index += 1
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let value = Double(text) else { throw error("'\(text)' is not a number") }
    return value
  }

  private mutating func word() -> String {
    let start = index
    while index < bytes.count, isWordCharacter(bytes[index]) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func named(_ word: String) throws(InputError) -> Expression {
    if word.hasPrefix("c_") { return .compute(String(word.dropFirst(2)), try indices(2)) }
    if word.hasPrefix("f_") { return .fix(String(word.dropFirst(2)), try indices(2)) }
    if word.hasPrefix("C_") || word.hasPrefix("F_") {
      throw error("'\(word)' asks for a vector; a formula must be one number")
    }
    if word.hasPrefix("v_") {
      guard try indices(1).isEmpty else {
        throw error("'\(word)[…]': one value of a vector or atom variable is not supported")
      }
      return .variable(String(word.dropFirst(2)))
    }
    if take("(") { return try call(word) }
    if index < bytes.count, bytes[index] == UInt8(ascii: "[") {
      guard Self.atomAttributes.contains(word), let id = try indices(1).first else {
        throw error("'\(word)' is not an attribute of an atom")
      }
      return .atom(word, id)
    }
    if Self.atomAttributes.contains(word) {
      guard isPerAtom else {
        throw error(
          "'\(word)' has a value for each atom; the formula must be one number (`variable NAME atom` has "
            + "such values)")
      }
      return .eachAtom(word)
    }
    if let constant = Self.constants[word] { return .number(constant) }
    return .thermo(word)
  }

  private mutating func indices(_ maximum: Int) throws(InputError) -> [Expression.Index] {
    var result: [Expression.Index] = []
    while result.count < maximum, take("[") {
      let text = word()
      guard take("]") else { throw error("a ']' is missing") }
      if text.hasPrefix("v_") {
        result.append(.variable(String(text.dropFirst(2))))
      } else if let value = Int(text), value > 0 {
        result.append(.number(value))
      } else {
        throw error("'\(text)' in brackets must be a whole number above zero or v_name")
      }
    }
    return result
  }

  /// A function whose name and opening parenthesis have been read.
  private mutating func call(_ name: String) throws(InputError) -> Expression {
    if let function = MathFunction(rawValue: name) { return try mathCall(function) }
    if let function = GroupFunction(rawValue: name) { return try groupCall(function) }
    if let function = VectorFunction(rawValue: name) { return try vectorCall(function) }
    if ["gmask", "rmask", "grmask"].contains(name) { return try maskCall(name) }
    if name == "is_defined" {
      let words = try plainArguments()
      guard words.count == 2 else { throw error("is_defined takes a category and a name") }
      return .isDefined(category: words[0], id: words[1])
    }
    if Self.unsupportedFunctions.contains(name) {
      throw error("LAMMPS's function '\(name)' is not supported")
    }
    let known = MathFunction.allCases.map(\.rawValue) + GroupFunction.allCases.map(\.rawValue)
    let hint = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    throw error("there is no function '\(name)'\(hint)")
  }

  private mutating func mathCall(_ function: MathFunction) throws(InputError) -> Expression {
    var arguments: [Expression] = []
    repeat {
      arguments.append(try expression(endingAt: [UInt8(ascii: ","), UInt8(ascii: ")")]))
    } while take(",")
    guard take(")") else { throw error("a ')' is missing") }
    guard arguments.count == function.argumentCount else {
      throw error(
        "\(function.rawValue) takes \(function.argumentCount) values, not \(arguments.count)")
    }
    return .function(function, arguments)
  }

  private mutating func groupCall(_ function: GroupFunction) throws(InputError) -> Expression {
    let words = try plainArguments()
    let components = function.components
    let first = components.isEmpty ? 1 : 2
    guard words.count == first || words.count == first + 1 else {
      throw error(
        "\(function.rawValue) takes a group, "
          + (components.isEmpty ? "" : "one of \(components.joined(separator: ", ")), ")
          + "and perhaps a region")
    }
    if first == 2, !components.contains(words[1]) {
      throw error(
        "\(function.rawValue) takes one of \(components.joined(separator: ", ")), not '\(words[1])'"
      )
    }
    return .group(
      function, group: words[0], component: first == 2 ? words[1] : nil,
      region: words.count > first ? words[first] : nil)
  }

  /// `sum(c_ID)`, `ave(f_ID[2])` …
  private mutating func vectorCall(_ function: VectorFunction) throws(InputError) -> Expression {
    skipBlanks()
    let vector = word()
    guard vector.hasPrefix("c_") || vector.hasPrefix("f_"), vector.count > 2 else {
      throw error(
        "\(function.rawValue) takes the vector of a compute or fix (c_ID, f_ID, c_ID[i], f_ID[i]), not "
          + "'\(vector)'")
    }
    let column = try indices(1).first
    skipBlanks()
    guard take(")") else { throw error("\(function.rawValue) takes one vector; a ')' is missing") }
    return .reduced(
      function, ofFix: vector.hasPrefix("f_"), String(vector.dropFirst(2)), column: column)
  }

  /// `gmask(group)`, `rmask(region)`, `grmask(group,region)`
  private mutating func maskCall(_ name: String) throws(InputError) -> Expression {
    guard isPerAtom else {
      throw error("\(name)() has a value for each atom: `variable NAME atom`")
    }
    let words = try plainArguments()
    let isBoth = name == "grmask"
    guard words.count == (isBoth ? 2 : 1) else {
      throw error("\(name) takes \(isBoth ? "a group and a region" : "one name")")
    }
    return .mask(
      group: name == "rmask" ? nil : words[0], region: name == "gmask" ? nil : words.last)
  }

  /// Words between commas up to the closing parenthesis.
  private mutating func plainArguments() throws(InputError) -> [String] {
    guard let end = bytes[index...].firstIndex(of: UInt8(ascii: ")")) else {
      throw error("a ')' is missing")
    }
    let text = String(decoding: bytes[index..<end], as: UTF8.self)
    index = end + 1
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard words.allSatisfy({ !$0.isEmpty }) else { throw error("a word is missing in '(\(text))'") }
    return words
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }
  private func isWordCharacter(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_")
  }
}
