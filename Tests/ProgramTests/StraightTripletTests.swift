import Foundation
import Testing

/// Compact functions of the angle pass over three atoms whose cosine is exactly ±1, which hangs on its last bit.
@Suite struct StraightTripletTests {
  /// A perfect diamond: n2p2's `pair_style hdnnp` (compiled as its makefile has it, with fused multiply-adds) gives the
  /// network, which is the function itself, 161.306613816409. Without fused sums it would be another number.
  @Test(arguments: ["double", "mixed"])
  func perfectCrystalsHaveN2P2sEnergy(precision: String) throws {
    let scratch = try Scratch()
    try scratch.write(
      "pot/input.nn",
      """
      number_of_elements 1
      elements Si
      cutoff_type 1
      scale_min_short 0.0
      scale_max_short 1.0
      global_hidden_layers_short 1
      global_nodes_short 1
      global_activation_short l l
      symfunction_short Si 22 Si Si 0.0 5.0 120 240 p2

      """)
    try scratch.write("pot/scaling.data", "1 1 0.0 5.0 1.0 1.0\n")
    try scratch.write("pot/weights.014.data", "1.0\n0.0\n1.0\n0.0\n")
    var atoms: [String] = []
    for cell in 0..<8 {
      let corner = [cell & 1, cell >> 1 & 1, cell >> 2].map { 4 * $0 }
      for (a, b, c) in [
        (0, 0, 0), (1, 1, 1), (0, 2, 2), (1, 3, 3), (2, 0, 2), (3, 1, 3), (2, 2, 0), (3, 3, 1),
      ] {
        let place = zip(corner, [a, b, c]).map { String(format: "%.3f", 1.367 * Double($0 + $1)) }
        atoms.append("\(atoms.count + 1) 1 " + place.joined(separator: " "))
      }
    }
    try scratch.write(
      "system.data",
      """
      diamond

      64 atoms
      1 atom types

      0 10.936 xlo xhi
      0 10.936 ylo yhi
      0 10.936 zlo zhi

      Atoms # atomic

      \(atoms.joined(separator: "\n"))

      """)
    try scratch.write(
      "deck.in",
      """
      units metal
      atom_style atomic
      read_data system.data
      mass * 28.0
      pair_style hdnnp 5.01 dir pot showew no maxew 1000000000
      pair_coeff * * Si
      thermo_style custom step pe
      thermo_modify format float %.15g norm no
      run 0

      """)
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "log", "-precision", precision], ranks: 2, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    let energy = try #require(LogFile(log).runs.first?["PotEng"]?.first)
    #expect(abs(energy - 161.306613816409) < 1e-10)
  }
}
