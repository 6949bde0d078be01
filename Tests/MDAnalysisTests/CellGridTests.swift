import MDCore
import MDDomain
import Testing

@testable import MDAnalysis
@testable import MDTrajectory

enum SingleRankWorld {
  static var communicator: SingleRank { SingleRank() }
}

@Suite struct CellGridTests {
  private static let boxes = [
    Box(lengths: Vector3(20, 17, 12)), Box(lengths: Vector3(4, 5, 30)),
    Box(lower: Vector3(-3, 2, 1), lengths: Vector3(14, 11, 9), tilts: Vector3(5, -4, 3)),
    Box(
      lengths: Vector3(15, 15, 15), boundaries: Boundaries(x: .periodic, y: .fixed, z: .fixed)),
  ]

  @Test(arguments: 0..<4, [2.5, 6.0])
  func findsWhatAllPairsFind(which: Int, cutoff: Double) {
    let box = Self.boxes[which]
    var random = SplitMix(state: 3)
    let places = (0..<120).map { _ in box.cartesian((random.vector() + 1) / 2) }
    let frame = Samples.frame(places, box)
    let grid = CellGrid(frame, cutoff: cutoff)
    var found = Neighborhood()
    for atom in 0..<frame.count {
      grid.gather(around: atom, cutoff: cutoff, into: &found)
      let own = (0..<found.count).map { found.square($0) }.sorted()
      let all = everyPair(frame, atom, cutoff)
      #expect(own.count == all.count)
      // Another order of the same sums.
      #expect(zip(own, all).allSatisfy { abs($0 - $1) < 1e-10 })
    }
  }

  private func everyPair(_ frame: Frame, _ atom: Int, _ cutoff: Double) -> [Double] {
    var found: [Double] = []
    let reach = (0..<3).map { frame.box.isPeriodic($0) ? Int32(3) : 0 }
    for x in -reach[0]...reach[0] {
      for y in -reach[1]...reach[1] {
        for z in -reach[2]...reach[2] {
          let shift = frame.box.shift(SIMD3(x, y, z))
          for other in 0..<frame.count where other != atom || SIMD3(x, y, z) != .zero {
            let way = frame.positions[other] + shift - frame.positions[atom]
            let square = way.dot(way)
            if square < cutoff * cutoff { found.append(square) }
          }
        }
      }
    }
    return found.sorted()
  }
}
