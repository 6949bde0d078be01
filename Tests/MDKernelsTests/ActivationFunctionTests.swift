import Foundation
import MDKernels
import Testing

@Suite struct ActivationFunctionTests {
  /// Central differences with a step of 1e-5, relative where e⁻ˣ is large.
  @Test(arguments: ActivationFunction.allCases)
  func derivativeIsTheSlope(_ function: ActivationFunction) {
    let h = 1e-5
    for x in stride(from: -6.03, to: 6, by: 0.17) {
      let slope =
        (function.valueAndDerivative(x + h).value - function.valueAndDerivative(x - h).value)
        / (2 * h)
      let derivative = function.valueAndDerivative(x).derivative
      #expect(abs(slope - derivative) < 1e-8 * max(1, abs(derivative)))
    }
  }

  static let valuesAtMinusThreeHalves: [(String, Double)] = [
    ("l", -1.5), ("t", tanh(-1.5)), ("s", 1 / (1 + exp(1.5))), ("p", log(1 + exp(-1.5))), ("r", 0),
    ("g", exp(-1.125)), ("c", cos(1.5)), ("S", 1 - 1 / (1 + exp(1.5))), ("e", exp(1.5)),
    ("h", 2.25),
  ]

  @Test(arguments: valuesAtMinusThreeHalves)
  func letters(_ letter: String, _ value: Double) throws {
    let function = try #require(ActivationFunction(rawValue: letter))
    #expect(abs(function.valueAndDerivative(-1.5).value - value) < 1e-15)
  }

  @Test(arguments: ActivationFunction.allCases)
  func isFiniteFarOut(_ function: ActivationFunction) {
    for x in [-700.0, -36, 36, 700] {
      let (value, derivative) = function.valueAndDerivative(x)
      #expect(value.isFinite && derivative.isFinite)
    }
  }
}
