import Foundation
import Testing

/// `fix ave/histo` and `ave/histo/weight`, beside LAMMPS's numbers and files.
@Suite struct AverageHistogramTests {
  private static let deck =
    SiliconDeck.start + """
      compute pe all pe/atom
      compute c all coord/atom cutoff 2.9
      compute rdf all rdf 50 cutoff 3.5
      variable v atom sqrt(vx^2+vy^2+vz^2)
      variable m equal temp
      group g id 1:50
      fix 1 all nve
      fix a g ave/histo 1 5 10 -4.5 -4.0 5 c_pe mode vector file a.dat
      fix b all ave/histo 2 3 10 -5 5 4 vx vy v_v mode vector beyond end ave running file b.dat
      fix c all ave/histo 5 2 10 2.5 5.5 3 c_c mode vector beyond extra ave window 2 file c.dat title1 "# coordination" kind peratom
      fix d all ave/histo 1 10 10 600 900 3 v_m c_thermo_temp file d.dat ave running overwrite
      fix e all ave/histo/weight 5 1 10 -0.5 11.5 6 x v_v mode vector file e.dat
      fix f all ave/histo 10 1 10 0 4 4 c_rdf[2] mode vector file f.dat start 20
      thermo_style custom step temp f_a[1] f_a[2] f_a[3] f_a[4] f_a[2][2] f_b[1] f_b[2] f_b[3][2] f_c[1] f_c[1][1] f_c[3][2] f_c[3][3] f_d[1] f_d[2] f_d[1][2] f_e[1] f_e[4] f_e[2][2] f_f[1] f_f[3][2]
      thermo_modify format float %.12g norm no
      run 30

      """

  @Test(arguments: [1, 2])
  func histogramsAreLAMMPSs(ranks: Int) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let file = try scratch.write("deck.in", Self.deck)
    let outcome = try Program.run(
      ["-in", file.path, "-screen", "none"], ranks: ranks, in: scratch.folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    try SiliconDeck.expect(
      #require(LogFile(try Self.text("log.lammps", scratch)).runs.first),
      [
        "Step", "Temp", "f_a[1]", "f_a[2]", "f_a[3]", "f_a[4]", "f_a[2][2]", "f_b[1]", "f_b[2]",
        "f_b[3][2]", "f_c[1]", "f_c[1][1]", "f_c[3][2]", "f_c[3][3]", "f_d[1]", "f_d[2]",
        "f_d[1][2]", "f_e[1]", "f_e[4]", "f_e[2][2]", "f_f[1]", "f_f[3][2]",
      ],
      [
        [
          0, 900, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2.5, 0, 0, 0, 0, 0, 531.007996278, 10.8457905684,
          64.1824086876, 0, 0,
        ],
        [
          10, 960.916620415, 250, 0, -4.31887768018, -4.12872428388, 50, 576, 0, 70, 128, 2.5,
          128, 1, 0, 20, 0, 531.952526127, 10.8684795834, 60.3032797766, 0, 0,
        ],
        [
          20, 760.300478452, 250, 0, -4.31690192629, -4.09717498906, 19, 1152, 0, 139, 256,
          2.5, 256, 1, 12, 28, 0, 494.650290966, 10.9722891723, 55.5910176398, 48, 0,
        ],
        [
          30, 631.421092782, 250, 0, -4.31961928088, -4.06582958768, 17, 1728, 0, 218, 256,
          2.5, 256, 1, 32, 28, 16, 440.221546858, 11.0273202208, 63.3022848506, 49, 0,
        ],
      ])
    #expect(
      try Self.text("a.dat", scratch) == """
        # Histogrammed data for fix a
        # TimeStep Number-of-bins Total-counts Missing-counts Min-value Max-value
        # Bin Coord Count Count/Total
        10 5 250 0 -4.31888 -4.12872
        1 -4.45 0 0
        2 -4.35 50 0.2
        3 -4.25 166 0.664
        4 -4.15 34 0.136
        5 -4.05 0 0
        20 5 250 0 -4.3169 -4.09717
        1 -4.45 0 0
        2 -4.35 19 0.076
        3 -4.25 190 0.76
        4 -4.15 38 0.152
        5 -4.05 3 0.012
        30 5 250 0 -4.31962 -4.06583
        1 -4.45 0 0
        2 -4.35 17 0.068
        3 -4.25 161 0.644
        4 -4.15 56 0.224
        5 -4.05 16 0.064

        """)
    #expect(
      try Self.text("c.dat", scratch) == """
        # coordination
        # TimeStep Number-of-bins Total-counts Missing-counts Min-value Max-value
        # Bin Coord Count Count/Total
        10 5 128 0 4 4
        1 2.5 0 0
        2 3 0 0
        3 4 128 1
        4 5 0 0
        5 5.5 0 0
        20 5 256 0 4 4
        1 2.5 0 0
        2 3 0 0
        3 4 256 1
        4 5 0 0
        5 5.5 0 0
        30 5 256 0 4 4
        1 2.5 0 0
        2 3 0 0
        3 4 256 1
        4 5 0 0
        5 5.5 0 0

        """)
    // LAMMPS's least value of running averages is never above 0.
    #expect(
      try Self.text("d.dat", scratch) == """
        # Histogrammed data for fix d
        # TimeStep Number-of-bins Total-counts Missing-counts Min-value Max-value
        # Bin Coord Count Count/Total
        30 3 32 28 623.018 963.675
        1 650 16 0.5
        2 750 8 0.25
        3 850 8 0.25

        """)
    #expect(
      try Self.text("e.dat", scratch) == """
        # Histogrammed data for fix e
        # TimeStep Number-of-bins Total-counts Missing-counts Min-value Max-value
        # Bin Coord Count Count/Total
        0 6 531.008 0 0.0591001 10.8458
        1 0.5 70.9424 0.133599
        2 2.5 64.1824 0.120869
        3 4.5 151.455 0.285221
        4 6.5 61.3497 0.115534
        5 8.5 116.911 0.220168
        6 10.5 66.1679 0.124608
        10 6 531.953 0 0.0208371 10.8685
        1 0.5 84.4526 0.15876
        2 2.5 60.3033 0.113362
        3 4.5 132.506 0.249093
        4 6.5 58.8489 0.110628
        5 8.5 119.345 0.224354
        6 10.5 76.4966 0.143803
        20 6 494.65 0 -0.0364803 10.9723
        1 0.5 67.8299 0.137127
        2 2.5 55.591 0.112384
        3 4.5 86.1362 0.174136
        4 6.5 93.9485 0.189929
        5 8.5 113.487 0.229429
        6 10.5 77.6573 0.156994
        30 6 440.222 0 -0.0867244 11.0273
        1 0.5 44.7622 0.101681
        2 2.5 63.3023 0.143796
        3 4.5 100.451 0.228182
        4 6.5 77.8393 0.176818
        5 8.5 86.9784 0.197579
        6 10.5 66.8887 0.151943

        """)
    #expect(
      try Self.text("f.dat", scratch) == """
        # Histogrammed data for fix f
        # TimeStep Number-of-bins Total-counts Missing-counts Min-value Max-value
        # Bin Coord Count Count/Total
        20 4 48 2 0 5.51902
        1 0.5 45 0.9375
        2 1.5 2 0.0416667
        3 2.5 0 0
        4 3.5 1 0.0208333
        30 4 49 1 0 6.30746
        1 0.5 45 0.918367
        2 1.5 2 0.0408163
        3 2.5 0 0
        4 3.5 2 0.0408163

        """)
  }

  private static func text(_ name: String, _ scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.folder.appending(path: name), encoding: .utf8)
  }

  @Test(
    arguments: [
      ("1 1 1 0 4 4 x", "fix ave/histo: values of single atoms need 'mode vector'"),
      ("1 1 1 4 0 4 x mode vector", "the upper end of the bins must be above the lower one, 4.0"),
      ("1 1 1 0 4 0 x mode vector", "the number of bins"),
      ("1 1 1 0 4 2000000000 x mode vector", "2000000000 bins are more than there is memory for"),
      ("1 2 5 0 4 4 c_none", "there is no compute 'none'"),
      (
        "1 1 1 0 4 4 x c_rdf[2] mode vector", "'x' has a value for each atom, other inputs have not"
      ),
      ("1 1 1 0 4 4 c_rdf[2] kind local", "kind local: there are no computes with local values"),
      ("1 1 1 0 4 4", "a value is missing"),
      ("1 1 1 0 4 4 x mode vector ave one overwrite", "overwrite goes with ave running only"),
    ])
  func whatIsWrongIsNamed(words: String, message: String) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let file = try scratch.write(
      "deck.in",
      SiliconDeck.start + """
        compute rdf all rdf 50 cutoff 3.5
        fix h all ave/histo \(words)
        run 0

        """)
    let outcome = try Program.run(["-in", file.path, "-screen", "none"], in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
