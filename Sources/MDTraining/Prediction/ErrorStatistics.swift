/// Errors of many numbers: mean absolute, root mean square, largest.
public struct ErrorStatistics: Equatable, Sendable {
  /// How many numbers.
  public private(set) var count = 0
  /// The largest absolute error.
  public private(set) var maximum = 0.0
  /// Which of the things that were told apart had the largest error.
  public private(set) var worst = -1
  private var sum = 0.0
  private var absoluteSum = 0.0
  private var squareSum = 0.0

  /// Nothing yet.
  public init() {}

  /// Adds the error of one number.
  ///
  /// - Parameter source: what it belongs to, kept for the largest.
  public mutating func add(_ error: Double, source: Int) {
    count += 1
    sum += error
    absoluteSum += abs(error)
    squareSum += error * error
    // Whatever is not a number is the worst there is.
    if !(abs(error) <= maximum) || worst < 0 {
      maximum = abs(error)
      worst = source
    }
  }

  /// The mean error, with sign: predicted minus reference. 0 of none.
  public var mean: Double { count == 0 ? 0 : sum / Double(count) }
  /// The mean absolute error; 0 of none.
  public var meanAbsolute: Double { count == 0 ? 0 : absoluteSum / Double(count) }
  /// The root of the mean square error; 0 of none.
  public var rootMeanSquare: Double {
    count == 0 ? 0 : (squareSum / Double(count)).squareRoot()
  }
}
