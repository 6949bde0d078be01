import Foundation
import Testing

/// What decks of LAMMPS's users have, and what comes of it there.
@Suite struct DeckCompatibilityTests {
  /// `thermo_modify norm yes` makes an atom's share of energies, also those of computes and fixes and the averages of
  /// them, and of no temperature or pressure. Numbers of LAMMPS (29 Sep 2021).
  @Test(arguments: [1, 2]) func normalizedColumnsAreLAMMPSs(ranks: Int) throws {
    let deck =
      SiliconDeck.start + """
        suffix off
        run_style verlet
        comm_style brick
        comm_modify vel yes
        special_bonds lj 0 0 0
        compute energies all pe/atom
        compute sum all reduce sum c_energies
        compute both all reduce ave c_energies vx
        compute energy all pe
        compute warmth all temp
        fix 1 all nvt temp 300 300 0.1
        fix pressure all ave/time 2 5 10 c_thermo_press mode vector
        fix mean all ave/time 2 5 10 c_energy
        thermo_style custom step pe c_energy c_sum c_both[1] f_1 c_warmth c_warmth[1] &
          f_pressure[1] f_pressure[4] f_mean
        thermo_modify norm yes format float %.12g
        run 20

        """
    try SiliconDeck.expect(
      LogFile(try SiliconDeck.log(deck, ranks: ranks)).runs[0],
      [
        "Step", "PotEng", "c_energy", "c_sum", "c_both[1]", "f_1", "c_warmth", "c_warmth[1]",
        "f_pressure[1]", "f_pressure[4]", "f_mean",
      ],
      [
        [
          0, -4.25302585489, -4.25302585489, -4.25302585489, -4.25302585489, 0, 900,
          0.0775837623807, 0, 0, 0,
        ],
        [
          10, -4.26101846228, -4.26101846228, -4.26101846228, -4.26101846228, 0.00251262061549,
          942.825249518, 0.0765028524243, 11510.3239222, -8333.37783612, -4.25918065133,
        ],
        [
          20, -4.23827265081, -4.23827265081, -4.23827265081, -4.23827265081, 0.00893089767739,
          713.855875935, 0.0585312405219, 11391.5756329, 6711.48900232, -4.24974969826,
        ],
      ])
  }

  /// Decks of n2p2's own `pair_style nnp` may name no element: types are the potential's elements in order.
  @Test func elementsInTheOrderOfThePotential() throws {
    let folder = Program.repository.appending(path: "Examples/potentials/si-bootstrap").path
    let units = "cflength 1.8897261328 cfenergy 0.0367493254 maxew -1 showew no showewsum 0"
    func energy(_ pair: String) throws -> Double? {
      let deck = SiliconDeck.start.replacingOccurrences(
        of: "pair_style sw\npair_coeff * * Si.sw Si", with: pair)
      return LogFile(try SiliconDeck.log(deck + "run 0\n")).runs[0]["PotEng"]?.first
    }
    let old = try energy("pair_style nnp dir \"\(folder)\" \(units)\npair_coeff * * 6.0")
    let new = try energy("pair_style hdnnp 6.0 dir \(folder) \(units)\npair_coeff * * Si")
    #expect(old != nil && old == new)
    // A Bohr of other digits makes the potential's 10.3934937 Bohr 6.6e-9 Å longer than the deck's word.
    let otherBohr = units.replacingOccurrences(of: "1.8897261328", with: "1.889726125")
    let rounded = try energy("pair_style hdnnp 5.5 dir \(folder) \(otherBohr)\npair_coeff * * Si")
    #expect(abs(try #require(rounded) / (old ?? 0) - 1) < 1e-6)
  }
}
