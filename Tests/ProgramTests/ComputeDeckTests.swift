import Foundation
import Testing

/// Computes of groups and of single atoms, and those that a fix brings along, beside LAMMPS's numbers.
@Suite struct ComputeDeckTests {
  private static let deck =
    SiliconDeck.start + """
      group g id 1:40
      compute c all com
      compute cg g com
      compute gy g gyration
      compute pa g property/atom id xu ix vy fz xs
      compute d g displace/atom
      compute k all coord/atom cutoff 2.6
      compute k2 g coord/atom cutoff 3.6 group g
      compute r all reduce sum c_pa[1] c_pa[2] c_pa[3] c_pa[4] c_pa[5] c_pa[6] c_d[1] c_d[4] c_k c_k2
      variable kk atom c_k*c_d[4]
      compute r2 all reduce max v_kk c_k2
      fix 1 all npt temp 900 300 0.05 iso 0 0 0.3
      fix 2 g temp/berendsen 900 300 0.05
      compute_modify 1_temp extra/dof 6
      thermo_style custom step temp c_c[1] c_cg[*] c_gy c_gy[*] c_r[*] c_r2[*] c_1_temp c_1_press c_1_press[2] c_2_temp
      thermo_modify format float %.12g norm no
      run 20
      """

  @Test(arguments: [1, 2])
  func theyGiveLAMMPSsNumbers(ranks: Int) throws {
    let runs = LogFile(try SiliconDeck.log(Self.deck, ranks: ranks)).runs
    try SiliconDeck.expect(
      #require(runs.first),
      [
        "Step", "Temp", "c_c[1]", "c_cg[1]", "c_cg[2]", "c_cg[3]", "c_gy", "c_gy[1]", "c_gy[2]",
        "c_gy[3]", "c_gy[4]", "c_gy[5]", "c_gy[6]", "c_r[1]", "c_r[2]", "c_r[3]", "c_r[4]",
        "c_r[5]", "c_r[6]", "c_r[7]", "c_r[8]", "c_r[9]", "c_r[10]", "c_r2[1]", "c_r2[2]",
        "c_1_temp", "c_1_press", "c_1_press[2]", "c_2_temp",
      ],
      [
        [
          0, 900, 4.7473049765, 4.20512162563, 4.21001194536, 3.12041569618, 5.09799770121,
          9.4281375852, 9.40827113213, 7.15317184422, 1.65016193403, -1.9035301464, -1.95701953443,
          820, 168.204865025, -5, -0.148943856864, -4.39998070732, 20.4856255777, 0, 0, 256, 126, 0,
          4, 914.516129032, 12053.3117949, 12951.8354156, 874.765426135,
        ],
        [
          10, 928.538569648, 4.74662008971, 4.20197981557, 4.20834499339, 3.11769662806,
          5.11299643397, 9.49451468936, 9.45180711627, 7.19641072818, 1.59391037492, -1.90258659431,
          -1.96918638379, 820, 168.079192623, -5, -4.03805539617, -1.11784949517, 20.478636325,
          -0.12567240225, 3.25796311704, 256, 126, 0.692124320007, 4, 943.514998191, 8157.90374346,
          6812.8233123, 920.774395526,
        ],
        [
          20, 669.002061784, 4.74497236222, 4.20071887744, 4.2038378867, 3.11096534915,
          5.12759449176, 9.58959652173, 9.50527480057, 7.1973539496, 1.5260484405, -1.91244115067,
          -1.96759126819, 820, 168.028755098, -5, -7.98329313867, 3.36286368591, 20.4848666746,
          -0.176109927554, 5.88847891793, 256, 128, 1.31545532722, 4, 679.792417619, -455.367868162,
          -1606.40168477, 638.144580887,
        ],
      ])
  }

  /// What a fix brought along goes with it.
  @Test func computesOfAFixLeaveWithIt() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all nvt temp 900 300 0.05
        variable t equal c_1_temp
        run 0
        print "before: $(is_defined(compute,1_temp)) ${t}"
        unfix 1
        print "after: $(is_defined(compute,1_temp))"
        fix 1 all nve
        run 0
        """)
    #expect(log.contains("before: 1 900"))
    #expect(log.contains("after: 0"))
  }

  @Test(arguments: [1, 2])
  func heatFluxesAreLAMMPSs(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        compute k all ke/atom
        compute p all pe/atom
        compute s all stress/atom NULL virial
        group g id 1:20
        compute j all heat/flux k p s
        compute h g heat/flux k p s
        fix 1 all nve
        thermo_style custom step temp c_j[*] c_h[1] c_h[6]
        thermo_modify format float %.12g norm no
        run 20
        """, ranks: ranks)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first),
      [
        "Step", "Temp", "c_j[1]", "c_j[2]", "c_j[3]", "c_j[4]", "c_j[5]", "c_j[6]", "c_h[1]",
        "c_h[6]",
      ],
      [
        [
          0, 900, 72.4275184281, -3.38713208148, -18.2157407683, 7.13997771056, -4.40714896858,
          1.4075978224, 76.2802719646, -34.628145895,
        ],
        [
          10, 960.916620415, -8.34971443706, 8.10527034613, -69.7754593854, 3.42193928719,
          -4.42597923505, -2.55470962398, -1.76470999816, -57.265181672,
        ],
        [
          20, 760.300478452, -47.3070638941, 70.384285028, -67.1506292186, 4.3759803888,
          0.665911384233, -3.77267103585, -61.4742797374, -90.2534566391,
        ],
      ])
  }
}
