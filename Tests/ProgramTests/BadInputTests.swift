import Foundation
import Testing

/// Each mistake that a user can make in deck, data file or potential ends the program with one message
/// and exit status 1, before the first step and with nothing half-written, on one rank and on several.
@Suite(.serialized)
struct BadInputTests {
  @Test(arguments: decks, [1, 3])
  func deckIsRefused(input: BadInput, ranks: Int) throws { try input.check(ranks: ranks) }

  @Test(arguments: potentials, [1, 3])
  func potentialIsRefused(input: BadInput, ranks: Int) throws { try input.check(ranks: ranks) }

  @Test(arguments: systems, [1, 3])
  func systemIsRefused(input: BadInput, ranks: Int) throws { try input.check(ranks: ranks) }

  /// An atom that passes a fixed face is lost, and `thermo_modify lost` says what that means.
  @Test(arguments: [1, 3])
  func lostAtomsEndTheRun(ranks: Int) throws {
    let scratch = try Scratch()
    try BadInput.copyPotential(to: scratch)
    try scratch.write("system.data", BadInput.data("1 1 1 1 1\n2 1 3 9.5 3"))
    let deck =
      BadInput.reading(boundary: "p f p") + BadInput.style + "pair_coeff * * Si\nfix 1 all nve\n"
      + "velocity all set 0 100 0\nneigh_modify every 1 delay 0\nthermo_modify lost LOST\nrun 30\n"
    for (policy, status) in [("error", Int32(1)), ("warn", 0), ("ignore", 0)] {
      try scratch.write("deck.in", deck.replacing("LOST", with: policy))
      let outcome = try Program.run(
        ["-in", "deck.in", "-log", "none"], ranks: ranks, in: scratch.folder, timeout: 60)
      #expect(outcome.status == status, "\(outcome.errors)")
      let message = "Lost atoms: original 2 current 1"
      #expect(outcome.errors.contains(message) == (policy == "error"))
      #expect(outcome.output.contains(message) == (policy == "warn"))
    }
  }

  /// A second integrator is a slip that gives a run all the same: the run says so.
  @Test(arguments: [1, 3])
  func atomsThatTwoFixesMoveAreRemarkedOn(ranks: Int) throws {
    let scratch = try Scratch()
    try BadInput.copyPotential(to: scratch)
    try scratch.write("deck.in", BadInput.silicon + "group some id 1:10\nfix 2 some nve\nrun 1\n")
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "none"], ranks: ranks, in: scratch.folder, timeout: 60)
    #expect(outcome.status == 0)
    let warning = "time integrated more than once: 10 atoms, by the fixes 1, 2"
    #expect(outcome.output.contains(warning), "\(outcome.output)")
  }

  static let decks = [
    BadInput(
      "an unknown command in the last line", BadInput.silicon + "run 10\ndump_modfy 1 sort id\n",
      says: ["deck.in:12", "'dump_modfy'", "'dump_modify'"]),
    BadInput(
      "a missing number", BadInput.silicon + "run 0\nfix 2 all nvt temp 300 300\n",
      says: ["deck.in:12", "missing"]),
    BadInput(
      "a word for a number", BadInput.silicon + "run 0\ntimestep fast\n",
      says: ["deck.in:12", "'fast'", "number"]),
    BadInput(
      "a minimiser that there is not", BadInput.silicon + "min_style hftn\n",
      says: ["deck.in:11", "'hftn'", "cg, sd, fire, quickmin"]),
    BadInput(
      "a word that min_modify does not know", BadInput.silicon + "min_modify linee backtrack\n",
      says: ["deck.in:11", "'linee'", "'line'"]),
    BadInput(
      "a minimisation with three numbers", BadInput.silicon + "minimize 0 1e-6 100\n",
      says: ["deck.in:11", "evaluations", "missing"]),
    BadInput(
      "a heat flux of a compute of another kind",
      BadInput.silicon + "compute k all ke/atom\ncompute j all heat/flux k k k\nrun 1\n",
      says: ["deck.in:12", "compute k is of style ke/atom", "pe/atom is needed"]),
    BadInput(
      "a stochastic thermostat without a time",
      BadInput.silicon + "fix 2 all temp/csvr 300 300 0 1\nrun 1\n",
      says: ["deck.in:11", "temp/csvr", "Tdamp"]),
    BadInput(
      "an average of a compute that there is not",
      BadInput.silicon + "fix 2 all ave/time 1 1 10 c_nothing\nrun 1\n",
      says: ["deck.in:11", "no compute 'nothing'", "thermo_temp"]),
    BadInput(
      "an average whose numbers do not fit",
      BadInput.silicon + "run 0\nfix 2 all ave/time 3 1 10 c_thermo_temp\n",
      says: ["deck.in:12", "Nfreq (10)", "multiple of Nevery (3)"]),
    BadInput(
      "an average of something that has no name",
      BadInput.silicon + "run 0\nfix 2 all ave/time 1 1 10 temp\n",
      says: ["deck.in:12", "c_ID, f_ID, v_NAME"]),
    BadInput(
      "a deformation in a way that there is not",
      BadInput.silicon + "run 0\nfix 2 all deform 1 x stretch 1\n",
      says: ["deck.in:12", "'stretch'", "erate"]),
    BadInput(
      "tilts of a box that has none", BadInput.silicon + "fix 2 all deform 1 xy erate 1\nrun 1\n",
      says: ["deck.in:11", "triclinic"]),
    BadInput(
      "two that change the box",
      BadInput.silicon
        + "fix 2 all press/berendsen iso 0 0 1\nfix 3 all deform 1 x vel 1\nrun 1\n",
      says: ["deck.in:13", "fix 2 and fix 3", "both change x"]),
    BadInput(
      "a radial distribution without bins", BadInput.silicon + "run 0\ncompute g all rdf\n",
      says: ["deck.in:12", "bins", "missing"]),
    BadInput(
      "a compute that a dump still asks",
      BadInput.silicon
        + "compute e all pe/atom\ndump 2 all custom 1 d id c_e\nuncompute e\nrun 1\n",
      says: ["deck.in:14", "dump 2 uses compute e"], leaves: ["d"]),
    BadInput(
      "a group that a fix has",
      BadInput.silicon + "group g id 1\nfix 2 g momentum 1 linear 1 1 1\ngroup g delete\n",
      says: ["deck.in:13", "currently used by a fix: fix 2"]),
    BadInput(
      "a group that a compute has",
      BadInput.silicon + "group g id 1\ncompute c g msd\ngroup g delete\n",
      says: ["deck.in:13", "currently used by a compute: compute c"]),
    BadInput(
      "a group that a dump has",
      BadInput.silicon + "group g id 1\ndump d g custom 1 d id\ngroup g delete\n",
      says: ["deck.in:13", "currently used by a dump: dump d"]),
    BadInput(
      "a compute that an average still asks",
      BadInput.silicon
        + "compute m all msd\nfix 2 all ave/time 1 1 1 c_m[4]\nuncompute m\nrun 1\n",
      says: ["deck.in:14", "fix ave/time 2", "no compute 'm'"]),
    BadInput(
      "a compute that a thermo column still asks",
      BadInput.silicon
        + "compute m all msd\nthermo_style custom step c_m[4]\nuncompute m\nrun 1\n",
      says: ["deck.in:14", "thermo_style uses compute m"]),
    BadInput(
      "a data file without end", "units metal\nread_data /dev/zero\n",
      says: ["deck.in:2", "'/dev/zero'", "a device, not a file"]),
    BadInput(
      "an include without end", "units metal\ninclude /dev/zero\n",
      says: ["deck.in:2", "'/dev/zero'", "a device, not a file"]),
    BadInput("a wrong unit style", "units real\n", says: ["deck.in:1", "'real'", "metal"]),
    BadInput(
      "no unit style", BadInput.crystal.replacing("units metal\n", with: ""),
      says: ["deck.in:4", "units metal"]),
    BadInput(
      "an include that is not there", BadInput.silicon + "run 0\ninclude more.in\n",
      says: ["deck.in:12", "'more.in'"]),
    BadInput(
      "a dump into a folder that does not exist",
      BadInput.silicon + "dump 1 all custom 1 nowhere/out.dump id x y z\nrun 1\n",
      says: ["deck.in:11", "nowhere", "does not exist"]),
    BadInput(
      "an H5MD file in a folder that does not exist",
      BadInput.silicon + "dump 1 all h5md 1 nowhere/out.h5md position\nrun 1\n",
      says: ["deck.in:11", "nowhere", "does not exist"]),
    BadInput(
      "a data file into a folder that does not exist",
      BadInput.crystal + "write_data nowhere/out.data\n",
      says: ["deck.in:8", "nowhere"]),
    BadInput(
      "a restart file into a folder that does not exist",
      BadInput.crystal + "write_restart nowhere/out.restart\n",
      says: ["deck.in:8", "nowhere"]),
    BadInput(
      "restart files in turn into a folder that does not exist",
      BadInput.silicon + "restart 10 nowhere/out.restart\nrun 1\n",
      says: ["deck.in:11", "'nowhere/out.restart.0'", "does not exist"]),
    BadInput(
      "a box that nothing can hold", BadInput.silicon + "change_box all x final 0 1e300\nrun 1\n",
      says: ["deck.in:11", "1e+300", "larger"]),
    BadInput(
      "a radial distribution up to the horizon",
      BadInput.silicon + "compute g all rdf 10 cutoff 1e9\nrun 1\n",
      says: ["deck.in:12", "neighbours", "cutoff of a compute"]),
  ]

  static let potentials = [
    BadInput(
      "no folder", BadInput.crystal + "pair_style hdnnp 5.5 dir elsewhere\npair_coeff * * Si\n",
      says: ["deck.in:9", "elsewhere/input.nn"]),
    BadInput(
      "a missing file", BadInput.silicon, says: ["deck.in:9", "pot/scaling.data"],
      prepare: {
        try FileManager.default.removeItem(at: $0.folder.appending(path: "pot/scaling.data"))
      }),
    BadInput(
      "an element without a network", BadInput.silicon,
      says: ["deck.in:9", "pot/weights.014.data"],
      prepare: {
        try FileManager.default.removeItem(at: $0.folder.appending(path: "pot/weights.014.data"))
      }),
    BadInput(
      "an element that the potential does not have",
      BadInput.crystal + BadInput.style + "pair_coeff * * Ge\n",
      says: ["deck.in:9", "'Ge'", "Si"]),
    BadInput(
      "a truncated line of weights", BadInput.silicon, says: ["pot/weights.014.data:", "cut off"],
      prepare: {
        try BadInput.edit("pot/weights.014.data", in: $0) { lines in
          let last = lines.lastIndex { !$0.isEmpty }!
          lines[last] = String(lines[last].prefix(12))
          lines.removeSubrange((last + 1)...)
        }
      }),
    BadInput(
      "a truncated line of a symmetry function", BadInput.silicon, says: ["pot/input.nn:", "ends"],
      prepare: {
        try BadInput.edit("pot/input.nn", in: $0) { lines in
          let place = lines.firstIndex { $0.hasPrefix("symfunction_short") }!
          lines[place] = lines[place].split(separator: " ").dropLast().joined(separator: " ")
        }
      }),
    BadInput(
      "weights that end early", BadInput.silicon, says: ["pot/weights.014.data:", "input.nn has"],
      prepare: {
        try BadInput.edit("pot/weights.014.data", in: $0) { $0.removeLast(5) }
      }),
    BadInput(
      "a scaling file that is too short", BadInput.silicon,
      says: ["pot/scaling.data:", "a line for each symmetry function"],
      prepare: {
        try BadInput.edit("pot/scaling.data", in: $0) { lines in
          lines.remove(at: lines.lastIndex { $0.split(separator: " ").count > 3 }!)
        }
      }),
    BadInput(
      "a scaling file that is too long", BadInput.silicon,
      says: ["pot/scaling.data:", "more lines than input.nn"],
      prepare: {
        try BadInput.edit("pot/scaling.data", in: $0) { lines in
          let last = lines.last { $0.split(separator: " ").count > 3 }!
          lines.append(last)
        }
      }),
    BadInput(
      "a cutoff smaller than the potential's",
      BadInput.crystal + "pair_style hdnnp 4.0 dir pot cflength 1.8897261328\npair_coeff * * Si\n",
      says: ["deck.in:9", "4.0", "smaller"]),
    BadInput(
      "an atom variable that asks for what there is not",
      BadInput.crystal + BadInput.style + "pair_coeff * * Si\nvariable v atom c_nope+x\n"
        + "dump d all custom 1 out id v_v\nrun 0\n",
      says: ["deck.in:12", "'v'", "compute 'nope'"]),
    BadInput(
      "an atom variable that leaves out which column it asks",
      BadInput.crystal + BadInput.style + "pair_coeff * * Si\ncompute s all stress/atom NULL\n"
        + "variable v atom c_s+x\ndump d all custom 1 out id v_v\nrun 0\n",
      says: ["deck.in:13", "'v'", "6 values an atom", "c_s[1]"]),
    BadInput(
      "an equal variable under an atom variable that asks for what there is not",
      BadInput.crystal + BadInput.style + "pair_coeff * * Si\nvariable e equal c_nope\n"
        + "variable v atom v_e+x\ndump d all custom 1 out id v_v\nrun 0\n",
      says: ["deck.in:13", "'e'", "compute 'nope'"]),
    BadInput(
      "a mask of a group that there is not",
      BadInput.crystal + BadInput.style + "pair_coeff * * Si\nvariable w atom gmask(nope)\n"
        + "variable v atom v_w*2\ncompute r all reduce sum v_v\nrun 0\n",
      says: ["deck.in:13", "'w'", "group 'nope'"]),
    BadInput(
      "a style twice in an overlay",
      BadInput.crystal + "pair_style hybrid/overlay zbl 1 2 zbl 1 3\npair_coeff * * zbl 14 14\n",
      says: ["deck.in:8", "zbl is there twice"]),
    BadInput(
      "a part of an overlay without its coefficients",
      BadInput.crystal
        + "pair_style hybrid/overlay hdnnp 5.5 dir pot zbl 1 2\npair_coeff * * zbl 14 14\nrun 0\n",
      says: ["deck.in:10", "part"]),
    BadInput(
      "a network for one pair of types",
      BadInput.crystal + "pair_style hdnnp 5.5 dir pot\npair_coeff 1 1 Si\n",
      says: ["deck.in:9", "all types at once"]),
    BadInput(
      "a Stillinger-Weber entry with a word too many",
      BadInput.crystal + "pair_style sw\npair_coeff * * Si.sw Si\n",
      says: ["Si.sw:1", "15 words", "14"],
      prepare: {
        try $0.write("Si.sw", "Si Si Si 2.1683 2.0951 1.8 21 1.2 -0.3333 9 7.05 0.602 4 0 0\n")
      }),
  ]

  static let systems = [
    BadInput(
      "a data file that never ends", "units metal\nread_data /dev/zero\n",
      says: ["deck.in:2", "'/dev/zero' is a device"]),
    BadInput(
      "a restart file that is a folder", "units metal\nread_restart pot\n",
      says: ["deck.in:2", "'pot' is a folder"]),
    BadInput(
      "more atoms than any machine holds",
      BadInput.silicon.replacingOccurrences(
        of: "block 0 2 0 2 0 2", with: "block 0 9000 0 900 0 900"),
      says: ["deck.in:6", "58320000000 atoms need more than", "GiB"]),
    BadInput(
      "copies of atoms beyond any memory", BadInput.silicon + "replicate 1000 1000 1000\n",
      says: ["deck.in:11", "64000000000 atoms need more than"]),
    BadInput(
      "a formula without end",
      BadInput.silicon + "variable a equal \(String(repeating: "-", count: 200_000))1\n",
      says: ["deck.in:11", "at most 10000 characters, not 200001"]),
    BadInput(
      "a data file that is not there", BadInput.reading(), says: ["deck.in:3", "'system.data'"]),
    BadInput(
      "fewer atoms than the header says", BadInput.reading(),
      says: ["system.data:17", "2 of 3"],
      prepare: {
        try $0.write("system.data", BadInput.data("1 1 1 1 1\n2 1 3 3 3", count: 3))
      }),
    BadInput(
      "more atoms than the header says", BadInput.reading(), says: ["system.data:16", "header"],
      prepare: {
        try $0.write("system.data", BadInput.data("1 1 1 1 1\n2 1 3 3 3", count: 1))
      }),
    BadInput(
      "a coordinate that is not a number", BadInput.reading(), says: ["system.data:16", "'nan'"],
      prepare: { try $0.write("system.data", BadInput.data("1 1 1 1 1\n2 1 3 nan 3")) }),
    BadInput(
      "an atom outside the box", BadInput.reading(boundary: "p f p"),
      says: ["system.data:16", "atom 2", "outside the box along y"],
      prepare: { try $0.write("system.data", BadInput.data("1 1 1 1 1\n2 1 3 11 3")) }),
    BadInput(
      "an id twice", BadInput.reading(), says: ["system.data:16", "id 1 occurs twice"],
      prepare: { try $0.write("system.data", BadInput.data("1 1 1 1 1\n1 1 3 3 3")) }),
    BadInput(
      "a type that there is not", BadInput.reading(), says: ["system.data:15", "type 2"],
      prepare: { try $0.write("system.data", BadInput.data("1 2 1 1 1\n2 1 3 3 3")) }),
    BadInput(
      "two atoms on one spot, one of them in the next image of the box",
      BadInput.reading() + BadInput.style + "pair_coeff * * Si\nfix 1 all nve\nrun 1\n",
      says: ["deck.in:7", "atoms 1 and 2", "one spot"],
      prepare: { try $0.write("system.data", BadInput.data("1 1 0 5 5\n2 1 9.9999 5 5")) }),
    BadInput(
      "more atoms than a file can hold", BadInput.reading(), says: ["system.data:3", "too many"],
      prepare: {
        try $0.write("system.data", BadInput.data("1 1 1 1 1\n2 1 3 3 3", count: .max))
      }),
    BadInput(
      "a lattice with too many points",
      BadInput.crystal.replacing("0 2 0 2 0 2", with: "0 1e9 0 1e9 0 1e9"),
      says: ["deck.in:6", "too many"]),
    BadInput(
      "a region with too many points of a lattice",
      BadInput.crystal.replacing("lattice diamond 5.431", with: "lattice diamond 0.001")
        .replacing("0 2 0 2 0 2", with: "0 40000 0 40000 0 40000").replacing(
          "create_atoms 1 box",
          with: "region part sphere 20 20 20 19.9 units box\ncreate_atoms 1 region part"),
      says: ["deck.in:7", "atoms need more than", "GiB"]),
    BadInput(
      "a region that holds next to nothing of far too many points",
      BadInput.crystal.replacing("lattice diamond 5.431", with: "lattice diamond 0.001")
        .replacing("0 2 0 2 0 2", with: "0 40000 0 40000 0 40000").replacing(
          "create_atoms 1 box",
          with: "region a plane 20 20 20 1 1 1 units box\n"
            + "region b plane 20 20 20.0001 -1 -1 -1 units box\n"
            + "region c intersect 2 a b\ncreate_atoms 1 region c"),
      says: ["deck.in:9", "too many points around the region"]),
    BadInput(
      "more copies than can be counted",
      BadInput.crystal + "replicate 3000000000 3000000000 3000000000\n",
      says: ["deck.in:8", "too many"]),
    BadInput(
      "a skin that holds everything",
      BadInput.silicon + "neighbor 1e6 bin\nrun 1\n", says: ["deck.in:12", "neighbours"]),
    BadInput(
      "no mass",
      BadInput.crystal.replacing("mass 1 28.0855\n", with: "") + BadInput.style
        + "pair_coeff * * Si\nrun 1\n",
      says: ["deck.in:9", "mass"]),
    BadInput(
      "no pair_coeff", BadInput.crystal + BadInput.style + "run 1\n",
      says: ["deck.in:9", "pair_coeff"]),
  ]
}
