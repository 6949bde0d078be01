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
    // Twenty in a row, ends and far places among them.
    for start in stride(from: 0.5, to: 5.6, by: 0.1) {
      let arguments = (0..<20).map { start + 0.005 * Double($0) } + [1, 5, 0, 6]
      var values = [Double](repeating: -1, count: 24)
      var slopes = values
      function.fill(&values, slopes: &slopes, at: arguments, count: 20)
      for (n, argument) in arguments.enumerated() {
        let one = function.valueAndDerivative(argument)
        #expect(abs(values[n] - one.value) <= 540 * 2.3e-16)
        #expect(abs(slopes[n] - one.derivative) <= 3780 * 2.3e-16)
      }
      var alone = [Double](repeating: -1, count: 24)
      function.fill(&alone, slopes: nil, at: arguments, count: 20)
      #expect(alone == values)
    }
    let ends = [1.0, 5, 0, 6, 1, 5, -3, 1e6]
    var (values, slopes) = (ends, ends)
    function.fill(&values, slopes: &slopes, at: ends, count: 8)
    #expect(values.allSatisfy { $0 == 0 } && slopes.allSatisfy { $0 == 0 })
  }
}
