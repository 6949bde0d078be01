import MDKernels
import Testing

@Suite struct ActivationLanesTests {
  /// Values and derivatives agree with the scalar form to four units of the last place of 1.
  @Test(arguments: ActivationFunction.allCases)
  func agreesWithScalar(_ activation: ActivationFunction) {
    let inputs =
      (0..<64).map { (Double($0) - 31.5) * 1.3 } + [-36, 36, 0, 35, -35, 1e-9, -1e-9, 700]
    var values = inputs
    var slopes = inputs.map { _ in 0.0 }
    values.withUnsafeMutableBufferPointer { v in
      slopes.withUnsafeMutableBufferPointer { s in
        activation.apply(v.baseAddress!, slopes: s.baseAddress!, rows: inputs.count / 8)
      }
    }
    for (n, x) in inputs.enumerated() {
      let (value, slope) = activation.valueAndDerivative(x)
      #expect(abs(values[n] - value) <= 8e-16 * max(1, abs(value)), "\(x)")
      #expect(abs(slopes[n] - slope) <= 8e-16 * max(1, abs(slope)), "\(x)")
    }
  }
}
