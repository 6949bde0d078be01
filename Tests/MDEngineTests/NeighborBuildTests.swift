import MDCore
import Testing

@testable import MDEngine

/// How far a moving box lets atoms approach each other, which makes lists be built earlier.
@Suite struct NeighborBuildTests {
  private let cubic = Box(lower: .zero, lengths: Vector3(10, 10, 10))

  /// One corner stands, the other goes 0.1 along each axis: LAMMPS takes both ways together, not twice
  /// the longer.
  @Test func aBoxThatGrowsFromOneCorner() {
    let grown = Box(lower: .zero, lengths: Vector3(10.1, 10.1, 10.1))
    #expect(abs(grown.largestApproach(from: cubic) - 0.1 * 3.0.squareRoot()) < 1e-14)
  }

  @Test func aBoxThatGrowsAboutItsCentre() {
    let grown = Box(lower: Vector3(-0.1, 0, 0), lengths: Vector3(10.2, 10, 10))
    #expect(abs(grown.largestApproach(from: cubic) - 0.2) < 1e-14)
  }

  /// Four corners go along, and two of them count, in whatever order they come.
  @Test(arguments: [-0.3, 0.3])
  func aBoxThatIsSheared(tilt: Double) {
    let before = Box(lower: .zero, lengths: Vector3(10, 10, 10), tilts: .zero, isTriclinic: true)
    let sheared = Box(
      lower: .zero, lengths: Vector3(10, 10, 10), tilts: Vector3(tilt, 0, 0), isTriclinic: true)
    #expect(abs(sheared.largestApproach(from: before) - 0.6) < 1e-14)
    #expect(abs(before.largestApproach(from: sheared) - 0.6) < 1e-14)
  }

  @Test func theSameBox() { #expect(cubic.largestApproach(from: cubic) == 0) }
}
