import Testing

@testable import MDKernels

@Suite struct CompactFunctionTests {
  static let cores: [CoreFunction] = [
    .cosine, .polynomial1, .polynomial2, .polynomial3, .polynomial4, .exponential,
  ]

  /// Central differences as for cutoff functions; the middle, where flanks meet, has slope 0.
  @Test(arguments: cores, [false, true])
  func derivativeIsTheSlope(_ core: CoreFunction, _ isAsymmetric: Bool) {
    let function = CompactFunction(
      core: core, isAsymmetric: isAsymmetric, left: 1.0, right: 5.0)
    let h = 1e-5
    for r in stride(from: 1.05, to: 4.99, by: 0.1) where abs(r - 3) > 0.01 {
      let slope =
        (function.valueAndDerivative(r + h).value - function.valueAndDerivative(r - h).value)
        / (2 * h)
      #expect(abs(slope - function.valueAndDerivative(r).derivative) < 1e-8)
    }
    #expect(function.valueAndDerivative(3).value == 1)
    #expect(function.valueAndDerivative(1) == (0, 0))
    #expect(function.valueAndDerivative(5) == (0, 0))
    #expect(
      abs(function.valueAndDerivative(2).value - function.valueAndDerivative(4).value) < 1e-15)
  }

  /// x = 1/2 of the first polynomial is one half; the asymmetric one is at 3/4: 0.15625.
  @Test func asymmetryFallsFaster() {
    let plain = CompactFunction(core: .polynomial1, isAsymmetric: false, left: 1, right: 5)
    let fast = CompactFunction(core: .polynomial1, isAsymmetric: true, left: 1, right: 5)
    #expect(plain.valueAndDerivative(4).value == 0.5)
    #expect(fast.valueAndDerivative(4).value == 0.15625)
  }

  /// Eight at once against one at a time, at the ends and beyond them too. The terms of the polynomials, up to 540 and
  /// 3780, cancel to numbers of order one.
  @Test(arguments: cores, [false, true])
  func lanesAreAsOneByOne(_ core: CoreFunction, _ isAsymmetric: Bool) {
    let function = CompactFunction(
      core: core, isAsymmetric: isAsymmetric, left: 1.0, right: 5.0)
    for start in stride(from: 0.5, to: 5.6, by: 0.04) {
      let lanes = DoubleLanes((0..<8).map { start + 0.005 * Double($0) })
      let (values, slopes) = function.valueAndDerivative(lanes)
      for lane in 0..<8 {
        let one = function.valueAndDerivative(lanes[lane])
        #expect(abs(values[lane] - one.value) <= 540 * 2.3e-16)
        #expect(abs(slopes[lane] - one.derivative) <= 3780 * 2.3e-16)
        #expect(function.value(lanes)[lane] == values[lane])
      }
    }
    let ends = function.valueAndDerivative(DoubleLanes(1, 5, 0, 6, 1, 5, -3, 1e6))
    #expect(ends.value == .zero)
    for lane in 0..<8 { #expect(ends.derivative[lane] == 0) }
  }
}
