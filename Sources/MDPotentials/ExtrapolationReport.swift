/// One symmetry function of one atom outside the range of the training data.
public struct ExtrapolationEvent: Sendable, Equatable {
  /// The atom's id.
  public var atom: Int64
  /// The symbol of its element.
  public var element: String
  /// The number of the function among those of its element, from 1, in n2p2's order.
  public var function: Int
  /// The type of the function as `symfunction_short` has it.
  public var type: Int
  /// The value, not scaled, in the model's own units, and the range of the training data.
  public var value, minimum, maximum: Double

  /// An event from its parts, for instance from another rank.
  public init(
    atom: Int64, element: String, function: Int, type: Int, value: Double, minimum: Double,
    maximum: Double
  ) {
    self.atom = atom
    self.element = element
    self.function = function
    self.type = type
    self.value = value
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// What was found outside the range of the training data since the last report was taken.
public struct ExtrapolationReport: Sendable, Equatable {
  /// One for each atom, function and evaluation.
  public var count = 0
  /// As many of them as were asked for.
  public var events: [ExtrapolationEvent] = []

  /// Nothing counted.
  public init() {}
}

/// A potential that knows where its training data end.
public protocol ExtrapolationChecking: Potential {
  /// How many events are kept until the next report; further ones are only counted, with 0 all of them.
  var extrapolationEventLimit: Int { get set }
}
