import Foundation
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

@Suite struct RestartTests {
  struct Remembering: Fix {
    var id = "2"
    var style = "nvt"
    var memory: [Double] = [1.5, -2, .pi]
  }

  static func write(_ system: TestSystem, to path: String, ranks: Int) throws {
    try InMemoryWorld(size: ranks).run { communicator in
      var state = system.state(communicator, step: 1_234_567_890_123)
      state.setTimestep(0.0005)
      _ = state.groups.define("mobile")
      state.groups.remove("even")
      try RestartWriter.write(
        state, fixes: [Remembering()], words: ["pair_style": "hdnnp 6.0 dir Si", "seed": "42"],
        to: path)
    }
  }

  static func read(_ path: String, ranks: Int) throws -> (RestartHead, [Atom]) {
    let results = try InMemoryWorld(size: ranks).run { communicator in
      let reader = try RestartReader.open(path: path, communicator: communicator)
      var atoms = AtomStore()
      let box = reader.head.box
      try reader.readAtoms(into: &atoms) { point in
        min(Int(box.fractional(point).y * Double(ranks)), ranks - 1) == communicator.rank
      }
      return (reader.head, (0..<atoms.owned).map { atoms.read($0) })
    }
    return (results[0].0, results.flatMap(\.1).sorted { $0.id < $1.id })
  }

  @Test(arguments: [1, 3], [1, 2, 5])
  func everythingComesBackOnOtherRanks(writers: Int, readers: Int) throws {
    let folder = ScratchFolder()
    let system = TestSystem(box: TestSystem.tilted, gap: 7)
    try Self.write(system, to: folder.path("a"), ranks: writers)
    let (head, atoms) = try Self.read(folder.path("a"), ranks: readers)
    #expect(head.step == 1_234_567_890_123 && head.timestep == 0.0005 && head.atoms == 100)
    #expect(head.box == system.box && head.masses == [0, 28.0855, 29.0855])
    #expect(head.groups == ["all", nil, "mobile"])
    #expect(head.groupTable.mask(of: "mobile") == 4 && head.groupTable.mask(of: "even") == nil)
    #expect(head.fixes == [.init(id: "2", style: "nvt", values: [1.5, -2, .pi])])
    #expect(head.words == ["pair_style": "hdnnp 6.0 dir Si", "seed": "42"])
    #expect(atoms == system.ids.map { system.atom($0) })
    #expect(folder.names == ["a"])
  }

  @Test func theFileIsTheSameOnAnyNumberOfRanks() throws {
    let folder = ScratchFolder()
    try Self.write(TestSystem(), to: folder.path("1"), ranks: 1)
    try Self.write(TestSystem(), to: folder.path("4"), ranks: 4)
    #expect(try folder.bytes("1") == folder.bytes("4"))
  }

  @Test func everyTruncationAndEveryAlteredByteIsRefused() throws {
    let folder = ScratchFolder()
    try Self.write(TestSystem(count: 3), to: folder.path("good"), ranks: 1)
    let good = try folder.bytes("good")
    let url = folder.url.appendingPathComponent("bad")
    func isRefused(_ bytes: [UInt8]) throws -> Bool {
      try Data(bytes).write(to: url)
      do {
        _ = try RestartReader.open(path: url.path, communicator: SingleRank())
        return false
      } catch {
        return error.message.contains("the restart file '\(url.path)' cannot be used")
      }
    }
    #expect(try !isRefused(good))
    for length in 0..<good.count { #expect(try isRefused(Array(good[..<length])), "\(length)") }
    for i in good.indices {
      var bad = good
      bad[i] ^= 0x10
      #expect(try isRefused(bad), "byte \(i)")
    }
    #expect(try isRefused(good + [0]))
  }

  @Test func aLaterVersionIsNamed() throws {
    let folder = ScratchFolder()
    try Self.write(TestSystem(count: 3), to: folder.path("a"), ranks: 1)
    var bytes = try folder.bytes("a")
    bytes[8] = 9
    try Data(bytes).write(to: folder.url.appendingPathComponent("a"))
    do {
      _ = try RestartReader.open(path: folder.path("a"), communicator: SingleRank())
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains("version 9, and this program reads versions 3 to 4"))
    }
  }

  /// What is said of a file that was written from a state with something wrong in it.
  static func complaint(_ spoil: (inout SystemState) -> Void) throws -> String {
    let folder = ScratchFolder()
    var state = TestSystem(count: 3).state(SingleRank(), step: 1)
    spoil(&state)
    try RestartWriter.write(state, to: folder.path("a"))
    do {
      _ = try Self.read(folder.path("a"), ranks: 2)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func impossibleAtomsAreRefused() throws {
    let noNumber = try Self.complaint { $0.atoms.view.vy[1] = .nan }
    #expect(noNumber.contains("1 of its atoms make no sense: atom "))
    #expect(noNumber.contains("coordinates that are no numbers"))
    #expect(try Self.complaint { $0.atoms.view.x[1] = -1e300 }.contains("far from the box"))
    #expect(try Self.complaint { $0.atoms.view.vz[0] = 1e300 }.contains("more than that of light"))
    #expect(try Self.complaint { $0.atoms.view.type[2] = 77 }.contains("the type 77"))
    #expect(try Self.complaint { $0.atoms.view.vz[0] = 1e4 } == "accepted")
  }

  @Test func impossibleHeadsAreRefused() throws {
    #expect(try Self.complaint { $0.box.lengths.y = 1e300 }.contains("edges of"))
    #expect(try Self.complaint { $0.box.lengths.z = -5 }.contains("edges of"))
    #expect(try Self.complaint { $0.box.lower.x = .infinity }.contains("a corner or tilts"))
    #expect(try Self.complaint { $0.masses[1] = -.infinity }.contains("a mass is -inf"))
  }

  @Test func missingFilesAndFoldersAreTold() throws {
    do {
      _ = try Self.read("/no/such/file", ranks: 2)
      Issue.record("accepted")
    } catch {
      #expect("\(error)" == "cannot open restart file '/no/such/file': No such file or directory")
    }
    do {
      try Self.write(TestSystem(), to: "/no/such/file", ranks: 2)
      Issue.record("accepted")
    } catch {
      #expect("\(error)" == "cannot write '/no/such/file': No such file or directory")
    }
  }

  @Test func atomsThatNobodyOwnsAreMissed() throws {
    let folder = ScratchFolder()
    try Self.write(TestSystem(), to: folder.path("a"), ranks: 1)
    let reader = try RestartReader.open(path: folder.path("a"), communicator: SingleRank())
    var atoms = AtomStore()
    #expect(throws: CollectiveError.self) {
      try reader.readAtoms(into: &atoms) { $0.x > 3 }
    }
  }

  @Test func theChecksumIsCastagnolis() {
    // The check value of RFC 3720's polynomial for the nine digits.
    let value = Array("123456789".utf8).withUnsafeBytes { CRC32C($0).value }
    #expect(value == 0xe306_9283)
  }
}
