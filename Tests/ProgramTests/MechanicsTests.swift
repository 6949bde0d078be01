import Foundation
import Testing

/// What the equations of motion promise, on the whole program.
@Suite(.serialized) struct MechanicsTests {
  /// A network of this repository, for the tests that must hold for networks too.
  private static let network = """
    pair_style hdnnp 5.5 dir \(Program.repository.path)/Examples/potentials/si-bootstrap showew no \
    showewsum 0 maxew -1 cflength 1.8897261328 cfenergy 0.0367493254
    pair_coeff * * Si
    """

  private static func deck(network: Bool) -> String {
    guard network else { return SiliconDeck.start }
    return SiliconDeck.start.replacingOccurrences(
      of: "pair_style sw\npair_coeff * * Si.sw Si", with: Self.network)
  }

  /// With steps of negative length the atoms go back the way they came. Rounding grows by chaos:
  /// 1e-16 to less than 1e-9 in these steps.
  @Test(arguments: [false, true], [1, 4])
  func timeReversalReturnsToTheStart(network: Bool, ranks: Int) throws {
    let log = try SiliconDeck.log(
      Self.deck(network: network) + """
        fix 1 all nve
        thermo_modify format float %.15g
        run 0
        run \(network ? 20 : 100)
        timestep -0.001
        run \(network ? 20 : 100)
        """, ranks: ranks)
    let runs = LogFile(log).runs
    try #require(runs.count == 3)
    for name in ["Temp", "PotEng", "Press"] {
      let start = try #require(runs[0][name]?.last)
      let middle = try #require(runs[1][name]?.last)
      let end = try #require(runs[2][name]?.last)
      #expect(abs(end - start) <= 1e-9 * abs(start), "\(name)")
      #expect(abs(middle - start) > 1e-3 * abs(start), "\(name) must have moved")
    }
    #expect(abs(try #require(runs[2]["Time"]?.last)) < 1e-12)
  }

  /// Forces on all atoms cancel: the sum stays zero to rounding (64 × 1e-16 × 5 Å/ps × 28 g/mol, with
  /// room for a random walk of 200 steps), on any number of ranks.
  @Test(arguments: [false, true], [1, 3])
  func momentumStaysZero(network: Bool, ranks: Int) throws {
    let log = try SiliconDeck.log(
      Self.deck(network: network) + """
        fix 1 all nve
        variable x equal vcm(all,x)
        variable y equal vcm(all,y)
        variable z equal vcm(all,z)
        thermo_style custom step v_x v_y v_z temp
        thermo_modify format float %.12g
        run \(network ? 20 : 200)
        """, ranks: ranks)
    let run = try #require(LogFile(log).runs.first)
    for name in ["v_x", "v_y", "v_z"] {
      let values = try #require(run[name])
      #expect(values.allSatisfy { abs($0) < 1e-12 }, "\(name): \(values.last ?? 0)")
    }
  }

  /// Total energies of a run of 0.4 ps, with the network of 0.1 ps, eV.
  private func energies(timestep: Double, network: Bool) throws -> [Double] {
    let steps = Int(((network ? 0.1 : 0.4) / timestep).rounded())
    let log = try SiliconDeck.log(
      Self.deck(network: network) + """
        timestep \(timestep)
        fix 1 all nve
        thermo_style custom step etotal
        thermo_modify format float %.15g
        thermo \(steps / 50)
        run \(steps)
        """)
    return try #require(LogFile(log).runs.first?["TotEng"])
  }

  /// Velocity Verlet is of second order: half the step leaves a quarter of the fluctuation of the
  /// energy (not exactly: the trajectories differ), and no slope.
  @Test(arguments: [false, true])
  func theEnergyFluctuatesInSecondOrder(network: Bool) throws {
    func deviation(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.map { ($0 - mean) * ($0 - mean) }
      return (squares.reduce(0, +) / Double(values.count)).squareRoot()
    }
    let coarse = deviation(try energies(timestep: 0.001, network: network))
    let fine = deviation(try energies(timestep: 0.0005, network: network))
    #expect(coarse > 1e-5)
    #expect((3.4...4.6).contains(coarse / fine), "ratio \(coarse / fine)")
  }

  /// The slope of the total energy over 10 ps of 64 atoms; 1e-6 eV an atom and ps is the project's
  /// promise.
  @Test func theEnergyDoesNotDrift() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all nve
        thermo_style custom step time etotal
        thermo_modify format float %.15g
        run 10000
        """)
    let run = try #require(LogFile(log).runs.first)
    let times = try #require(run["Time"])
    let energies = try #require(run["TotEng"])
    let meanTime = times.reduce(0, +) / Double(times.count)
    let offsets = times.map { $0 - meanTime }
    let products = zip(offsets, energies).map { $0 * $1 }
    let squares = offsets.map { $0 * $0 }
    let slope = products.reduce(0, +) / squares.reduce(0, +)
    #expect(abs(slope) / 64 < 1e-6, "slope \(slope / 64) eV an atom and ps")
  }
}
