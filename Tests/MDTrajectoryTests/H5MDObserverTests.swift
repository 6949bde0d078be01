import Foundation
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

@Suite struct H5MDObserverTests {
  static let words = ["position", "velocity", "force", "species", "id", "image", "mass", "energy"]

  static func elements() -> [H5MDElement] {
    words.map { H5MDElement(word: $0)! } + [.values(name: "c_q[2]", IdCompute(), column: 1)]
  }

  /// Writes frames at the given steps; positions move with the step, so that frames differ.
  static func write(
    _ system: TestSystem, to path: String, ranks: Int, steps: [Int64],
    groupMask: UInt32 = 1, options: H5MDOptions = named(), finish: Bool = true,
    elements: @escaping @Sendable () -> [H5MDElement] = { Self.elements() }
  ) throws {
    try InMemoryWorld(size: ranks).run { communicator in
      var state = system.state(communicator)
      let energy = H5MDObservable(name: "potential_energy", unit: "eV") {
        $0.communicator.reduce($0.potentialEnergy, .sum)
      }
      var observer = try H5MDObserver(
        id: "1", path: path, groupMask: groupMask, every: 10, elements: elements(),
        observables: [energy], options: options)
      for step in steps {
        state.step = step
        let view = state.atoms.view
        for i in 0..<view.owned {
          view.x[i] = system.atom(view.id[i]).position.x + 0.01 * Double(step)
        }
        try observer.write(state)
      }
      if finish { try observer.finish() }
    }
  }

  static func named() -> H5MDOptions {
    var options = H5MDOptions()
    options.elementNames = ["Si", "Ge"]
    options.blockRows = 32
    return options
  }

  @Test func theFileIsTheSameOnAnyNumberOfRanks() throws {
    let folder = ScratchFolder()
    let one = try {
      try Self.write(TestSystem(), to: folder.path("1.h5md"), ranks: 1, steps: [0, 10])
      return try folder.bytes("1.h5md")
    }()
    // A second later: the time of day must not be in the file.
    Thread.sleep(forTimeInterval: 1.1)
    for ranks in [2, 3, 8] {
      let path = folder.path("\(ranks).h5md")
      try Self.write(TestSystem(), to: path, ranks: ranks, steps: [0, 10])
      // The potential energy is a sum whose order of terms depends on the ranks; it is checked by
      // the readers. Everything else is the same to the byte.
      let other = try folder.bytes("\(ranks).h5md")
      #expect(other.count == one.count)
      let different = zip(one, other).filter { $0 != $1 }.count
      #expect(different <= 2 * 8)
    }
  }

  @Test func anotherNumberOfAtomsIsRefused() throws {
    let folder = ScratchFolder()
    #expect(throws: CollectiveError.self) {
      try InMemoryWorld(size: 2).run { communicator in
        var observer = try H5MDObserver(
          id: "1", path: folder.path("a.h5md"), every: 1, elements: [.position])
        try observer.write(TestSystem(count: 20).state(communicator))
        try observer.write(TestSystem(count: 21).state(communicator))
      }
    }
  }

  @Test func otherAtomsInTheSameNumberAreRefused() throws {
    let folder = ScratchFolder()
    do {
      try InMemoryWorld(size: 2).run { communicator in
        var observer = try H5MDObserver(
          id: "1", path: folder.path("a.h5md"), every: 1, elements: [.position])
        try observer.write(TestSystem(count: 20).state(communicator))
        try observer.write(TestSystem(count: 20, gap: 2).state(communicator))
      }
      Issue.record("it was accepted")
    } catch {
      #expect("\(error)".contains("the atoms of the group are not those of the first frame"))
    }
  }

  @Test func aFolderThatDoesNotExistIsRefusedAtOnce() {
    #expect(throws: InputError.self) {
      try H5MDObserver(
        id: "1", path: "/no/such/folder/a.h5md", every: 1, elements: [.position])
    }
  }

  @Test func elementsNamedTwiceAreRefused() {
    #expect(throws: InputError.self) {
      try H5MDObserver(
        id: "1", path: ScratchFolder().path("a"), every: 1, elements: [.position, .position])
    }
  }

  @Test(arguments: ["nothing HDF5 at all", "\u{89}HDF\r\n\u{1a}\n broken"])
  func appendingRefusesWhatIsNotOurs(content: String) throws {
    let folder = ScratchFolder()
    let path = try folder.write("a.h5md", content)
    var options = Self.named()
    options.append = true
    do {
      try Self.write(TestSystem(), to: path, ranks: 2, steps: [0], options: options)
      Issue.record("it was accepted")
    } catch {
      #expect("\(error)".contains("a.h5md: cannot be continued"))
    }
    #expect(try folder.text("a.h5md") == content)
  }

  @Test func appendingRefusesAnotherSystem() throws {
    let folder = ScratchFolder()
    let path = folder.path("a.h5md")
    try Self.write(TestSystem(count: 30), to: path, ranks: 1, steps: [0, 10])
    var options = Self.named()
    options.append = true
    let before = try folder.bytes("a.h5md")
    func refused(_ system: TestSystem, _ options: H5MDOptions, _ words: String) {
      do {
        try Self.write(system, to: path, ranks: 2, steps: [20], options: options)
        Issue.record("it was accepted")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
    refused(TestSystem(count: 31), options, "holds 30 atoms, but now there are 31")
    refused(TestSystem(box: TestSystem.tilted, count: 30), options, "box/edges")
    var single = options
    single.singlePrecision = true
    refused(TestSystem(count: 30), single, "another number type")
    var names = options
    names.elementNames = ["C", "Ge"]
    refused(TestSystem(count: 30), names, "species")
    #expect(try folder.bytes("a.h5md").count == before.count)
  }
}
