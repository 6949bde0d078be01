import MDCore
import Testing

@testable import MDEngine

@Suite struct BoxFlipTests {
  @Test func unwrappedPositionsStay() {
    var box = Box(lengths: Vector3(10, 8, 12), tilts: Vector3(6.5, -7, 5))
    let old = box
    let flip = BoxFlip.reduce(&box)
    // yz first, which carries xy into xz: −7 − 6.5 + 10 = −3.5.
    #expect(flip == BoxFlip(xy: -1, xz: 1, yz: -1))
    #expect(box.tilts == Vector3(-3.5, -3.5, -3))
    let image = SIMD3<Int32>(3, -2, 5)
    let shift = box.shift(flip!.converted(image))
    #expect((shift - old.shift(image)).length < 1e-12)
  }

  @Test func smallTiltsAreLeftAlone() {
    var box = Box(lengths: Vector3(10, 8, 12), tilts: Vector3(5.9, -5.9, 4.7))
    #expect(BoxFlip.reduce(&box) == nil)
    #expect(box.tilts == Vector3(5.9, -5.9, 4.7))
  }
}
