import Foundation
import MDKernels
import Testing

@Suite struct IntegerPowerTests {
  /// Squaring rounds a few times; 100 multiplications stay within 100 ulp.
  @Test func agreesWithThePowerFunction() {
    for n in 0...100 {
      for x in [-1.3, -0.2, 0.0, 0.7, 1.0, 1.9] {
        let exact = pow(x, Double(n))
        #expect(abs(integerPower(x, n) - exact) <= 100 * exact.magnitude.ulp)
      }
    }
  }
}
