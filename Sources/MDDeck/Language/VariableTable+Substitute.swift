import Foundation
import MDCore

extension VariableTable {
  /// The format of `$(formula)` when none is given.
  private static let immediateFormat = try! FormatSpecification("%.20g")

  /// A text with `$x`, `${name}`, `$(formula)` and `$(formula:%format)` replaced, except in quotes.
  ///
  /// - Parameter progress: gets the text after each replacement, as LAMMPS echoes it.
  /// - Throws: ``InputError`` without a place, and what `quantities` throws.
  public func substitute(
    _ text: String, _ quantities: any QuantityProvider, progress: ((String) -> Void)? = nil
  ) throws -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var quotes = QuoteScanner()
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "$"), !quotes.isInside {
        let (value, end) = try replacement(in: bytes, at: index, quantities)
        result += value.utf8
        index = end
        progress?(String(decoding: result + bytes[end...], as: UTF8.self))
      } else {
        let count = quotes.pass(bytes, at: index)
        result += bytes[index..<index + count]
        index += count
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What the reference at a `$` stands for, and the index behind it.
  private func replacement(
    in bytes: [UInt8], at dollar: Int, _ quantities: any QuantityProvider
  ) throws -> (String, end: Int) {
    let start = dollar + 1
    guard start < bytes.count else { throw InputError("'$' is the last character") }
    switch bytes[start] {
    case UInt8(ascii: "{"):
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "}")) else {
        throw InputError("'${' has no '}'")
      }
      let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      return (try marked { try text(name, quantities) }, end + 1)
    case UInt8(ascii: "("):
      guard let end = closingParenthesis(in: bytes, from: start) else {
        throw InputError("'$(' has no ')'")
      }
      let formula = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      return (try marked { try immediate(formula, quantities) }, end + 1)
    default:
      let name = String(decoding: bytes[start..<start + 1], as: UTF8.self)
      return (try marked { try text(name, quantities) }, start + 1)
    }
  }

  private func closingParenthesis(in bytes: [UInt8], from open: Int) -> Int? {
    var depth = 0
    for index in open..<bytes.count {
      if bytes[index] == UInt8(ascii: "(") { depth += 1 }
      if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  private func immediate(_ text: String, _ quantities: any QuantityProvider) throws -> String {
    var formula = text[...]
    var format = Self.immediateFormat
    if let colon = text.lastIndex(of: ":"), text[colon...].dropFirst().first == "%" {
      formula = text[..<colon]
      format = try FormatSpecification(String(text[colon...].dropFirst())).checked(for: .real)
    }
    return format.string(try value(of: String(formula), quantities))
  }

  /// While a deck is checked, a mark in place of a value that only the run will tell.
  private func marked(_ body: () throws -> String) throws -> String {
    do {
      return try body()
    } catch let unknown as NotKnownYet {
      return String(Character(unknown.hidesWords ? UnknownMark.text : UnknownMark.number))
    }
  }
}
