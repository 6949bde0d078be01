import Foundation
import Testing

/// Minimisations against LAMMPS (29 Sep 2021, one rank), whose numbers stand beside the decks that made
/// them, on one rank and on several.
///
/// Tolerances: energies and forces are the same function evaluated in another order, so that rounding of
/// 1e-16 is all that differs at first; line searches and damped dynamics let it grow. The numbers agree
/// to what LAMMPS has printed while atoms are far from the minimum, and to 1e-6 where only rounding
/// decides on the way there. Minimal energies are compared to 1e-10.
@Suite(.serialized) struct MinimizationTests {
  /// What stands behind a word in the log.
  private func numbers(behind word: String, in log: String) throws -> [Double] {
    let lines = log.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.contains(word) })
    var text = lines[place].split(separator: "=").last ?? ""
    if text.allSatisfy(\.isWhitespace) { text = lines[place + 1] }
    return text.split(separator: " ").compactMap { Double($0) }
  }

  private func expect(_ values: [Double], _ expected: [Double], _ tolerance: Double) {
    #expect(values.count == expected.count)
    for (a, b) in zip(values, expected) {
      #expect(abs(a - b) <= tolerance * max(1, abs(b)), "\(a)")
    }
  }

  @Test(arguments: [1, 4]) func conjugateGradients(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        thermo 5
        thermo_style custom step pe press fmax
        thermo_modify format float %.12g
        minimize 1e-10 1e-6 100 500
        """, ranks: ranks)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first), ["Step", "PotEng", "Press", "Fmax"],
      [
        [0, -272.193654713, 12053.3117949, 3.48291678661],
        [5, -277.520491854, 6072.51235988, 0.0983858832374],
        [10, -277.54234157, 6080.37994417, 0.00472938325986],
        [15, -277.542399561, 6080.40445885, 0.000448046560682],
        [17, -277.542399677, 6080.40435388, 5.95272595076e-05],
      ])
    #expect(log.contains("WARNING: Using 'neigh_modify every 1") == false)
    #expect(log.contains("  Stopping criterion = energy tolerance\n"))
    #expect(log.contains("  Iterations, force evaluations = 17 33\n"))
    #expect(
      log.contains("  Force two-norm initial, final = 17.114327 0.0003393390"), "eight digits")
    #expect(
      log.contains("  Final line search alpha, max atom move = 1.0000000 5.9527"), "with zeros")
    expect(
      try numbers(behind: "Energy initial", in: log),
      [-272.193654712706, -277.5423996549, -277.54239967716], 1e-12)
  }

  /// A vacancy, and the damped dynamics that physicists like.
  @Test(arguments: [1, 2]) func fire(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        group hole id 17
        delete_atoms group hole compress no
        thermo 10
        thermo_style custom step pe press fmax
        thermo_modify format float %.12g
        min_style fire
        minimize 0 1e-3 300 900
        """, ranks: ranks)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first), ["Step", "PotEng", "Press", "Fmax"],
      [
        [0, -263.855307406, 5462.83109923, 3.48291678661],
        [10, -266.809894396, 3332.6880113, 2.0164618549],
        [20, -268.617160674, 1246.03482641, 0.360687067405],
        [30, -268.850835789, 0.176831241134, 0.0962703649367],
        [40, -268.854607853, -9.9762775868, 0.0817583394979],
        [50, -268.860134407, -26.9322496881, 0.0651916945957],
        [60, -268.867401223, -34.1518358795, 0.0175976661077],
        [70, -268.869146023, -18.5285849267, 0.00321744967649],
        [80, -268.869176966, -21.7942985585, 0.0023300815393],
        [90, -268.869199583, -24.5734897264, 0.000149003313907],
      ])
    #expect(log.contains("  Stopping criterion = force tolerance\n"))
    #expect(
      log.contains("     0.1        20    1.1      0.5   0.25        0.99   10 0.02 eulerimplicit"))
    #expect(log.contains("  Iterations, force evaluations = 90 93\n"))
  }

  /// Fixed atoms, other line searches, norms and styles; the second begins where the first has ended.
  @Test func steepestDescentAndQuickmin() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        group f id <= 12
        fix 1 f setforce 0 0 0
        thermo 10
        thermo_style custom step pe press
        thermo_modify format float %.12g
        min_style sd
        min_modify line forcezero dmax 0.05 norm inf
        minimize 1e-9 1e-3 500 2000
        min_style quickmin
        min_modify norm max
        minimize 1e-9 1e-4 500 2000
        """)
    let runs = LogFile(log).runs
    try SiliconDeck.expect(
      runs[0], ["Step", "PotEng", "Press"],
      [
        [0, -272.193654713, 12053.3117949],
        [10, -277.095591625, 6275.98524449],
        [20, -277.118343282, 6277.55646529],
        [30, -277.120615541, 6278.65987545],
        [40, -277.121220124, 6279.14371181],
        [50, -277.121422535, 6279.37517079],
        [60, -277.121485633, 6279.49060441],
        [64, -277.121494827, 6279.51785989],
      ])
    try SiliconDeck.expect(
      runs[1], ["Step", "PotEng", "Press"],
      [[64, -277.121494827, 170.978161303], [70, -277.12149493, 170.979677676]])
  }

  @Test(arguments: [1, 4]) func boxRelaxesIsotropically(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all box/relax iso 1000 vmax 0.001
        thermo 10
        thermo_style custom step pe press lx f_1
        thermo_modify format float %.12g
        change_box all x scale 1.03 y scale 1.03 z scale 1.03 remap
        minimize 1e-8 1e-4 60 500
        """, ranks: ranks)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first), ["Step", "PotEng", "Press", "Lx", "f_1"],
      [
        [0, -269.497838608, -68306.4768431, 11.18786, 0],
        [10, -271.116072683, -43379.549978, 11.0759814, -0.0259598263973],
        [20, -272.052624893, -15782.1818708, 10.9641028, -0.0514004737474],
        [30, -272.560873729, 8035.23861008, 10.87459992, -0.0713827068379],
        [40, -275.603123381, 4242.99738817, 10.87459992, -0.0713827068379],
        [50, -277.450230122, 10256.9479263, 10.8471825102, -0.0774384643876],
        [60, -277.528243605, 7433.91277204, 10.8572280717, -0.0752232225294],
      ], tolerance: 1e-6)
    #expect(log.contains("  Stopping criterion = max iterations\n"))
  }

  /// All of a tilted box: to the crystal, whose energy LAMMPS found as −277.542399909364 eV.
  @Test func tiltedBoxRelaxes() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        velocity all set 0 0 0
        change_box all triclinic
        change_box all x scale 1.02 xy delta 0.3 yz delta -0.2 remap units box
        fix 1 all box/relax tri 0 vmax 0.001
        thermo 100
        thermo_style custom step pe press lx ly lz xy xz yz
        thermo_modify format float %.12g
        minimize 1e-14 1e-6 400 2000
        """)
    let run = try #require(LogFile(log).runs.first)
    let energies = try #require(run["PotEng"])
    #expect(abs(energies[0] - -271.444729621) < 1e-8)
    #expect(abs(energies.last! - -277.542399909364) < 5e-7)
    for (name, length) in [("Lx", 10.8619), ("Ly", 10.8619), ("Lz", 10.8619), ("Xy", 0), ("Yz", 0)]
    {
      // How near the flat bottom is reached depends on rounding.
      #expect(abs(try #require(run[name]).last! - length) < 2e-4, "\(name)")
    }
    #expect(abs(try #require(run["Press"]).last!) < 10)
  }

  @Test func dampedDynamicsCannotRelaxTheBox() throws {
    #expect(throws: Failure.self) {
      try SiliconDeck.log(
        SiliconDeck.start + "fix 1 all box/relax iso 0\nmin_style fire\nminimize 0 1e-3 10 10")
    }
  }
}
