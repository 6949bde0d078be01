import Foundation
import MDCore
import Testing

@testable import MDAnalysis
@testable import MDTrajectory

@Suite struct RingSearchTests {
  /// Rings by size, each counted once.
  private func rings(_ frame: Frame, cutoff: Double, largest: Int = 10) -> [Int: Int] {
    let bonds = BondTable(frame, cutoff: cutoff)
    var search = RingSearch(bonds, largest: largest)
    var found: [Int: Int] = [:]
    for atom in 0..<frame.count {
      for (size, count) in search.rings(through: atom).enumerated() where count > 0 {
        found[size, default: 0] += count
      }
    }
    // Each of its members finds a ring.
    #expect(found.allSatisfy { $0.value % $0.key == 0 })
    return Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0.value / $0.key) })
  }

  @Test(arguments: 3...9)
  func polygonIsOneRing(corners: Int) {
    let radius = 1 / sin(.pi / Double(corners))
    let places = (0..<corners).map { corner -> Vector3 in
      let angle = 2 * .pi * Double(corner) / Double(corners)
      return Vector3(cos(angle), sin(angle), 0) * radius
    }
    #expect(rings(Samples.cluster(places), cutoff: 2.2) == [corners: 1])
  }

  @Test func cubeHasSquaresAndEquators() {
    var places: [Vector3] = []
    for x in [0.0, 2] {
      for y in [0.0, 2] { for z in [0.0, 2] { places.append(Vector3(x, y, z)) } }
    }
    // Six faces; around each of the four diagonals a hexagon whose opposite corners are three bonds apart.
    #expect(rings(Samples.cluster(places), cutoff: 2.4) == [4: 6, 6: 4])
  }

  @Test func shortCutEndsARing() {
    // A hexagon with an atom in the middle, bonded to all: triangles only.
    let corners = (0..<6).map { corner -> Vector3 in
      let angle = Double.pi / 3 * Double(corner)
      return Vector3(cos(angle), sin(angle), 0) * 2
    }
    #expect(rings(Samples.cluster(corners + [.zero]), cutoff: 2.2) == [3: 6])
  }

  @Test func chainAcrossTheBoxIsNoRing() {
    let places = (0..<4).map { Vector3(2 * Double($0), 0, 0) }
    let frame = Samples.frame(places, Box(lengths: Vector3(8, 30, 30)))
    #expect(rings(frame, cutoff: 2.2).isEmpty)
  }

  @Test func graphiteSheetIsHoneycomb() {
    // Two atoms in a tilted cell, which meet their own images at once.
    let bond = 2.0
    let a = bond * 3.0.squareRoot()
    let box = Box(lengths: Vector3(a, a * 0.75.squareRoot(), 20), tilts: Vector3(a / 2, 0, 0))
    let places = [Vector3.zero, Vector3(a / 2, a / 2 / 3.0.squareRoot(), 0)]
    let found = rings(Samples.frame(places, box), cutoff: 2.2)
    #expect(found == [6: 1])
  }
}
