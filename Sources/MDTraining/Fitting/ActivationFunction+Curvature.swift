import Foundation
import MDKernels

extension ActivationFunction {
  /// The value, the derivative and the second derivative, which the gradient of a force needs.
  func valueAndDerivatives(_ x: Double) -> (value: Double, slope: Double, curvature: Double) {
    let (value, slope) = valueAndDerivative(x)
    switch self {
    case .identity, .rectifier: return (value, slope, 0)
    case .tanh: return (value, slope, -2 * value * slope)
    case .logistic: return (value, slope, slope * (1 - 2 * value))
    case .softplus: return (value, slope, slope * (1 - slope))
    case .gaussian: return (value, slope, (x * x - 1) * value)
    case .cosine: return (value, slope, -value)
    case .reverseLogistic: return (value, slope, slope * (1 - 2 * value))
    case .exponential: return (value, slope, value)
    case .harmonic: return (value, slope, 2)
    }
  }

  /// Replaces a row of numbers by values and fills rows of derivatives; there is room for whole
  /// vectors at the ends.
  func apply(
    _ values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>,
    curvatures: UnsafeMutablePointer<Double>, count: Int
  ) {
    guard self == .tanh else {
      for n in 0..<count {
        (values[n], slopes[n], curvatures[n]) = valueAndDerivatives(values[n])
      }
      return
    }
    for v in 0..<DoubleLanes.vectors(for: count) {
      let t = values.lanes(8 * v).hyperbolicTangent()
      let slope = DoubleLanes(repeating: 1).addingProduct(-t, t)
      values.store(t, 8 * v)
      slopes.store(slope, 8 * v)
      curvatures.store(-2 * t * slope, 8 * v)
    }
  }
}
