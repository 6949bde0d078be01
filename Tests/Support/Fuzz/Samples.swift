import Foundation

/// Whole inputs, which are broken in turn.
enum Samples {
  static let sw =
    "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.3333333333333 7.049556277 0.6022245584 4.0 0 0\n"

  /// Decks that end by themselves soon.
  static let limit = "timer timeout 0:00:02 every 1\n"
  static let crystal = """
    units metal
    atom_style atomic
    boundary p p p
    lattice diamond 5.431
    region b block 0 1 0 1 0 1
    create_box 1 b
    create_atoms 1 box
    mass 1 28.0855
    pair_style sw
    pair_coeff * * Si.sw Si
    neighbor 0.3 bin
    neigh_modify every 1 delay 0 check yes
    timestep 0.001

    """
  static let decks = [
    crystal + """
      variable t equal 300+step*dt
      variable n index 1 2 3
      velocity all create ${n} 12345 mom yes rot yes dist gaussian
      compute m all msd com yes
      compute g all rdf 20 1 1 cutoff 4.0
      compute r all reduce max x y z
      fix 1 all npt temp 300 600 0.1 iso 0 0 1.0 nreset 3
      fix a all ave/time 1 2 2 c_m[4] v_t file a.txt
      fix g all ave/time 1 1 2 c_g[*] mode vector file g.txt
      fix p all print 2 "step $(step) ${n}" file p.txt
      thermo_style custom step temp pe ke press vol lx xy c_m[4] f_a[1] v_t
      thermo_modify format float %.10g line one norm no
      thermo 1
      dump 1 all custom 1 d.txt id type x y z vx fx
      dump_modify 1 sort id format float %.6f
      dump 2 all h5md 1 t.h5md position velocity force species id image
      dump_modify 2 element Si
      restart 2 a.restart b.restart
      run 3
      if "$(temp) > 100" then "print 'hot'" else "print 'cold'"
      write_data e.data
      write_restart e.restart

      """,
    crystal + """
      displace_atoms all random 0.1 0.1 0.1 4711 units box
      group half id 1:4
      group other subtract all half
      region s sphere 1 1 1 2 units box
      set region s vx 1.0
      change_box all x scale 1.01 remap
      fix r all box/relax iso 1000 vmax 0.01
      min_style cg
      min_modify dmax 0.1 line quadratic norm two
      minimize 1e-8 1e-6 5 50
      unfix r
      min_style fire
      minimize 0 1e-3 5 50
      fix 1 half nve
      fix 2 all langevin 300 300 0.1 4711 tally yes
      fix 3 all momentum 2 linear 1 1 1
      run 4 every 2 "print 'now $(pe:%.5f)'"

      """,
    """
    units metal
    lattice fcc 4.0
    region b prism 0 2 0 2 0 2 0.3 0.1 0.2
    create_box 2 b
    create_atoms 1 box basis 1 2
    group two type 2
    mass * 40.0
    replicate 1 1 1
    delete_atoms group two
    reset_atom_ids
    variable i loop 3
    print "$i ${i} $(2^3+sin(1)*exp(-1)) $(v_i%2:%g)"
    reset_timestep 5 time 0.1
    velocity all set 1 0 0
    velocity all ramp vx 0 1 x 0 10
    fix 1 all nve
    fix d all deform 1 x erate 0.1 remap v
    run 7 upto start 0 stop 10
    write_dump all custom w.txt id x y z modify sort id

    """,
  ]

  static let data = """
    two kinds

    5 atoms
    2 atom types
    0.0 10.0 xlo xhi
    0 10 ylo yhi
    -1 9e0 zlo zhi
    0.5 -0.3 0.1 xy xz yz

    Masses

    1 28.0855 # Si
    2 15.999

    Atoms # atomic

    1 1 1 1 1 0 0 0
    2 2 3.5 1 1 0 0 -1
    3 1 5.5 2.5 1 0 0 0
    5 1 1 8 7.25 1 0 0
    4 2 9.5 9.5 8.5 0 0 0

    Velocities

    5 1 0 0
    1 0.5 0 1
    2 0 0 0
    3 0 -1e-3 0
    4 0 0 2

    """

  static let dump = """
    ITEM: UNITS
    metal
    ITEM: TIME
    0.02
    ITEM: TIMESTEP
    20
    ITEM: NUMBER OF ATOMS
    3
    ITEM: BOX BOUNDS xy xz yz pp pp ff
    0 5.5 0.3
    0 5.43 0.1
    -1 4.43 0.2
    ITEM: ATOMS id type element x y z ix iy iz vx vy vz mass
    1 1 Si 0.1 0.2 0.3 0 0 0 1 2 3 28.0855
    3 2 O 1.1 1.2 1.3 0 -1 0 1 2 3 15.999
    2 1 Si 2.1 2.2 2.3 1 0 0 1 2 3 28.0855
    ITEM: TIMESTEP
    40
    ITEM: NUMBER OF ATOMS
    3
    ITEM: BOX BOUNDS pp pp pp
    0 5.5
    0 5.43
    -1 4.43
    ITEM: ATOMS id type xs ys zs
    1 1 0.1 0.2 0.3
    3 2 0.1 0.2 0.8
    2 1 0.1 0.7 0.3

    """

  static let xyz = """
    3
    Lattice="5.43 0 0 0.1 5.43 0 0 0.2 5.43" Properties=species:S:1:pos:R:3:forces:R:3:velo:R:3:id:I:1 energy=-12.5 pbc="T T T" Timestep=7 Time=0.1 stress="1 0 0 0 1 0 0 0 1" group=a
    Si 0.1 0.2 0.3 0 0 1 0.5 0 0 1
    O 1.1 1.2 2.3 0 1e-3 -1 0 0 0 3
    Si 3.1 0.2 0.9 0.5 0 0 0 0 0 2
    2
    Lattice="5.43 0 0 0 5.43 0 0 0 5.43" Properties=species:S:1:pos:R:3 energy=-8
    Si 0.1 0.2 0.3
    Si 1.1 1.2 1.3

    """

  static let n2p2 = """
    begin
    comment first group=a
    lattice 10.2 0 0
    lattice 0 10.2 0
    lattice 0.1 0 10.2
    atom 0.1 0.2 0.3 Si 0 0 0.01 0.02 -0.03
    atom 2.1 0.2 0.3 Si 0 0 0.01 0.02 0.03
    energy -12.5
    charge 0
    end
    begin
    atom 0.1 0.2 0.3 Si 0 0 0.01 0.02 -0.03
    energy -1.5
    charge 0
    end

    """

  static func potentialDeck(_ folder: String) -> String {
    limit
      + crystal.replacingOccurrences(
        of: "pair_style sw\npair_coeff * * Si.sw Si",
        with: "pair_style hdnnp 5.5 dir \(folder) showew no maxew 1000000 cflength 1.8897261328 "
          + "cfenergy 0.0367493254\npair_coeff * * Si") + "fix 1 all nve\nrun 1\n"
  }
}
