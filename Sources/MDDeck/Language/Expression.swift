/// A formula of the deck, parsed.
indirect enum Expression: Equatable, Sendable {
  case number(Double)
  case thermo(String)
  case compute(String, [Index])
  case fix(String, [Index])
  case variable(String)
  case atom(String, Index)
  /// An attribute of each atom, in the formula of an atom variable.
  case eachAtom(String)
  /// 1 for the atoms of a group and region, 0 for others: `gmask`, `rmask`, `grmask`.
  case mask(group: String?, region: String?)
  case negated(Expression)
  case not(Expression)
  case binary(BinaryOperator, Expression, Expression)
  case function(MathFunction, [Expression])
  case group(GroupFunction, group: String, component: String?, region: String?)
  /// A function of the vector of a compute or fix; of a column of its table if there is an index.
  case reduced(VectorFunction, ofFix: Bool, String, column: Index?)
  case isDefined(category: String, id: String)

  /// What stands in brackets: a number or `v_name`.
  enum Index: Equatable, Sendable {
    case number(Int)
    case variable(String)
  }

  /// The thermo keywords named anywhere in the formula.
  var thermoKeywords: [String] {
    leaves.compactMap { if case .thermo(let keyword) = $0 { keyword } else { nil } }
  }

  /// The parts of the formula that have no parts.
  var leaves: [Expression] {
    switch self {
    case .negated(let inner), .not(let inner): inner.leaves
    case .binary(_, let left, let right): left.leaves + right.leaves
    case .function(_, let arguments): arguments.flatMap(\.leaves)
    default: [self]
    }
  }
}

/// The operators between two values. All of them, powers too, group from the left.
enum BinaryOperator: String, CaseIterable, Sendable {
  case or = "||"
  case exclusiveOr = "|^"
  case and = "&&"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case modulo = "%"
  case power = "^"

  /// Higher binds stronger.
  var precedence: Int {
    switch self {
    case .or, .exclusiveOr: 1
    case .and: 2
    case .equal, .notEqual: 3
    case .less, .lessOrEqual, .greater, .greaterOrEqual: 4
    case .plus, .minus: 5
    case .times, .divided, .modulo: 6
    case .power: 7
    }
  }

  /// A sign and `!` bind stronger than any of these, so that −2^2 is 4.
  static let unaryPrecedence = 8

  /// The operator at the front of a text, the longest first.
  static func leading(_ bytes: ArraySlice<UInt8>) -> BinaryOperator? {
    longestFirst.first { bytes.starts(with: $0.rawValue.utf8) }
  }

  private static let longestFirst = allCases.sorted { $0.rawValue.count > $1.rawValue.count }
}
