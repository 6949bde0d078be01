import MDCore
import Testing

// Decks and what LAMMPS (29 Sep 2021, one rank) makes of them: `write_data` at the end of each deck.
// The sums are taken over all atoms with the weight (id² mod 97) + 1, so that a wrong number shows.

/// What LAMMPS made of a deck.
struct BuildingCase: Sendable, CustomTestStringConvertible {
  let name: String
  let deck: String
  let atoms: Int
  /// Weighted sums of types, unwrapped positions, image counts and velocities.
  let types: Int
  let positions: Vector3
  let images: SIMD3<Int>
  let velocities: Vector3
  let lower, upper, tilts: Vector3

  var testDescription: String { name }
}

extension BuildingCase {
  static let all: [BuildingCase] = [
    BuildingCase(
      name: "diamondWithTwoTypes",
      deck: """
        lattice diamond 5.43
        region b block 0 2 0 3 0 2
        create_box 2 b
        create_atoms 1 box basis 5 2 basis 8 2
        """,
      atoms: 96, types: 5964,
      positions: Vector3(22577.940000000006, 35479.62, 22447.620000000003),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 16.29, 10.86),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "fccInATriclinicBoxWithOrigin",
      deck: """
        box tilt large
        lattice fcc 4.05 origin 0.1 0.2 0.3
        region b prism 0 3 0 2 0 3 1.7 0.4 -0.6
        create_box 1 b
        create_atoms 1 box
        """,
      atoms: 72, types: 3708,
      positions: Vector3(41218.06500000001, 10990.080000000002, 24445.395),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(12.149999999999999, 8.1, 12.149999999999999),
      tilts: Vector3(6.885, 1.62, -2.4299999999999997)),
    BuildingCase(
      name: "fccAlong112",
      deck: """
        lattice fcc 3.6 orient x 1 1 -2 orient y -1 1 0 orient z 1 1 1
        region b block 0 2 0 3 0 1
        create_box 1 b
        create_atoms 1 box
        group low region b
        region lowx block INF 3.0 INF INF EDGE 5.5 units box
        group lx region lowx
        """,
      atoms: 96, types: 4752,
      positions: Vector3(25740.95285998559, 32900.40573640392, 9382.172814439096),
      images: SIMD3(0, 0, -301), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(11.757550765359257, 15.273506473629425, 6.235382907247959),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "hcpWithAHole",
      deck: """
        lattice hcp 2.95
        region b block -1 2 0 3 0.5 2.5
        create_box 1 b
        create_atoms 1 box
        region s sphere 0.2 1 1 0.9
        group s region s
        delete_atoms group s
        """,
      atoms: 70, types: 3569,
      positions: Vector3(2615.1750000000015, 27921.135331982387, 22499.338959215365),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(-2.95, 0.0, 2.408664913736792),
      upper: Vector3(5.9, 15.328649646984562, 12.04332456868396),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "regionsAndGroups",
      deck: """
        boundary p p f
        lattice bcc 2.87
        region b block 0 6 0 6 0 6
        create_box 3 b
        region cyl cylinder z 3 3 2 1 5
        region cone cone x 2 3 0.5 2.5 0 4
        region pl plane 3 3 3 1 1 0 side out
        region un union 2 cyl cone
        region in intersect 2 un pl
        create_atoms 2 region in
        create_atoms 3 single 5.5 5.5 5.5
        create_atoms 1 random 20 4711 cyl
        create_atoms 1 random 5 99 NULL
        group a type 1 2
        group b id <> 5 12
        group c id 1:20:3
        group d subtract a b
        group e intersect a c
        group f union d e
        group g type != 2
        """,
      atoms: 99, types: 8650,
      positions: Vector3(32082.81467026992, 30728.343226465022, 42954.77719752798),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(17.22, 17.22, 17.22),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "replicatedAndDisplaced",
      deck: """
        box tilt large
        lattice diamond 5.43
        region b prism 0 1 0 1 0 1 0.3 0.2 -0.4
        create_box 1 b
        create_atoms 1 box
        displace_atoms all random 0.3 0.3 0.3 1234 units box
        displace_atoms all move 0.6 -0.2 1.4
        set type 1 vx 1.5 vy 2
        replicate 2 3 1
        group g id 3:40:5
        displace_atoms g rotate 1 1 1 0 1 1 33
        displace_atoms g ramp x 0 3 y 0.5 4 units box
        """,
      atoms: 48, types: 2376,
      positions: Vector3(27270.270956807577, 16473.842402019145, 22529.368854795768),
      images: SIMD3(138, 353, 2869), velocities: Vector3(3564.0, 4752.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 16.29, 5.43),
      tilts: Vector3(4.887, 1.086, -2.172)),
    BuildingCase(
      name: "changedBox",
      deck: """
        lattice sc 3
        region b block 0 3 0 3 0 3
        create_box 2 b
        create_atoms 1 box
        displace_atoms all random 0.5 0.5 0.5 77
        group g id 1:9
        set group g type/fraction 2 0.5 999
        change_box all x final 0 4 y delta -0.2 0.5 z scale 1.1 remap
        change_box all triclinic
        change_box all xy final 0.9 xz delta 0.3 yz final 1.0 remap units box
        change_box all z scale 1.2 x volume y volume units box
        change_box all xy final 0 xz final 0 yz final 0 ortho
        change_box g set x delta 1 1 remap units box
        set atom 3*7 image 1 NULL -1
        """,
      atoms: 27, types: 1281,
      positions: Vector3(7845.152016662048, 6237.486335480997, 3738.748675464068),
      images: SIMD3(-71, -2, -210), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(1.5227744249483397, -0.11643365692278707, -1.4400000000000004),
      upper: Vector3(12.47722557505166, 10.016433656922786, 10.439999999999998),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "deletedAndCompressed",
      deck: """
        lattice diamond 5.43
        region b block 0 3 0 3 0 3
        create_box 1 b
        create_atoms 1 box
        region r sphere 1 1 1 0.8
        delete_atoms region r
        group x id 1 5 9 33 44 100:120 180:199
        delete_atoms group x
        reset_atom_ids
        """,
      atoms: 153, types: 7598,
      positions: Vector3(57251.205, 57775.2, 51604.005),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(16.29, 16.29, 16.29),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "deletedWithoutCompressing",
      deck: """
        lattice diamond 5.43
        region b block 0 2 0 2 0 2
        create_box 1 b
        create_atoms 1 box
        group x id 1 5 9 33
        delete_atoms group x compress no
        replicate 1 2 2
        create_atoms 1 single 0.3 0.3 0.3
        """,
      atoms: 241, types: 12150,
      positions: Vector3(58813.687499999985, 124573.70250000004, 127302.27749999992),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 21.72, 21.72),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "overlapOfTwoTypes",
      deck: """
        lattice diamond 5.43
        region b block 0 2 0 2 0 2
        create_box 2 b
        create_atoms 1 box
        lattice fcc 5.0 origin 0.3 0.1 0.2
        create_atoms 2 box
        group one type 1
        group two type 2
        group mix id 1:200:3
        delete_atoms overlap 1.6 two one
        """,
      atoms: 67, types: 3615,
      positions: Vector3(16110.885, 18332.795, 17124.655),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 10.86, 10.86),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "overlapOfMixedGroups",
      deck: """
        lattice diamond 5.43
        region b block 0 2 0 2 0 2
        create_box 2 b
        create_atoms 1 box
        lattice fcc 5.0 origin 0.3 0.1 0.2
        create_atoms 2 box
        group one type 1
        group two type 2
        group mix id 1:200:3
        delete_atoms overlap 2.0 mix one compress no
        """,
      atoms: 91, types: 5497,
      positions: Vector3(22124.885000000002, 22528.295, 20663.155),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 10.86, 10.86),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "overlapOfAll",
      deck: """
        lattice diamond 5.43
        region b block 0 2 0 2 0 2
        create_box 2 b
        create_atoms 1 box
        lattice fcc 5.0 origin 0.3 0.1 0.2
        create_atoms 2 box
        group one type 1
        group two type 2
        group mix id 1:200:3
        delete_atoms overlap 2.4 all all
        """,
      atoms: 32, types: 2962,
      positions: Vector3(7916.5, 9305.5, 6386.0),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 10.86, 10.86),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "overlapOfOneTypeWithAll",
      deck: """
        lattice diamond 5.43
        region b block 0 2 0 2 0 2
        create_box 2 b
        create_atoms 1 box
        lattice fcc 5.0 origin 0.3 0.1 0.2
        create_atoms 2 box
        group one type 1
        group two type 2
        group mix id 1:200:3
        delete_atoms overlap 2.4 two all
        """,
      atoms: 64, types: 3271,
      positions: Vector3(15852.885, 16596.795, 16607.655),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(10.86, 10.86, 10.86),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "slabAlong110",
      deck: """
        boundary p p s
        lattice diamond 5.43 orient x 1 1 0 orient y -1 1 0 orient z 0 0 1 spacing 0.7071067811865476 0.7071067811865476 1
        region b block 0 4 0 4 -1 3
        create_box 1 b
        region slab block INF INF INF INF 0.1 2
        create_atoms 1 region slab
        """,
      atoms: 128, types: 6179,
      positions: Vector3(41026.01724639193, 40534.549749196056, 37032.6),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(0.0, 0.0, 1.3553279999999999),
      upper: Vector3(15.358359287371812, 15.358359287371812, 10.862172),
      tilts: Vector3(0.0, 0.0, 0.0)),
    BuildingCase(
      name: "customPrimitiveCell",
      deck: """
        box tilt large
        lattice custom 5.43 a1 0.5 0.5 0 a2 0 0.5 0.5 a3 0.5 0 0.5 basis 0 0 0 basis 0.25 0.25 0.25
        region b prism 0 5 0 4 0 3 2.5 1.5 1.2
        create_box 2 b
        create_atoms 1 box basis 2 2
        group a type 2
        displace_atoms a move 0.01 0.02 0.03
        group low id < 40
        group lx intersect a low
        group low clear
        group lx delete
        reset_atom_ids
        set type 2 vz 3.5 type 1
        """,
      atoms: 480, types: 23730,
      positions: Vector3(561459.7194000003, 332626.37879999983, 191495.68319999988),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 41853.0),
      lower: Vector3(0.0, 0.0, 0.0),
      upper: Vector3(27.15, 21.72, 16.29),
      tilts: Vector3(13.575, 8.145, 6.515999999999999)),
    BuildingCase(
      name: "shrinkWrappedCluster",
      deck: """
        boundary s p s
        lattice diamond 5.43
        region b block -1 3 0 2 -1 4
        create_box 1 b
        region slab block 0 2 INF INF 0.1 2
        create_atoms 1 region slab
        displace_atoms all random 0.2 0.2 0.2 55 units box
        change_box all y scale 1.05 remap
        """,
      atoms: 72, types: 3708,
      positions: Vector3(20324.53074804499, 18633.552887898873, 23578.312263077823),
      images: SIMD3(0, 0, 0), velocities: Vector3(0.0, 0.0, 0.0),
      lower: Vector3(-0.09806143271874716, -0.2715000000000005, 1.177571946930796),
      upper: Vector3(11.04113912090009, 11.131499999999999, 11.041046450409905),
      tilts: Vector3(0.0, 0.0, 0.0)),
  ]
}
