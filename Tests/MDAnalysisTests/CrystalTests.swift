import MDCore
import Testing

@testable import MDAnalysis
@testable import MDTrajectory

/// Perfect crystals, whose structure is known exactly.
@Suite struct CrystalTests {
  private func measured(_ quantity: any Quantity, _ frame: Frame) throws -> AnalysisResult {
    var quantity = quantity
    try quantity.observe(Snapshot(frame, AnalysisSettings()), .whole)
    return try quantity.result()
  }

  private static func crystals() throws -> [Frame] {
    // One cell alone is thinner than the cutoffs: atoms meet their own images.
    [
      Samples.diamond(1), Samples.diamond(3), try Samples.tiltedDiamond(1),
      try Samples.tiltedDiamond(4), Samples.lonsdaleite(1), Samples.lonsdaleite(2),
    ]
  }

  @Test(arguments: 0..<6)
  func everyAtomIsTetrahedral(which: Int) throws {
    let frame = try Self.crystals()[which]
    let coordination = try measured(Coordination(AnalysisSettings()), frame)
    #expect(coordination.numbers.map(\.value) == [4, 0])
    #expect(coordination.tables[2].rows.isEmpty)
    let angles = try measured(BondAngles(), frame)
    // acos(−1/3); rounding in positions of 1e-15 of the box and in the sums of 2⁻⁴⁰.
    #expect(abs(angles.numbers[0].value - 109.47122063449069) < 1e-9)
    #expect(angles.numbers[1].value < 1e-4)
  }

  @Test(arguments: 0..<4)
  func diamondHasTwoSixRingsAnAtom(which: Int) throws {
    let rings = try measured(RingStatistics(AnalysisSettings()), Self.crystals()[which])
    #expect(rings.tables[0].rows.map { $0[1] } == [0, 0, 0, 2, 0, 0, 0, 0])
  }

  @Test(arguments: 0..<6)
  func structuresAreNamed(which: Int) throws {
    let structures = DiamondStructure.identify(try Self.crystals()[which], reach: 4.56)
    let expected: DiamondStructure = which < 4 ? .cubic : .hexagonal
    #expect(structures.allSatisfy { $0 == expected }, "\(structures.prefix(8))")
  }

  @Test func vacancyLeavesFirstAndSecondNeighbours() {
    var frame = Samples.diamond(4)
    frame.positions.removeLast()
    frame.ids.removeLast()
    frame.species.removeLast()
    frame.images?.removeLast()
    let structures = DiamondStructure.identify(frame, reach: 4.56)
    // Four atoms lose a neighbour and twelve a second neighbour: these sixteen have no whole second shell,
    // and each of the twelve is bonded to three whole ones.
    let cubic = structures.filter { $0 == .cubic }.count
    #expect(cubic == frame.count - 16)
    #expect(!structures.contains(.hexagonal))
    #expect(structures.filter { $0 == .cubicFirst }.count >= 12)
  }

  @Test(arguments: 0..<4)
  func steinhardtOfDiamond(which: Int) throws {
    let order = BondOrder(Snapshot(try Self.crystals()[which], AnalysisSettings()).bonds)
    for q in order.own {
      // √(7/27) and √(32/81): the sums over a regular tetrahedron.
      #expect(abs(q.x - (7.0 / 27).squareRoot()) < 1e-12)
      #expect(abs(q.y - (32.0 / 81).squareRoot()) < 1e-12)
    }
  }

  @Test func radialDistributionHasTheShells() throws {
    let frame = Samples.diamond(3)
    let settings = AnalysisSettings()
    let tally = RadialTally(settings)
    tally.prepare(frame)
    tally.observe(Snapshot(frame, settings), .whole)
    tally.combine(SingleRankWorld.communicator)
    // Shells of diamond: 4, 12, 12, 6, 12, 24 neighbours.
    let running = tally.running(nil)
    func up(to r: Double) -> Double { running[Int(r / settings.rBin)] }
    #expect(up(to: 3) == 4)
    #expect(up(to: 4.2) == 16)
    #expect(up(to: 4.8) == 28)
    #expect(up(to: 5.5) == 34)
    #expect(up(to: 6.2) == 46)
    #expect(up(to: 6.8) == 70)
  }

  @Test func structureFactorHasBraggPeaks() throws {
    let frame = Samples.diamond(2)
    let vectors: [SIMD3<Int32>] = [
      [2, 2, 2], [4, 4, 0], [2, 0, 0], [4, 0, 0], [8, 0, 0], [1, 2, 3],
    ]
    let strength = WaveVectors.amplitudes(vectors, frame, of: Array(0..<frame.count)).map {
      ($0 * $0).sum() / 64
    }
    // In units of the cell these are 111 (half of the atoms' waves in phase, 90° apart), 220, 100
    // (forbidden), 200 (forbidden), 400 and none.
    for (value, expected) in zip(strength, [32.0, 64, 0, 0, 64, 0]) {
      #expect(abs(value - expected) < 1e-9)
    }
  }
}
