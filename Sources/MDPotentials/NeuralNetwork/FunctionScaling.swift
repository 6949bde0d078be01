import MDKernels

/// How the value of a symmetry function becomes the value of an input neuron, and the range that the
/// training data covered.
struct FunctionScaling: Sendable {
  /// The kinds, after the keywords of `input.nn`.
  enum Kind: Sendable, Equatable {
    /// G
    case none
    /// `scale_symmetry_functions`: Smin + (Smax − Smin)(G − Gmin)/(Gmax − Gmin)
    case minMax
    /// `center_symmetry_functions`: G − Gmean
    case center
    /// both: Smin + (Smax − Smin)(G − Gmean)/(Gmax − Gmin)
    case centeredMinMax
    /// `scale_symmetry_functions_sigma`: Smin + (Smax − Smin)(G − Gmean)/Gsigma
    case sigma
  }

  /// The smallest and largest value among the training data, not scaled.
  let minimum, maximum: Double
  /// scaled = offset + factor·(G − origin)
  let factor: Double
  let offset: Double
  let origin: Double
  /// The middle of the range. What is nearer to it than `inside` is in the range for sure, however it is rounded; what
  /// is farther away than `outside` is not.
  private let middle, inside, outside: Double

  /// The scaling of one function from its line of `scaling.data`.
  init(
    kind: Kind, minimum: Double, maximum: Double, mean: Double, sigma: Double,
    range: ClosedRange<Double>
  ) {
    self.minimum = minimum
    self.maximum = maximum
    let span = range.upperBound - range.lowerBound
    switch kind {
    case .none:
      (factor, offset, origin) = (1, 0, 0)
    case .minMax:
      (factor, offset, origin) = (span / (maximum - minimum), range.lowerBound, minimum)
    case .center:
      (factor, offset, origin) = (1, 0, mean)
    case .centeredMinMax:
      (factor, offset, origin) = (span / (maximum - minimum), range.lowerBound, mean)
    case .sigma:
      (factor, offset, origin) = (span / sigma, range.lowerBound, mean)
    }
    let size = abs(minimum) + abs(maximum) + abs(origin) + abs(offset / factor)
    middle = (minimum + maximum) / 2
    inside = (maximum - minimum) / 2 - 1e-12 * size
    outside = (maximum - minimum) / 2 + 2 * Self.tolerance + 1e-12 * size
  }

  /// The value of the input neuron.
  func scaled(_ value: Double) -> Double { offset + factor * (value - origin) }

  /// The symmetry function's value back from the input neuron's.
  func unscaled(_ value: Double) -> Double { (value - offset) / factor + origin }

  /// What n2p2 compares: a value counts as outside if it is so by more than this, in the (possibly
  /// normalised) unit of the function, so that rounding at the ends of the range does not count.
  static let tolerance = 1000 * Double.ulpOfOne

  /// Whether an input neuron's value belongs to a symmetry function outside the training range.
  ///
  /// As n2p2 does, the scaled value is scaled back before it is compared.
  func isExtrapolation(scaled value: Double) -> Bool {
    let raw = unscaled(value)
    return raw + Self.tolerance < minimum || raw - Self.tolerance > maximum
  }

  /// The values of the input neurons of eight atoms.
  @inline(__always)
  func scaled(_ values: DoubleLanes) -> DoubleLanes { offset + factor * (values - origin) }

  /// Which of eight values of a symmetry function are outside the training range, and their scaled values.
  @inline(__always)
  func extrapolations(_ values: DoubleLanes, scaled: DoubleLanes) -> UInt8 {
    // Nearly all are far inside or far outside: scaling back would take a division for each.
    let distance = (values - middle).magnitude
    let doubtful = DoubleLanes(repeating: inside).isLess(distance)
    if doubtful == 0 { return 0 }
    let certain = DoubleLanes(repeating: outside).isLess(distance)
    return certain == doubtful ? certain : extrapolations(scaled: scaled)
  }

  /// Which of eight input neurons belong to a symmetry function outside the training range.
  func extrapolations(scaled values: DoubleLanes) -> UInt8 {
    let raw = (values - offset) / factor + origin
    let low = (raw + Self.tolerance).isLess(DoubleLanes(repeating: minimum))
    return low | DoubleLanes(repeating: maximum).isLess(raw - Self.tolerance)
  }
}
