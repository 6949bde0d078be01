import Foundation
import Testing

/// `pair_style zbl` and `hybrid/overlay`, beside LAMMPS's numbers.
@Suite struct RepulsionDeckTests {
  /// Atoms of two types displaced so far that pairs come close.
  private static func deck(_ pair: String) -> String {
    """
    units metal
    atom_style atomic
    lattice diamond 5.431
    region b block 0 2 0 2 0 2
    create_box 2 b
    create_atoms 1 box
    mass * 28.0855
    set region b type/fraction 2 0.4 1234
    \(pair)
    displace_atoms all random 0.5 0.5 0.5 4711 units box
    velocity all create 900 12345 mom yes rot yes dist gaussian
    neighbor 1.0 bin
    neigh_modify every 1 delay 0 check yes
    timestep 0.0002
    compute e all pe/atom
    compute s all stress/atom NULL
    compute r all reduce sumsq c_e c_s[1] c_s[4]
    compute m all reduce min c_e
    fix 1 all nve
    thermo_style custom step temp pe pxx pxy c_r[*] c_m etotal
    thermo_modify format float %.12g
    thermo 10
    run 20
    """
  }

  private static let columns = [
    "Step", "Temp", "PotEng", "Pxx", "Pxy", "c_r[1]", "c_r[2]", "c_r[3]", "c_m", "TotEng",
  ]

  @Test func theRepulsionAloneGivesLAMMPSsNumbers() throws {
    let log = try SiliconDeck.log(
      Self.deck(
        """
        pair_style zbl 1.5 3.5
        pair_coeff 1 1 14 14
        pair_coeff 1 2 14 6
        pair_coeff 2 2 6 6
        """))
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first), Self.columns,
      [
        [
          0, 900, 114.438967598, 287012.808076, -12416.5027042, 339.480775748, 2.93518413678e+15,
          1.62413940893e+15, 0.377696169935, 121.768017819,
        ],
        [
          10, 1508.06358821, 109.484096935, 282118.915049, -13739.2253679, 283.954312863,
          2.77909795655e+15, 1.43340934421e+15, 0.381890864984, 121.764845574,
        ],
        [
          20, 2624.93810814, 100.386456851, 273921.753891, -15387.0065728, 211.400593691,
          2.52905645746e+15, 1.13606694374e+15, 0.388351876911, 121.76234932,
        ],
      ])
  }

  @Test func pairsOfTypesAreMixed() throws {
    let log = try SiliconDeck.log(
      Self.deck(
        """
        pair_style zbl 1.0 3.0
        pair_coeff * 1 14 14
        pair_coeff 2 2 6.0 6.0
        """))
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first), Self.columns,
      [
        [
          0, 900, 82.3472619742, 236797.292649, -11029.0472432, 226.231993888, 2.21675923825e+15,
          1.59986632912e+15, 0.119411023577, 89.6763121957,
        ],
        [
          10, 1519.59596243, 77.298419793, 231789.552732, -12255.9269998, 176.636047459,
          2.07180656173e+15, 1.4107257971e+15, 0.119880661833, 89.673081043,
        ],
        [
          20, 2651.50875538, 68.0782566469, 223439.078969, -13834.611393, 115.166148794,
          1.8418533e+15, 1.11341958667e+15, 0.121385627053, 89.6705242368,
        ],
      ])
  }

  @Test(arguments: [1, 2])
  func anOverlayGivesLAMMPSsNumbers(ranks: Int) throws {
    let log = try SiliconDeck.log(
      Self.deck(
        """
        pair_style hybrid/overlay sw zbl 1.2 2.6
        pair_coeff * * sw Si.sw Si Si
        pair_coeff 1 1 zbl 14 14
        pair_coeff 1 2 zbl 14 6
        """), ranks: ranks)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first), Self.columns,
      [
        [
          0, 900, -74.9702313788, 392843.979523, -68693.0969696, 890.169004815, 1.24680408157e+16,
          1.26276602352e+16, -3.92089087294, -67.6411811573,
        ],
        [
          10, 5260.76393041, -110.528304296, 354543.474262, -66202.5265094, 520.127122324,
          9.35829126606e+15, 9.5680094438e+15, -3.94623049042, -67.6878564637,
        ],
        [
          20, 11455.1031362, -160.981403804, 299142.038874, -56544.2208189, 476.356101478,
          5.89241715293e+15, 5.97291693829e+15, -3.9641843762, -67.6980413846,
        ],
      ])
  }

  /// A network with a repulsion under it is the sum of the two, and its warnings are still counted.
  @Test func aNetworkTakesARepulsion() throws {
    let folder = Program.repository.appending(path: "Examples/potentials/si-bootstrap").path
    let network =
      "hdnnp 5.5 dir \(folder) showew no showewsum 1 maxew -1 cflength 1.8897261328 cfenergy 0.0367493254"
    func run(_ pair: String) throws -> (values: [String: [Double]], log: String) {
      let deck = Self.deck(pair)
        .replacing(
          "displace_atoms all random 0.5 0.5 0.5", with: "displace_atoms all random 0.3 0.3 0.3"
        )
        .replacing("run 20", with: "velocity all set 0 0 0\nrun 0")
      let log = try SiliconDeck.log(deck)
      return (try #require(LogFile(log).runs.first), log)
    }
    let one = try run("pair_style \(network)\npair_coeff * * Si Si")
    let other = try run("pair_style zbl 1.0 2.5\npair_coeff * * 14 14")
    let both = try run(
      """
      pair_style hybrid/overlay zbl 1.0 2.5 \(network)
      pair_coeff * * zbl 14 14
      pair_coeff * * hdnnp Si Si
      """)
    for name in ["PotEng", "Pxx", "Pxy"] {
      // With no velocities the pressures are those of the forces.
      let parts = try #require(one.values[name])[0] + #require(other.values[name])[0]
      let sum = try #require(both.values[name])[0]
      #expect(abs(sum - parts) <= 1e-9 * max(1, abs(parts)), "\(name)")
    }
    let summary = "EWPERSTEP"
    #expect(both.log.contains(summary) == one.log.contains(summary))
  }
}
