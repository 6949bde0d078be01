import Foundation
import MDKernels
import Testing

@Suite struct CutoffFunctionTests {
  static let functions = CutoffFunction.Kind.allCases.flatMap { kind in
    [0, 0.3].map { CutoffFunction(kind: kind, radius: 5.5, alpha: $0) }
  }

  /// Central differences with a step of 1e-5: an error of about 1e-10 in the second order and 1e-11
  /// in rounding.
  @Test(arguments: functions)
  func derivativeIsTheSlope(_ function: CutoffFunction) {
    for r in stride(from: 0.05, to: 5.45, by: 0.1) where abs(r - function.innerRadius) > 1e-4 {
      let h = 1e-5
      let slope =
        (function.valueAndDerivative(r + h).value - function.valueAndDerivative(r - h).value)
        / (2 * h)
      #expect(abs(slope - function.valueAndDerivative(r).derivative) < 1e-8)
    }
  }

  /// 1 at the beginning (but for the unscaled tanh), 0 from the radius on.
  @Test(arguments: functions)
  func ends(_ function: CutoffFunction) {
    let first = function.valueAndDerivative(0).value
    let expected = function.kind == .tanh ? pow(tanh(1.0), 3.0) : 1
    #expect(abs(first - expected) < 1e-14)
    #expect(function.valueAndDerivative(5.5) == (0, 0))
    #expect(function.valueAndDerivative(7) == (0, 0))
    if function.kind != .hard { #expect(function.valueAndDerivative(5.499_999).value < 1e-6) }
  }

  /// The exponential core function must not become NaN where it vanishes.
  @Test func isFiniteUpToTheRadius() {
    for function in Self.functions {
      let (value, derivative) = function.valueAndDerivative((5.5).nextDown)
      #expect(value.isFinite && derivative.isFinite)
    }
  }

  /// Eight distances at once against one at a time, some of them beyond the radius. The terms of the polynomials, up to
  /// 540 and 3780 for a width, cancel to numbers of order one.
  @Test(arguments: functions)
  func lanesAreAsOneByOne(_ function: CutoffFunction) {
    for start in stride(from: 0.02, to: 5.8, by: 0.1) {
      let r = (0..<24).map { start + 0.005 * Double($0) }
      var values = [Double](repeating: -1, count: 24)
      var slopes = values
      function.fill(&values, slopes: &slopes, at: r, count: 20)
      for n in 0..<24 {
        let one = function.valueAndDerivative(r[n])
        #expect(abs(values[n] - one.value) <= 540 * 2.3e-16)
        #expect(abs(slopes[n] - one.derivative) <= 3780 / 3.85 * 2.3e-16)
        if r[n] >= 5.5 { #expect(values[n] == 0 && slopes[n] == 0) }
      }
    }
  }
}
