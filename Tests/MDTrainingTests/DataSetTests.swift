import MDCore
import MDDomain
import Testing

@testable import MDTraining

struct DataSetTests {
  private func structures(_ count: Int, file: String = "a/set.extxyz") -> [LabelledStructure] {
    (1...count).map { frame in
      var s = TestStructures.silicon(frame: frame, group: frame % 10 == 0 ? "rare" : "common")
      s.origin.file = file
      return s
    }
  }

  @Test(arguments: [1, 2, 4], [false, true])
  func splitsAreTheSameOnAnyNumberOfRanks(ranks: Int, isStratified: Bool) throws {
    let split = try DataSplit(validation: 0.2, test: 0.1, seed: 7, isStratified: isStratified)
    let expected = split.parts(of: structures(50))
    let all = try InMemoryWorld(size: ranks).run { _ in split.parts(of: self.structures(50)) }
    for parts in all { #expect(parts == expected) }
  }

  /// What was left out stays left out when frames, files or folders come and go.
  @Test func splitsStayWhenDataAreAdded() throws {
    let split = try DataSplit(validation: 0.2, test: 0.1, seed: 7)
    let few = split.parts(of: structures(50))
    let more = split.parts(
      of: structures(30, file: "other.xyz") + structures(80, file: "elsewhere/set.extxyz"))
    #expect(Array(more[30..<80]) == few)
    #expect(split.parts(of: structures(50, file: "other.xyz")) != few)
    #expect(try DataSplit(validation: 0.2, test: 0.1, seed: 8).parts(of: structures(50)) != few)
  }

  /// Ten thousand draws: five standard deviations are 0.02.
  @Test func sharesAreAsWanted() throws {
    let parts = try DataSplit(validation: 0.2, test: 0.1).parts(of: structures(10_000))
    let shares = DataPart.allCases.map { part in
      Double(parts.filter { $0 == part }.count) / 10_000
    }
    #expect(abs(shares[0] - 0.7) < 0.023)
    #expect(abs(shares[1] - 0.2) < 0.02)
    #expect(abs(shares[2] - 0.1) < 0.015)
  }

  @Test func everyGroupIsDividedInProportion() throws {
    let structures = structures(200)
    let split = try DataSplit(validation: 0.25, test: 0.1, seed: 3, isStratified: true)
    let set = DataSet(structures, split: split)
    for (group, size) in [("rare", 20), ("common", 180)] {
      let tests = set.indices(of: .test).filter { structures[$0].group == group }
      let validations = set.indices(of: .validation).filter { structures[$0].group == group }
      #expect(tests.count == size / 10 && validations.count == size / 4)
    }
    #expect(set.structures(of: .training).count == 200 - 20 - 50)
  }

  @Test func impossibleSharesAreErrors() {
    #expect(throws: InputError.self) { try DataSplit(validation: 0.5, test: 0.5) }
    #expect(throws: InputError.self) { try DataSplit(validation: -0.1) }
  }

  @Test func groupsAreWeighted() throws {
    var set = DataSet(structures(20))
    try set.weigh(groups: ["rare": 3])
    #expect(set.structures[9].weight == 3 && set.structures[8].weight == 1)
    #expect(set.groups == ["common", "rare"])
    let error = try #require(throws: InputError.self) { try set.weigh(groups: ["rar": 1]) }
    #expect(error.message.contains("did you mean rare"))
    #expect(set.summary.count == 4)
  }

  /// Energies made of atoms' energies give them back.
  @Test func atomEnergiesAreFound() throws {
    let exact = ["Si": -5.0, "Ge": -3.25]
    let sets: [LabelledStructure] = [["Si"], ["Si", "Ge"], ["Ge", "Ge", "Si"]].map { elements in
      LabelledStructure(
        box: Box(lengths: Vector3(9, 9, 9)), elements: elements,
        positions: elements.indices.map { Vector3(Double(2 * $0), 0, 0) },
        energy: elements.reduce(0) { $0 + exact[$1]! }, forces: nil, stress: nil,
        origin: FrameLocation(file: "x", frame: 1, line: 1))
    }
    let found = try DataSet(sets).atomEnergies()
    #expect(abs(found[0] + 3.25) < 1e-10 && abs(found[1] + 5) < 1e-10)
    // One composition alone: only the sum is known, and it is shared by the shortest vector.
    let alone = try DataSet([sets[1]]).atomEnergies()
    #expect(abs(alone[0] + 4.125) < 1e-10 && abs(alone[1] + 4.125) < 1e-10)
  }

  /// Two files whose energies follow one line but have different zeros.
  @Test func offsetsBetweenFilesAreFound() throws {
    var all = structures(20) + structures(15, file: "b.xyz")
    let features = all.indices.map { [Double($0 % 7), Double(($0 * $0) % 5), 4.0] }
    for i in all.indices {
      let energy = 0.3 * features[i][0] - 0.2 * features[i][1] + (i < 20 ? -5 : -106)
      all[i].energy = energy * Double(all[i].count)
    }
    let offsets = try DataSet(all).relativeOffsets(features: features)
    #expect(offsets[0] == 0)
    // What the ridge of 1e-6 takes away from slopes of a few tenths.
    #expect(abs(offsets[1] + 101) < 1e-5)
  }
}
