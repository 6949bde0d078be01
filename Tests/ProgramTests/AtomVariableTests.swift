import Foundation
import Testing

/// `variable NAME atom` and its users, beside LAMMPS's numbers.
@Suite struct AtomVariableTests {
  private static let deck =
    SiliconDeck.start + """
      region left block 0 1.2 INF INF INF INF
      group g id 1:40
      compute pe all pe/atom
      compute s all stress/atom NULL
      compute t all temp
      variable half equal 0.5
      variable e atom c_pe+4.3
      variable p atom -(c_s[1]+c_s[2]+c_s[3])/60
      variable speed atom sqrt(vx^2+vy^2+vz^2)
      variable w atom (x>5.0)*gmask(g)+2*rmask(left)-grmask(g,left)+mass/type-id%7+c_t*v_half
      variable q atom v_speed*v_e+step+vdisplace(x,0.5)
      compute r all reduce sum v_e v_p v_speed v_w v_q
      compute m g reduce max v_speed v_q
      fix 1 all nve
      thermo_style custom step temp c_r[*] c_m[*]
      thermo_modify format float %.12g norm no
      run 10
      variable hot atom v_speed>7
      group hot variable hot
      variable vy atom x/10
      velocity hot set NULL v_vy v_half sum yes units box
      variable vz atom vx/2
      variable nx atom x+0.01*vx
      set group hot x v_nx vz v_vz
      variable n equal count(hot)
      thermo_style custom step temp v_n c_r[*]
      thermo_modify format float %.12g norm no
      run 5
      """

  @Test(arguments: [1, 2])
  func formulasOfAtomsReduceToLAMMPSsNumbers(ranks: Int) throws {
    let runs = LogFile(try SiliconDeck.log(Self.deck, ranks: ranks)).runs
    try #require(runs.count == 2)
    try SiliconDeck.expect(
      runs[0],
      ["Step", "Temp", "c_r[1]", "c_r[2]", "c_r[3]", "c_r[4]", "c_r[5]", "c_m[1]", "c_m[2]"],
      [
        [
          0, 900, 3.00634528729, 772335.132442, 531.007996278, 30471.472, 406.423881323,
          14.5169105951, 11.5181438741,
        ],
        [
          10, 960.916620415, 2.5083348278, 737219.633582, 531.952526127, 32420.8038533,
          1039.75939757, 17.8913365496, 21.8790255513,
        ],
      ])
    try SiliconDeck.expect(
      runs[1], ["Step", "Temp", "v_n", "c_r[1]", "c_r[2]", "c_r[3]", "c_r[4]", "c_r[5]"],
      [
        [
          10, 701.845887327, 40, 4.09882521923, 737667.610344, 448.095256902, 24130.5403945,
          1040.14827354,
        ],
        [
          15, 557.45327516, 40, 5.27680640395, 723614.466214, 413.119181605, 19509.9768051,
          1364.71281315,
        ],
      ])
  }

  /// LAMMPS scales the numbers of a deck by the lattice, not what a variable gives.
  @Test func velocitiesOfVariablesAreThoseOfTheRun() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        variable e equal 1.5
        variable a atom 2.0+0*x
        velocity all set v_e v_a 1.5
        fix 1 all nve
        run 0
        print "set: $(vx[7]) $(vy[7]) $(vz[7])"
        """)
    #expect(log.contains("set: 1.5 2 8.1464999999"))
  }

  @Test(arguments: [
    (
      "variable q atom x\nfix h all ave/histo 1 1 5 0 10 4 v_q mode vector file o\nrun 5\nvariable q delete",
      "the variable 'q' is not defined"
    ),
    (
      "variable q atom x\ncompute r all reduce sum v_q\nthermo_style custom c_r\nrun 5\nvariable q delete",
      "the variable 'q' is not defined"
    ),
    (
      "variable b atom v_c+x\nvariable c atom v_b\ndump d all custom 1 q id v_b",
      "depends on itself"
    ),
    (
      "variable b atom v_c+v_d\nvariable c atom x\nvariable d atom v_c+v_d\ncompute r all reduce sum v_b\nthermo_style custom c_r",
      "the variable 'd' depends on itself: b → d → d"
    ),
  ])
  func formulasThatCannotBeAskedEndTheRun(lines: String, message: String) throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + "fix 1 all nve\n" + lines + "\nrun 5\n")
    let outcome = try ContinueTests.start(scratch, status: 1)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
