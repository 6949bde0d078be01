/// One number for all atoms, or one for each owned atom in storage order.
public enum AtomNumbers: Equatable, Sendable {
  case same(Double)
  case each([Double])

  /// The number of an owned atom.
  @inlinable
  public subscript(atom: Int) -> Double {
    switch self {
    case .same(let value): value
    case .each(let values): values[atom]
    }
  }

  /// The numbers of some owned atoms, the first ones.
  public func array(count: Int) -> [Double] {
    switch self {
    case .same(let value): [Double](repeating: value, count: count)
    case .each(let values): values
    }
  }

  /// Each number put through a function.
  public func map(_ function: (Double) -> Double) -> AtomNumbers {
    switch self {
    case .same(let value): .same(function(value))
    case .each(let values): .each(values.map(function))
    }
  }

  /// The numbers of an atom put through a function together.
  public static func combine(
    _ left: AtomNumbers, _ right: AtomNumbers, _ function: (Double, Double) -> Double
  ) -> AtomNumbers {
    switch (left, right) {
    case (.same(let a), .same(let b)): .same(function(a, b))
    case (.each(let a), _): .each(a.indices.map { function(a[$0], right[$0]) })
    case (_, .each(let b)): .each(b.indices.map { function(left[$0], b[$0]) })
    }
  }
}

extension AtomNumbers: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self = .same(value) }
  public init(integerLiteral value: Int) { self = .same(Double(value)) }
}
