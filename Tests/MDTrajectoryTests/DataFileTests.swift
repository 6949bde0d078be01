import Foundation
import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDTrajectory

@Suite struct DataFileTests {
  static let good = """
    a comment that says 7 atoms

    3 atoms  # of them
    2 atom types
    0 10 xlo xhi
    -5.0 5 ylo yhi
    0 1e1 zlo zhi
    1 0.5 -0.25 xy xz yz

    Masses

    1 28.085 # Si
    2 72.63

    Atoms # atomic

    3 2 1 2 3 1 0 -1
    1 1 11.5 0.5 1
    10 1 9 -4 9.99

    Velocities

    10 1 2 3
    1 0.5 0 -1e-3
    3 0 0 0

    """

  /// What a rank keeps: ownership by thirds of the box along x.
  static func read(
    _ text: String, ranks: Int, boundaries: Boundaries = Boundaries(),
    style: DataFileAtomStyle = .atomic
  ) throws -> (header: DataFileHeader, masses: [Double], atoms: [Atom]) {
    let folder = ScratchFolder()
    let path = try folder.write("system.data", text)
    let results = try InMemoryWorld(size: ranks).run { communicator in
      var reader = try DataFileReader.open(
        path: path, boundaries: boundaries, style: style, communicator: communicator)
      var atoms = AtomStore()
      let box = reader.header.box
      try reader.readBody(into: &atoms) { point in
        let place = Int((box.fractional(point).x * Double(ranks)).rounded(.down))
        return min(max(place, 0), ranks - 1) == communicator.rank
      }
      return (reader.header, reader.masses, (0..<atoms.owned).map { atoms.read($0) })
    }
    return (results[0].0, results[0].1, results.flatMap(\.2).sorted { $0.id < $1.id })
  }

  @Test(arguments: [1, 2, 3, 5])
  func everythingIsReadOnAnyNumberOfRanks(ranks: Int) throws {
    let (header, masses, atoms) = try Self.read(Self.good, ranks: ranks)
    #expect(header.atoms == 3 && header.types == 2)
    #expect(header.box.lower == Vector3(0, -5, 0) && header.box.lengths == Vector3(10, 10, 10))
    #expect(header.box.tilts == Vector3(1, 0.5, -0.25) && header.box.isTriclinic)
    #expect(masses == [0, 28.085, 72.63])
    #expect(atoms.map(\.id) == [1, 3, 10])
    // Atom 1 stood beyond the upper face along a.
    #expect((atoms[0].position - Vector3(1.5, 0.5, 1)).length < 1e-14)
    #expect(atoms[0].image == SIMD3(1, 0, 0) && atoms[0].velocity == Vector3(0.5, 0, -1e-3))
    #expect(atoms[1].type == 2 && atoms[1].image == SIMD3(1, 0, -1))
    #expect(atoms[2].velocity == Vector3(1, 2, 3))
  }

  /// Charges and molecules stand in the lines of other styles and are kept; the file's own word for the style
  /// wins over the deck's.
  @Test(arguments: [
    (DataFileAtomStyle.charge, "", "-0.8"), (.molecular, "7", ""), (.full, "7", "-0.8"),
    (.bond, "7", ""),
  ])
  func chargesAndMoleculesAreRead(style: DataFileAtomStyle, molecule: String, charge: String)
    throws
  {
    for (said, told) in [(style, ""), (.atomic, " # \(style.rawValue)")] {
      let text = """
        title

        2 atoms
        0 bonds
        2 atom types
        0 10 xlo xhi
        0 10 ylo yhi
        0 10 zlo zhi

        Atoms\(told)

        1 \(molecule) 2 \(charge) 1.5 2.5 3.5 0 1 -1
        2 \(molecule) 1 \(charge) 4 5 6 0 0 0
        """
      let atoms = try Self.read(text, ranks: 2, style: said).atoms
      #expect(atoms.map(\.type) == [2, 1])
      #expect(atoms[0].position == Vector3(1.5, 2.5, 3.5) && atoms[1].position == Vector3(4, 5, 6))
      #expect(atoms[0].image == SIMD3(0, 1, -1))
      #expect(atoms.allSatisfy { $0.charge == Double(charge) ?? 0 })
      #expect(atoms.allSatisfy { $0.molecule == Double(molecule) ?? 0 })
    }
  }

  @Test func linesMayEndLikeDOSAndWithoutANewline() throws {
    let text = Self.good.trimmingCharacters(in: .newlines)
      .replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try Self.read(text, ranks: 2).atoms.count == 3)
  }

  @Test(arguments: [
    ("3 atoms", "4 atoms", "Velocities", 21, "not 1"),
    ("3 atoms", "2 atoms", "10 1 9 -4 9.99", 19, "more lines than the header says"),
    ("9 -4 9.99", "9 nan 9.99", "", 19, "y must be a finite number, not 'nan'"),
    ("9 -4 9.99", "9 -4x 9.99", "", 19, "y must be a finite number, not '-4x'"),
    ("10 1 9", "10 3 9", "", 19, "atom type 3 is not between 1 and 2"),
    ("10 1 9", "3 1 9", "", 19, "atom id 3 occurs twice"),
    ("10 1 9", "0 1 9", "", 19, "atom id must be above zero"),
    ("10 1 2 3", "11 1 2 3", "", 23, "there is no atom with id 11"),
    ("10 1 2 3", "10 1 2", "", 23, "vz is missing"),
    ("2 72.63", "2 -1", "", 13, "a mass must be above zero"),
    ("2 atom types", "2 atom typos", "", 4, "a section should begin here"),
    ("0 10 xlo", "10 0 xlo", "", 5, "xlo must be below xhi"),
    ("Masses", "Mases", "", 10, "did you mean 'Masses'"),
    ("Masses", "Pair Coeffs", "", 10, "the section 'Pair Coeffs' is not supported"),
    ("# atomic", "# sphere", "", 15, "atom style 'sphere'"),
    ("9 -4 9.99", "1e9 -4 9.99", "", 19, "box lengths from the box"),
    ("2 atom types", "2 atom types\n4 bonds", "", 5, "bonds are not supported"),
  ])
  func mistakesAreToldWithFileAndLine(
    old: String, new: String, word: String, line: Int, message: String
  ) throws {
    let text = Self.good.replacingOccurrences(of: old, with: new)
    try #require(text != Self.good)
    for ranks in [1, 3] {
      do {
        _ = try Self.read(text, ranks: ranks)
        Issue.record("accepted: \(new)")
      } catch {
        #expect("\(error)".contains("system.data:\(line): "), "\(error)")
        #expect("\(error)".contains(message), "\(error)")
      }
    }
  }

  @Test func aShortFileIsTold() throws {
    let text = Self.good.components(separatedBy: "10 1 9")[0]
    do {
      _ = try Self.read(text, ranks: 2)
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("the file ends after 2 of 3 lines of the section Atoms"))
    }
  }

  /// Whatever a header promises, memory goes by the length of the file.
  @Test func promisesOfAHeadCostNoMemory() throws {
    let check = IdentityCheck(rank: 0, size: 1, atoms: min(1 << 31, Int64(Self.good.utf8.count)))
    #expect(check.bytes < 1000)
    do {
      _ = try Self.read(
        Self.good.replacingOccurrences(of: "3 atoms", with: "2147483647 atoms"), ranks: 1)
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("Atoms"), "\(error)")
    }
  }

  @Test(arguments: ["/dev/zero", "/dev", "/dev/null"]) func devicesAndFoldersAreRefused(
    path: String
  ) {
    do {
      _ = try DataFileReader.open(
        path: path, boundaries: Boundaries(), communicator: SingleRank())
      Issue.record("accepted")
    } catch {
      let what = path == "/dev" ? "folder" : "device"
      #expect("\(error)" == "'\(path)' is a \(what), not a file")
    }
  }

  @Test func atomsOutsideAFixedBoundaryAreRefused() throws {
    do {
      _ = try Self.read(Self.good, ranks: 2, boundaries: Boundaries(x: .fixed))
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("system.data:18: atom 1 lies outside the box along x"))
    }
  }

  @Test func aMissingFileIsTold() {
    do {
      _ = try DataFileReader.open(
        path: "/no/such.data", boundaries: Boundaries(), communicator: SingleRank())
      Issue.record("accepted")
    } catch {
      #expect("\(error)" == "cannot open '/no/such.data': No such file or directory")
    }
  }

  @Test(arguments: [1, 3])
  func whatIsWrittenReadsBackExactly(ranks: Int) throws {
    let folder = ScratchFolder()
    var system = TestSystem(box: TestSystem.tilted)
    system.gap = 3
    try InMemoryWorld(size: ranks).run { [system] communicator in
      try DataFileWriter.write(
        system.state(communicator, step: 12), to: folder.path("a.data"), version: "0.1")
    }
    let text = try folder.text("a.data")
    #expect(text.hasPrefix("LAMMPS data file via write_data, version 0.1, timestep = 12\n\n100 at"))
    let (header, masses, atoms) = try Self.read(text, ranks: 2)
    #expect(header.box == system.box)
    #expect(masses == [0, 28.0855, 29.0855])
    for (atom, id) in zip(atoms, system.ids) {
      var expected = system.atom(id)
      expected.groups = 1
      #expect(atom == expected)
    }
    #expect(folder.names == ["a.data"])
  }

  @Test func aFolderThatDoesNotExistIsTold() {
    do {
      try DataFileWriter.write(
        TestSystem().state(SingleRank()), to: "/no/such/folder/a.data", version: "0")
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("cannot write '/no/such/folder/a.data'"))
    }
  }
}
