import MDCore
import Testing

@Suite struct BoxTests {
  let tilted = Box(
    lower: Vector3(1, -2, 0.5), lengths: Vector3(10, 8, 12), tilts: Vector3(-3, 4.5, 2))

  @Test func fractionalCoordinatesInvertCartesianOnes() {
    let s = Vector3(0.3, -1.7, 2.2)
    let back = tilted.fractional(tilted.cartesian(s))
    #expect((back - s).length < 1e-14)
  }

  @Test func wrappingKeepsTheUnwrappedPoint() {
    var r = tilted.cartesian(Vector3(2.3, -1.4, 0.9))
    let unwrapped = r
    var image = SIMD3<Int32>.zero
    tilted.wrap(&r, image: &image)
    let s = tilted.fractional(r)
    #expect(image == SIMD3(2, -2, 0))
    #expect(s.min() >= 0 && s.max() < 1)
    #expect((r + tilted.shift(image) - unwrapped).length < 1e-13)
  }

  @Test func faceDistancesOfAnOrthogonalBoxAreItsLengths() {
    let box = Box(lengths: Vector3(3, 4, 5))
    #expect((box.faceDistances - Vector3(3, 4, 5)).length < 1e-14)
    #expect(tilted.faceDistances.x < 10 && tilted.faceDistances.z == 12)
  }
}
