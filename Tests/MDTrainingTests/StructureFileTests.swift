import Foundation
import MDCore
import MDDomain
import Testing

@testable import MDTraining

/// What the readers take from well-formed files.
struct StructureFileTests {
  static func read(
    _ text: String, file: String = "set.xyz",
    options: StructureReadingOptions = StructureReadingOptions()
  ) throws -> [LabelledStructure] {
    try Array(text.utf8).withUnsafeBytes {
      try StructureFile.read($0, file: file, options: options)
    }
  }

  @Test func columnsMayStandInAnyOrder() throws {
    let text = """
      2
      Properties=id:I:1:force:R:3:element:S:1:pos:R:3:flag:L:1 Energy=-3.5e0 \
      Lattice="4 0 0 1 5 0 0.5 0.25 6" config_type='a b'
      7 1 2 3 Si 0.5 0 0 T
      9 -1 -2 -3 Ge 2 2.5 3 F

      """
    let s = try #require(try Self.read(text).first)
    #expect(s.elements == ["Si", "Ge"] && s.energy == -3.5 && s.group == "a b")
    #expect(s.positions[1] == Vector3(2, 2.5, 3))
    #expect(s.forces?[0] == Vector3(1, 2, 3))
    #expect(s.box.lengths == Vector3(4, 5, 6) && s.box.tilts == Vector3(1, 0.5, 0.25))
    #expect(s.isPeriodic && s.stress == nil && s.orientation == nil)
    #expect(s.origin == FrameLocation(file: "set.xyz", frame: 1, line: 1))
  }

  @Test func stressesOfAllConventionsAreTheSameTensor() throws {
    func stress(_ key: String) throws -> SymmetricTensor {
      let text = """
        1
        Properties=species:S:1:pos:R:3 energy=0 Lattice="2 0 0 0 2 0 0 0 2" \(key)
        Si 0 0 0
        """
      return try #require(try Self.read(text)[0].stress)
    }
    let expected = SymmetricTensor(xx: 1, yy: 2, zz: 3, xy: 4, xz: 5, yz: 6)
    #expect(try stress("stress=\"1 2 3 6 5 4\"") == expected)
    #expect(try stress("stress_ev_per_A3=\"1 4 5 4 2 6 5 6 3\"") == expected)
    #expect(try stress("dft_stress=[[1,4,5],[4,2,6],[5,6,3]]") == expected)
    #expect(try stress("stress=_JSON[[1,4,5],[4,2,6],[5,6,3]]") == expected)
    // The volume is 8 Å³.
    #expect(try stress("virial=\"-8 -32 -40 -32 -16 -48 -40 -48 -24\"") == expected)
    let kilobar = try stress("dft_stress_kbar=\"-1 -2 -3 -4 -6 -5\"")
    for (a, b) in zip(kilobar.components, expected.components) {
      #expect(abs(a - b / 1602.1765) < 1e-15)
    }
  }

  @Test func aMeanStressIsMarkedAsOne() throws {
    let text = """
      1
      Properties=species:S:1:pos:R:3 energy=0 Lattice="2 0 0 0 2 0 0 0 2" mean_stress_ev_per_A3=-0.25
      Si 0 0 0
      """
    let s = try Self.read(text)[0]
    #expect(s.hasOnlyMeanStress)
    #expect(s.stress == SymmetricTensor(xx: -0.25, yy: -0.25, zz: -0.25))
  }

  /// A turned cell keeps all that does not depend on the orientation, and turns back.
  @Test(arguments: [false, true])
  func cellsInAnyOrientationAreTurned(isLeftHanded: Bool) throws {
    let edges = [
      Vector3(1, 2, 0.5), Vector3(-3, 1, 0.25), Vector3(0.5, 0.75, isLeftHanded ? -4 : 4),
    ]
    let lattice = edges.map { "\($0.x) \($0.y) \($0.z)" }.joined(separator: " ")
    let text = """
      2
      Lattice="\(lattice)" energy=1 stress="1 4 5 4 2 6 5 6 3"
      Si 0.1 0.2 0.3
      Si -0.4 1.2 0.6
      """
    let s = try #require(try Self.read(text).first)
    let original = [Vector3(0.1, 0.2, 0.3), Vector3(-0.4, 1.2, 0.6)]
    let axes = try #require(s.orientation)
    let volume = abs(edges[0].cross(edges[1]).dot(edges[2]))
    #expect(abs(s.box.volume - volume) < 1e-13 && s.box.lengths.min() > 0)
    let (a, b, c) = s.box.edges
    for (edge, turned) in zip(edges, [a, b, c]) {
      #expect((axes.turnedBack(turned) - edge).length < 1e-14)
    }
    for (r, turned) in zip(original, s.positions) {
      #expect((axes.turnedBack(turned) - r).length < 1e-14)
    }
    let stress = try #require(s.stress)
    #expect(abs(stress.trace - 6) < 1e-14)
    let back = axes.turnedBack(stress).components
    for (x, y) in zip(back, [1.0, 2, 3, 4, 5, 6]) { #expect(abs(x - y) < 1e-13) }
  }

  @Test func molecules() throws {
    let text = "2\nenergy=-1 forces=no\nH 0 0 0\nH 0.74 0 0\n"
    let s = try #require(try Self.read(text).first)
    #expect(!s.isPeriodic && s.forces == nil && s.group == "set")
    #expect(s.positions[1].x == 0.74 && s.box.lower.x == -1)
    #expect(abs(s.box.upper.x - 1.74) < 1e-15)
  }

  /// A slab whose file leaves the third edge out.
  @Test func slabs() throws {
    let text = """
      2
      Lattice="3 0 0 0 3 0 0 0 0" pbc="T T F" energy=-1
      Si 0 0 5
      Si 1 1 7
      """
    let s = try #require(try Self.read(text).first)
    #expect(s.box.isPeriodic(0) && s.box.isPeriodic(1) && !s.box.isPeriodic(2))
    #expect(s.box.lower.z == 4 && s.box.lengths.z == 4)
  }

  static let n2p2 = """
    begin set=train
    comment made by hand group=pair weight=0.5 stress="1 2 3 6 5 4"
    lattice 10 0 0
    lattice 0 12 0
    lattice 0 0 14
    atom 1 2 3 Si 0.5 0 0.1 0.2 0.3
    atom 4 5 6 Si -0.5 0 -0.1 -0.2 -0.3
    energy -2
    charge 0
    end

    begin
    comment it's prose: stress and energy without values
    atom 1 2 3 Si 0 0 0 0 0
    energy -1
    charge 0
    end

    """

  @Test func inputDataInItsOwnUnits() throws {
    var options = StructureReadingOptions()
    options.lengthFactor = 2
    options.energyFactor = 0.5
    let all = try Self.read(Self.n2p2, file: "input.data", options: options)
    #expect(all.count == 2)
    let s = all[0]
    #expect(s.group == "pair" && s.weight == 0.5 && s.energy == -4)
    #expect(s.box.lengths == Vector3(5, 6, 7) && s.positions[0] == Vector3(0.5, 1, 1.5))
    // 0.1 of 2 eV an energy's unit and half an Å a length's: times 4.
    #expect(s.forces?[1].x == -0.4 && s.charges == [0.5, -0.5])
    #expect(s.stress == SymmetricTensor(xx: 1, yy: 2, zz: 3, xy: 4, xz: 5, yz: 6))
    #expect(!all[1].isPeriodic && all[1].group == "input" && all[1].weight == 1)
    #expect(all[1].origin.line == 12 && all[1].origin.frame == 2)
    #expect(all[0].part == .training && all[1].part == nil)
  }

  @Test(arguments: [
    "0", "-0", "1.5", "-12.345678901234567", "6.02e23", "1e-7", "123456789012345678",
    "0.1", "9007199254740993", "2.2250738585072014e-308", "+3.", ".5", "1E5",
    "4.9406564584124654e-324",
  ])
  func numbersAreTheLibrarys(word: String) {
    let value = Array(word.utf8).withUnsafeBytes { NumberText.number($0) }
    #expect(value == Double(word) ?? .nan || Double(word) == nil && value != nil)
    #expect(value == strtod(word, nil))
  }

  @Test(arguments: ["", "x", "1.2.3", "1e", "--1", "1,5", "0x"])
  func whatIsNoNumber(word: String) {
    #expect(Array(word.utf8).withUnsafeBytes { NumberText.number($0) } == nil)
  }
}

@Suite(.enabled(if: SharedFolder.isThere, SharedFolder.comment))
struct SharedStructureFileTests {
  @Test(arguments: [
    ("silicon-pbe/train.extxyz", 214), ("silicon-qe-gamma/crystal.extxyz", 400),
    ("silicon-qe-gamma/liquid.extxyz", 1203), ("silicon-qe-quench/frames.extxyz", 37),
  ])
  func everyFrameIsRead(name: String, count: Int) throws {
    let all = try StructureFile.read(SharedFolder.path("data/" + name))
    #expect(all.count == count)
    #expect(all.allSatisfy { $0.forces?.count == $0.count && $0.stress != nil && $0.isPeriodic })
    #expect(all.map(\.origin.frame) == Array(1...count))
  }

  @Test func ranksShareWhatTheRootRead() throws {
    let path = SharedFolder.path("data/silicon-pbe/train.extxyz")
    let alone = try StructureFile.read([path], communicator: SingleRank())
    let shared = try InMemoryWorld(size: 3).run {
      try StructureFile.read([path, path], communicator: $0)
    }
    for structures in shared { #expect(structures == alone + alone) }
  }
}
