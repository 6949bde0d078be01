import Foundation
import Helpers
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

@Suite struct DumpObserverTests {
  /// Two atoms in the cell of a LAMMPS run whose dump was looked at.
  func smallState() -> SystemState {
    var state = SystemState(
      box: Box(
        lengths: Vector3(5.431, 5.431, 5.431), tilts: Vector3(1.6293, 0.5431, -1.0862),
        boundaries: Boundaries(z: .fixed)), communicator: SingleRank())
    state.masses = [0, 28.085]
    state.atoms.append(
      Atom(
        id: 2, type: 1, position: Vector3(2.7155, 0, 2.7155),
        velocity: Vector3(-1.0978772221070674, 1.8136741898723523, -3.057812957741729),
        image: SIMD3(1, 0, -2)))
    state.atoms.append(
      Atom(id: 1, type: 1, position: .zero, velocity: Vector3(-7.513667061696539, 0, 1e-7)))
    return state
  }

  func dump(_ settings: DumpSettings, steps: [Int64] = [0], _ name: String = "a.dump") throws
    -> String
  {
    let folder = ScratchFolder()
    var observer = try DumpObserver(
      id: "1", path: folder.path(name), every: 1, settings: settings)
    var state = smallState()
    for step in steps {
      state.step = step
      try observer.write(state)
    }
    try observer.finish()
    return try folder.text(name)
  }

  func columns(_ words: String) -> [DumpColumn] {
    words.split(separator: " ").map { DumpColumn(word: String($0))! }
  }

  @Test func customDumpIsLAMMPSsToTheByte() throws {
    let text = try dump(
      DumpSettings(columns: columns("id type element mass x xs xu xsu iz vx vz fx proc procp1")))
    #expect(
      text == """
        ITEM: TIMESTEP
        0
        ITEM: NUMBER OF ATOMS
        2
        ITEM: BOX BOUNDS xy xz yz pp pp ff
        0.0000000000000000e+00 7.6033999999999997e+00 1.6293000000000000e+00
        -1.0862000000000001e+00 5.4310000000000000e+00 5.4310000000000003e-01
        0.0000000000000000e+00 5.4310000000000000e+00 -1.0862000000000001e+00
        ITEM: ATOMS id type element mass x xs xu xsu iz vx vz fx proc procp1
        1 1 C 28.085 0 0 0 0 0 -7.51367 1e-07 0 0 1
        2 1 C 28.085 2.7155 0.42 7.0603 1.42 -2 -1.09788 -3.05781 0 0 1

        """)
  }

  @Test func atomDump() throws {
    let lines = try dump(.atom(image: true)).split(separator: "\n")
    #expect(lines[8] == "ITEM: ATOMS id type xs ys zs ix iy iz")
    #expect(lines[10] == "2 1 0.42 0.1 0.5 1 0 -2")
  }

  @Test func xyzDumpHasTheTypeWhereNoElementIsNamed() throws {
    #expect(try dump(.extendedXYZ()).hasSuffix("\n1 0 0 0\n1 2.7155 0 2.7155\n"))
    var named = DumpSettings.extendedXYZ()
    named.elementNames = ["Si"]
    #expect(try dump(named).hasSuffix("Si 2.7155 0 2.7155\n"))
  }

  @Test func formatsOfColumnKindAndLine() throws {
    var settings = DumpSettings(columns: columns("id x vx"))
    settings.format.line = "%5d %8.3f %g"
    #expect(try dump(settings).hasSuffix("\n    2    2.716 -1.09788\n"))
    settings.format.real = "%.2e"
    #expect(try dump(settings).hasSuffix("\n    2 2.72e+00 -1.10e+00\n"))
    settings.format.columns = [3: "<%+.1f>", 1: "%03d"]
    #expect(try dump(settings).hasSuffix("\n002 2.72e+00 <-1.1>\n"))
  }

  @Test(arguments: ["%d", "%s", "%f %f", "plain", "%n", "%", "%*f", "%.3"])
  func formatsThatDoNotFitAReal(format: String) {
    #expect(throws: InputError.self) { try ColumnFormat(format, for: .real) }
  }

  @Test func longModifiersAreTaken() throws {
    var text = TextBuffer()
    try ColumnFormat("%ld", for: .integer).write(Int64(5_000_000_000), to: &text)
    try ColumnFormat(" %lg", for: .real).write(0.25, to: &text)
    #expect(String(decoding: text.contents, as: UTF8.self) == "5000000000 0.25")
  }

  @Test(arguments: [0, 9, 10, -1, .max, .min, 1_000_000_000_000_000_000])
  func wholeNumbers(value: Int64) {
    var text = TextBuffer()
    text.append(value)
    #expect(String(decoding: text.contents, as: UTF8.self) == "\(value)")
  }

  @Test func sortByColumnAndDescending() throws {
    var settings = DumpSettings(columns: columns("id vx"))
    settings.sort = .column(2, descending: false)
    let up = try dump(settings).split(separator: "\n").suffix(2).map { $0.prefix(1) }
    settings.sort = .column(2, descending: true)
    let down = try dump(settings).split(separator: "\n").suffix(2).map { $0.prefix(1) }
    #expect(up == ["1", "2"] && down == ["2", "1"])
  }

  @Test(arguments: [2, 3, 8])
  func sortedDumpsAreTheSameOnAnyNumberOfRanks(ranks: Int) throws {
    func text(_ ranks: Int) throws -> String {
      let folder = ScratchFolder()
      try InMemoryWorld(size: ranks).run { communicator in
        let more: [DumpColumn] = [.values(name: "c_q[1]", IdCompute(), column: 0), .force(1)]
        var observer = try DumpObserver(
          id: "1", path: folder.path("a"), groupMask: 2, every: 1,
          settings: DumpSettings(columns: [.id, .type, .position(0), .scaled(2)] + more))
        try observer.write(TestSystem().state(communicator))
      }
      return try folder.text("a")
    }
    let one = try text(1)
    #expect(one.split(separator: "\n").count == 9 + 50)
    #expect(try text(ranks) == one)
  }

  @Test func aFileForEachSnapshotWithPaddedStep() throws {
    let folder = ScratchFolder()
    var settings = DumpSettings(columns: columns("id"))
    settings.pad = 4
    var observer = try DumpObserver(
      id: "1", path: folder.path("a.*.dump"), every: 5, settings: settings)
    var state = smallState()
    for step: Int64 in [0, 5] {
      state.step = step
      try observer.write(state)
    }
    #expect(folder.names == ["a.0000.dump", "a.0005.dump"])
    #expect(try folder.text("a.0005.dump").hasPrefix("ITEM: TIMESTEP\n5\n"))
  }

  @Test func appendGoesOnAfterWhatIsThere() throws {
    let folder = ScratchFolder()
    let path = try folder.write("a", "before\n")
    var settings = DumpSettings(columns: columns("id"))
    settings.append = true
    var observer = try DumpObserver(id: "1", path: path, every: 1, settings: settings)
    try observer.write(smallState())
    #expect(try folder.text("a").hasPrefix("before\nITEM: TIMESTEP\n0\n"))
  }

  @Test func unitsOnceAndTimeAlways() throws {
    var settings = DumpSettings(columns: columns("id"))
    settings.showsTime = true
    settings.showsUnits = true
    let text = try dump(settings, steps: [0, 10])
    #expect(text.hasPrefix("ITEM: UNITS\nmetal\nITEM: TIME\n0\nITEM: TIMESTEP\n0\n"))
    #expect(text.contains("\n2\nITEM: TIME\n0.01\nITEM: TIMESTEP\n10\n"))
  }

  @Test func aFullDiskIsToldToAllRanks() throws {
    let messages = try InMemoryWorld(size: 3).run { communicator in
      var observer = try DumpObserver(
        id: "1", path: "/dev/full", every: 1, settings: DumpSettings(columns: [.id]))
      do {
        try observer.write(TestSystem().state(communicator))
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      messages == Array(repeating: "cannot write '/dev/full': No space left on device", count: 3))
  }

  @Test(arguments: ["a.gz", "a.bin", "a.%.dump", "no/such/folder/a"])
  func filesThatAreNotSupported(name: String) {
    #expect(throws: InputError.self) {
      try DumpObserver(
        id: "1", path: ScratchFolder().path(name), every: 1,
        settings: DumpSettings(columns: [.id]))
    }
  }

  @Test func everyWordMakesItsColumn() {
    #expect(DumpColumn.words.count == 29)
    for word in DumpColumn.words { #expect(DumpColumn(word: word)?.name == word) }
    #expect(DumpColumn(word: "mux") == nil)
  }
}

@Suite struct DumpScheduleTests {
  @Test func multiplesOfEvery() {
    var schedule = DumpSchedule(every: 10)
    #expect(schedule.nextStep(atOrAfter: 0) == 0)
    #expect(schedule.nextStep(atOrAfter: 7) == 10)
    schedule.wrote(step: 10)
    #expect(schedule.nextStep(atOrAfter: 10) == 20)
    #expect(schedule.nextStep(atOrAfter: 11) == 20)
  }

  @Test func firstIsDueAtOnceButOnlyOnce() {
    var schedule = DumpSchedule(every: 10, first: true)
    #expect(schedule.nextStep(atOrAfter: 3) == 3)
    schedule.wrote(step: 3)
    #expect(schedule.nextStep(atOrAfter: 4) == 10)
  }
}

/// What ASE sees of our text dumps; `Tests/Python/check_text.py` compares.
@Suite(.enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
struct DumpReaderTests {
  @Test(arguments: [false, true])
  func aseReadsDumpsAndExtendedXYZ(tilted: Bool) throws {
    let folder = ScratchFolder()
    var system = TestSystem()
    if tilted { system.box = TestSystem.tilted }
    let word = { DumpColumn(word: $0)! }
    var custom = DumpSettings(
      columns: ["id", "type", "element", "x", "y", "z", "vx", "vy", "vz", "fx", "fy", "fz"]
        .map(word))
    custom.format.real = "%.12g"
    var extended = DumpSettings.extendedXYZ(
      ["vx", "vy", "vz", "fx", "fy", "fz", "id"].map(word)
        + [.values(name: "c_q", IdCompute(), column: 0)])
    custom.elementNames = ["Si", "Ge"]
    extended.elementNames = ["Si", "Ge"]
    for (name, settings) in [("a.dump", custom), ("a.xyz", extended)] {
      var observer = try DumpObserver(
        id: "1", path: folder.path(name), every: 10, settings: settings)
      for step: Int64 in [0, 10] { try observer.write(system.state(SingleRank(), step: step)) }
      try observer.finish()
    }
    let b = system.box
    let box = [b.lengths, b.tilts, b.lower].flatMap { [$0.x, $0.y, $0.z] }.map { "\($0)" }
    try Helper.runPython(
      "check_text.py",
      [folder.path("a.dump"), folder.path("a.xyz"), "\(system.count)", box.joined(separator: ",")])
  }
}
