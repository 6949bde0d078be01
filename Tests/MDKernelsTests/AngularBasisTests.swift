import Testing

@testable import MDKernels

@Suite struct AngularBasisTests {
  private static func shapes(_ zetas: [Int], _ lambdas: [Double] = [1, -1])
    -> [AngularBasis.Shape]
  {
    lambdas.flatMap { lambda in zetas.map { AngularBasis.Shape(lambda: lambda, zeta: $0) } }
  }

  /// ζ with both signs of λ, powers of the cosine, columns in all.
  @Test(arguments: [
    ([1], 2, 2), ([1, 2], 3, 3), ([1, 2, 4, 16], 5, 7), ([1, 2, 4, 6], 7, 7),
    ([1, 2, 4, 8, 16], 5, 9), ([4, 16], 0, 4), ([1, 4, 16], 2, 6), ([1, 2, 4, 6, 8], 9, 9),
  ])
  func isSmall(_ zetas: [Int], _ monomials: Int, _ count: Int) {
    let basis = AngularBasis(Self.shapes(zetas))
    #expect(basis.monomials == monomials && basis.count == count)
  }

  @Test func moreColumnsBuyMorePowersOfTheCosine() {
    let basis = AngularBasis(Self.shapes([1, 2, 4, 8, 16]), extraColumns: 2)
    #expect(basis.monomials == 9 && basis.count == 11)
    #expect(AngularBasis(Self.shapes([4, 16]), extraColumns: 2).monomials == 0)
  }

  @Test func oneSignNeedsItsOwnPowers() {
    #expect(AngularBasis(Self.shapes([1, 2, 4], [1])).monomials == 0)
    #expect(AngularBasis(Self.shapes([1, 2, 3], [-1])).count == 3)
  }

  /// Columns times factors are the functions, and their slopes the derivatives.
  @Test(
    arguments: [[1, 2, 4, 16], [1, 2, 4, 6], [1, 2, 4, 6, 8], [1, 3], [2, 5, 9]],
    [[1.0, -1], [1, -0.5], [1]])
  func spansTheShapes(_ zetas: [Int], _ lambdas: [Double]) {
    let shapes = Self.shapes(zetas, lambdas)
    let basis = AngularBasis(shapes)
    func column(_ k: Int, _ c: Double) -> (value: Double, slope: Double) {
      let factor = basis.slope(ofColumn: k)
      if k < basis.monomials {
        return (integerPower(c, k), k == 0 ? 0 : factor * integerPower(c, k - 1))
      }
      let shape = basis.powers[k - basis.monomials]
      let p = 1 + shape.lambda * c
      return (integerPower(p, shape.zeta), factor * integerPower(p, shape.zeta - 1))
    }
    for c in stride(from: -1.0, through: 1, by: 0.125) {
      for shape in shapes {
        var (value, slope) = (0.0, 0.0)
        for part in basis.parts(of: shape) {
          let (v, s) = column(part.column, c)
          value += part.factor * v
          slope += part.factor * s
        }
        let p = 1 + shape.lambda * c
        let power = integerPower(p, shape.zeta - 1)
        #expect(abs(value - power * p) <= 1e-13 * integerPower(2, shape.zeta))
        let expected = shape.lambda * Double(shape.zeta) * power
        #expect(abs(slope - expected) <= 1e-12 * integerPower(2, shape.zeta))
      }
    }
  }
}
