import MDCore
import MDEngine
import Testing

@Suite struct RegionTests {
  let sphere = Region.Shape.sphere(center: Vector3(1, 2, 3), radius: 2)

  @Test func surfaceBelongsToTheInside() throws {
    let inside = try Region(sphere)
    let outside = try Region(sphere, isInside: false)
    #expect(inside.contains(Vector3(3, 2, 3)) && !outside.contains(Vector3(3, 2, 3)))
    #expect(!inside.contains(Vector3(3.001, 2, 3)) && outside.contains(Vector3(3.001, 2, 3)))
    #expect(outside.boundingBox == nil)
  }

  @Test func coneNarrows() throws {
    let cone = try Region(
      .cone(axis: 1, center: Vector3(1, 0, 1), radii: (2, 0), lower: 0, upper: 4))
    #expect(cone.contains(Vector3(2, 2, 1)) && !cone.contains(Vector3(2.1, 2, 1)))
    #expect(!cone.contains(Vector3(1, 4.1, 1)) && cone.contains(Vector3(1, 4, 1)))
    #expect(cone.boundingBox! == (Vector3(-1, 0, -1), Vector3(3, 4, 3)))
  }

  @Test func planeKeepsTheSideOfItsNormal() throws {
    let plane = try Region(.plane(point: Vector3(0, 0, 1), normal: Vector3(0, 1, 1)))
    #expect(plane.contains(Vector3(5, 0, 1)) && plane.contains(Vector3(5, 1, 1)))
    #expect(!plane.contains(Vector3(5, 0, 0.9)))
  }

  @Test func unionsAndIntersectionsCombine() throws {
    let a = try Region(.block(lower: .zero, upper: Vector3(2, 2, 2)))
    let b = try Region(.block(lower: Vector3(1, 1, 1), upper: Vector3(3, 3, 3)))
    let union = try Region(.union([a, b]))
    let intersection = try Region(.intersection([a, b]))
    for (point, inA, inB) in [
      (Vector3(0.5, 0.5, 0.5), true, false), (Vector3(1.5, 1.5, 1.5), true, true),
      (Vector3(2.5, 2.5, 2.5), false, true), (Vector3(2.5, 0.5, 0.5), false, false),
    ] {
      #expect(union.contains(point) == (inA || inB))
      #expect(intersection.contains(point) == (inA && inB))
    }
    #expect(union.boundingBox! == (.zero, Vector3(3, 3, 3)))
    #expect(intersection.boundingBox! == (Vector3(1, 1, 1), Vector3(2, 2, 2)))
  }

  @Test func boundsOfATiltedBoxHoldItsCorners() {
    let box = Box(
      lower: Vector3(1, 1, 1), lengths: Vector3(5, 4, 3), tilts: Vector3(-2, 1, 1.5))
    var lowest = Vector3(repeating: .infinity)
    var highest = -lowest
    for corner in 0..<8 {
      let s = Vector3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2))
      lowest = pointwiseMin(lowest, box.cartesian(s))
      highest = pointwiseMax(highest, box.cartesian(s))
    }
    #expect(box.boundingBox == (lowest, highest))
  }

  @Test func shapesWithoutAnInsideAreRefused() {
    #expect(throws: InputError.self) { try Region(.sphere(center: .zero, radius: -1)) }
    #expect(throws: InputError.self) { try Region(.plane(point: .zero, normal: .zero)) }
    #expect(throws: InputError.self) {
      try Region(
        .prism(
          Box(
            lower: Vector3(-1e20, 0, 0), lengths: Vector3(2e20, 1, 1), tilts: Vector3(0.1, 0, 0))))
    }
  }
}
