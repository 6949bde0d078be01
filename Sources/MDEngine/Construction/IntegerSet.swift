import MDCore

/// A set of whole numbers as the deck writes it: a comparison, or a list of numbers and ranges.
public enum IntegerSet: Equatable, Sendable {
  /// A comparison with a bound.
  case compared(Comparison, Int64)
  /// Both bounds included (`<>`).
  case between(Int64, Int64)
  /// Numbers first, first + stride, … up to and including last, of several such sequences.
  case sequences([Sequence])

  /// The comparisons by their signs in a deck.
  public enum Comparison: String, CaseIterable, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
  }

  /// `first:last:stride`.
  public struct Sequence: Equatable, Sendable {
    /// Both ends belong to it.
    public var first, last: Int64
    /// At least 1.
    public var stride: Int64

    /// A sequence; a single number if there is no end.
    public init(_ first: Int64, to last: Int64? = nil, by stride: Int64 = 1) {
      self.first = first
      self.last = last ?? first
      self.stride = stride
    }
  }

  /// Whether a number belongs to the set.
  public func contains(_ value: Int64) -> Bool {
    switch self {
    case .compared(.less, let bound): value < bound
    case .compared(.lessOrEqual, let bound): value <= bound
    case .compared(.greater, let bound): value > bound
    case .compared(.greaterOrEqual, let bound): value >= bound
    case .compared(.equal, let bound): value == bound
    case .compared(.notEqual, let bound): value != bound
    case .between(let low, let high): value >= low && value <= high
    case .sequences(let list):
      list.contains {
        value >= $0.first && value <= $0.last && (value - $0.first) % $0.stride == 0
      }
    }
  }
}
