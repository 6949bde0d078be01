import Foundation
import Testing

/// Changes of the box during a run against LAMMPS (29 Sep 2021, one rank), on one rank and on several.
///
/// The tolerance of 1e-8: LAMMPS printed 12 digits, and rounding of 1e-16 a step grows by chaos to 1e-10
/// in these hot and strained crystals.
@Suite(.serialized) struct DeformTests {
  @Test(arguments: [1, 2, 4]) func lengths(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all nvt temp 900 900 0.05
        fix 2 all deform 1 x erate 2.0 y trate -1.5 z volume
        thermo_style custom step pe press lx ly lz
        thermo_modify format float %.12g
        run 20
        run 20 start 0 stop 100
        unfix 2
        fix 2 all deform 5 x final -1 12 y delta -0.1 0.2 z scale 1.05 units box
        run 20
        unfix 2
        fix 2 all deform 2 x vel 0.3 y wiggle 0.1 0.02 z volume remap v
        run 20
        """, ranks: ranks)
    let runs = LogFile(log).runs
    try SiliconDeck.expect(
      runs[0], ["Step", "PotEng", "Press", "Lx", "Ly", "Lz"],
      [
        [0, -272.193654713, 12053.3117949, 10.862, 10.862, 10.862],
        [10, -272.547913031, 11320.3247466, 11.07924, 10.700285888, 10.8099589293],
        [20, -270.440150815, 9760.71350485, 11.29648, 10.5409793854, 10.7623049498],
      ], tolerance: 1e-8)
    try SiliconDeck.expect(
      runs[1], ["Step", "PotEng", "Press", "Lx", "Ly", "Lz"],
      [
        [20, -270.373428789, 9655.60562416, 11.29648, 10.5409793854, 10.7623049498],
        [30, -268.49697154, 7327.19637139, 11.51372, 10.3840446477, 10.7188251079],
        [40, -268.596632917, 4188.20365917, 11.73096, 10.2294463638, 10.6793227487],
      ], tolerance: 1e-8)
    try SiliconDeck.expect(
      runs[2], ["Step", "PotEng", "Press", "Lx", "Ly", "Lz"],
      [
        [40, -268.465685463, 3965.58624963, 11.73096, 10.2294463638, 10.6793227487],
        [50, -265.810702842, -38637.0263838, 12.36548, 10.3794463638, 10.9463058174],
        [60, -255.494010058, -104366.323134, 13, 10.5294463638, 11.2132888861],
      ], tolerance: 1e-8)
    try SiliconDeck.expect(
      runs[3], ["Step", "PotEng", "Press", "Lx", "Ly", "Lz"],
      [
        [60, -249.102624916, -136562.499344, 13, 10.5294463638, 11.2132888861],
        [70, -246.384656969, -132964.40847, 13.016293, 10.5294463638, 11.1992527765],
        [80, -226.429436409, -96321.6670802, 13.032586, 10.5294463638, 11.185251762],
      ], tolerance: 1e-8)
  }

  /// Shears with flips of the box, velocities that follow it, and boxes that leave the atoms alone.
  @Test(arguments: [1, 2, 4]) func tilts(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        change_box all triclinic
        fix 1 all nve
        fix 2 all deform 1 xy erate 20 xz vel 10 remap v units box
        thermo_style custom step pe pxy lx xy xz yz
        thermo_modify format float %.12g
        run 40
        unfix 2
        fix 2 all deform 1 xy final 2 yz wiggle 0.4 0.1 xz delta 1 flip no remap none units box
        run 20
        unfix 2
        fix 2 all deform 1 yz trate 3 x scale 1.02 remap x
        run 20
        """, ranks: ranks)
    let runs = LogFile(log).runs
    try SiliconDeck.expect(
      runs[0], ["Step", "PotEng", "Pxy", "Lx", "Xy", "Xz", "Yz"],
      [
        [0, -272.193654713, -14433.2723085, 10.862, 0, 0, 0],
        [10, -226.386802699, -38371.4350557, 10.862, 2.1724, 0.1, 0],
        [20, -235.671698096, 4342.52300077, 10.862, 4.3448, 0.2, 0],
        [30, -232.09845072, -17938.2632455, 10.862, -4.3448, 0.3, 0],
        [40, -228.623611161, -17705.0792141, 10.862, -2.1724, 0.4, 0],
      ], tolerance: 1e-8)
    try SiliconDeck.expect(
      runs[1], ["Step", "PotEng", "Pxy", "Lx", "Xy", "Xz", "Yz"],
      [
        [40, -229.071813333, -17354.2144521, 10.862, -2.1724, 0.4, 0],
        [50, -222.125114094, -26900.5389932, 10.862, -0.0862, 0.9, 0.235114100917],
        [60, -206.828644705, -2700.16501988, 10.862, 2, 1.4, 0.380422606518],
      ], tolerance: 1e-8)
    try SiliconDeck.expect(
      runs[2], ["Step", "PotEng", "Pxy", "Lx", "Xy", "Xz", "Yz"],
      [
        [60, -205.585897332, 2061.76984567, 10.862, 2, 1.4, 0.380422606518],
        [70, -206.321123719, -19831.2580551, 10.97062, 2, 1.4, 0.392008199705],
        [80, -207.077566643, -31807.2080954, 11.07924, 2, 1.4, 0.403946626733],
      ], tolerance: 1e-8)
  }

  @Test func berendsensBarostat() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all nve
        fix 2 all press/berendsen iso 0 20000 0.5 modulus 900000
        thermo_style custom step pe press lx ly
        thermo_modify format float %.12g
        run 20
        unfix 2
        fix 2 all press/berendsen x 0 1000 0.5 z 0 1000 0.5 couple xz modulus 900000
        run 20
        """)
    let runs = LogFile(log).runs
    try SiliconDeck.expect(
      runs[0], ["Step", "PotEng", "Press", "Lx", "Ly"],
      [
        [0, -272.193654713, 12053.3117949, 10.862, 10.862],
        [10, -272.692044431, 11365.7519019, 10.8625021161, 10.8625021161],
        [20, -271.055713368, 10705.6477441, 10.8621362765, 10.8621362765],
      ])
    try SiliconDeck.expect(
      runs[1], ["Step", "PotEng", "Press", "Lx", "Ly"],
      [
        [20, -271.05562157, 10726.5666508, 10.8621362765, 10.8621362765],
        [30, -270.004965363, 9474.70990284, 10.8629185256, 10.8621362765],
        [40, -271.28404838, 8066.46118754, 10.8635270354, 10.8621362765],
      ])
  }
}
