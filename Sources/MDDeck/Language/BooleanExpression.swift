import Foundation
import MDCore

/// The condition of LAMMPS's `if`: numbers and words, comparisons, `&&`, `||`, `|^`, `!`,
/// parentheses. It is no formula: there is no arithmetic, and a word stands for itself.
struct BooleanExpression {
  private enum Value {
    case number(Double)
    case word(String)
  }

  private enum Pending {
    case binary(BinaryOperator)
    case not

    var precedence: Int {
      if case .binary(let binary) = self { return binary.precedence }
      return BinaryOperator.unaryPrecedence
    }
  }

  private let text: String
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0

  private init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// Whether a condition holds: whether its value is not 0.
  ///
  /// - Throws: ``InputError`` without a place.
  static func holds(_ text: String) throws(InputError) -> Bool {
    var parser = BooleanExpression(text)
    let value = try parser.expression()
    guard parser.index == parser.bytes.count else { throw parser.error("')' has no match") }
    return value != 0
  }

  private func error(_ message: String) -> InputError {
    InputError("in the condition '\(text)': \(message)")
  }

  private mutating func skipBlanks() {
    while index < bytes.count, Lexer.isBlank(bytes[index]) { index += 1 }
  }

  private func isNext(_ character: Character) -> Bool {
    index < bytes.count && bytes[index] == character.asciiValue
  }

  private mutating func expression() throws(InputError) -> Double {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw error("parentheses are nested too deeply") }
    var values: [Value] = []
    var pending: [Pending] = []
    while true {
      skipBlanks()
      while isNext("!") {
        index += 1
        pending.append(.not)
        skipBlanks()
      }
      values.append(try operand())
      skipBlanks()
      let isEnd = index == bytes.count || isNext(")")
      let next = isEnd ? nil : BinaryOperator.leading(bytes[index...])
      guard isEnd || (next != nil && next!.precedence < BinaryOperator.plus.precedence) else {
        throw error("a comparison, &&, || or |^ must stand between two values")
      }
      while let last = pending.last, last.precedence >= next?.precedence ?? 0 {
        pending.removeLast()
        let right = values.removeLast()
        switch last {
        case .not: values.append(.number(try number(right) == 0 ? 1 : 0))
        case .binary(let binary):
          values.append(.number(try compare(values.removeLast(), binary, right) ? 1 : 0))
        }
      }
      guard let next else { return try number(values[0]) }
      index += next.rawValue.utf8.count
      pending.append(.binary(next))
    }
  }

  private func number(_ value: Value) throws(InputError) -> Double {
    switch value {
    case .number(let number): return number
    case .word(let word): throw error("'\(word)' must be a number here, or be compared by == or !=")
    }
  }

  private func compare(_ left: Value, _ binary: BinaryOperator, _ right: Value) throws(InputError)
    -> Bool
  {
    switch (left, right) {
    case (.word(let left), .word(let right)) where binary == .equal: return left == right
    case (.word(let left), .word(let right)) where binary == .notEqual: return left != right
    case (.word(let word), .number(let number)), (.number(let number), .word(let word)):
      throw error("the word '\(word)' cannot be compared with the number \(number)")
    default: return try binary.value(number(left), number(right)) != 0
    }
  }

  private mutating func operand() throws(InputError) -> Value {
    if isNext("(") {
      index += 1
      let value = try expression()
      guard isNext(")") else { throw error("a ')' is missing") }
      index += 1
      return .number(value)
    }
    let start = index
    while index < bytes.count, isPartOfOperand(bytes[index], from: start) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    if let first = word.utf8.first, (97...122).contains(first | 32) { return .word(word) }
    guard let value = Double(word) else {
      let found = word.isEmpty ? "nothing" : "'\(word)'"
      throw error("a number or a word must stand where there is \(found)")
    }
    return .number(value)
  }

  /// Letters, digits, `_` and `/`; numbers have points and signs too.
  private func isPartOfOperand(_ byte: UInt8, from start: Int) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "/"): return true
    case UInt8(ascii: "."): return true
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      return index == start
        ? byte == UInt8(ascii: "-")
        : bytes[index - 1] | 32 == UInt8(ascii: "e")
          && !(97...122).contains(bytes[start] | 32)
    default: return false
    }
  }
}
