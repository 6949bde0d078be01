import Foundation
import MDCore
import Testing

@testable import MDTrajectory

@Suite struct FrameReaderTests {
  private func frames(_ path: String, _ options: FrameOptions = FrameOptions()) throws -> [Frame] {
    let reader = try openFrames(path, options: options)
    var all: [Frame] = []
    while let frame = try reader.next() { all.append(frame) }
    return all
  }

  /// A tilted box with atoms in images, in LAMMPS's words of a dump.
  private static let box = Box(
    lower: Vector3(-1, 0.5, 2), lengths: Vector3(10, 9, 8), tilts: Vector3(2, -1.5, 1))

  private static func dump(_ ending: String) -> String {
    var text = "ITEM: TIMESTEP\n40\nITEM: NUMBER OF ATOMS\n5\nITEM: BOX BOUNDS xy xz yz pp pp pp\n"
    text += "-2.5 11 2\n0.5 10.5 -1.5\n2 10 1\n"
    let images = ending.hasSuffix("u") ? "" : " ix iy iz"
    let axes = ["x", "y", "z"].map { $0 + ending }.joined(separator: " ")
    text += "ITEM: ATOMS id \(axes)\(images) element vx vy vz c_q\n"
    for id in [3, 5, 1, 4, 2] {
      let s = Vector3(0.1 * Double(id), 0.15 * Double(id), 0.97 - 0.1 * Double(id))
      let image = SIMD3<Int32>(Int32(id % 3) - 1, Int32(id % 2), -2)
      let shift = Vector3(Double(image.x), Double(image.y), Double(image.z))
      let value: Vector3 =
        switch ending {
        case "": box.cartesian(s)
        case "s": s
        case "u": box.cartesian(s + shift)
        default: s + shift
        }
      text += "\(id) \(value.x) \(value.y) \(value.z)"
      if !images.isEmpty { text += " \(image.x) \(image.y) \(image.z)" }
      text += " \(id < 3 ? "Si" : "Ge") \(id) 0 -1 9\n"
    }
    return text
  }

  @Test(arguments: ["", "s", "u", "su"])
  func coordinatesOfAllKindsAgree(ending: String) throws {
    let scratch = try Scratch()
    let all = try frames(scratch.write("a.dump", Self.dump(ending)))
    let frame = try #require(all.first)
    #expect(all.count == 1 && frame.count == 5 && frame.step == 40)
    #expect(frame.ids == [1, 2, 3, 4, 5])
    #expect(frame.species.map { frame.speciesNames[Int($0)] } == ["Si", "Si", "Ge", "Ge", "Ge"])
    #expect((frame.box.lower - Self.box.lower).length < 1e-12)
    #expect(frame.box.tilts == Self.box.tilts)
    for id in 1...5 {
      let s = Vector3(0.1 * Double(id), 0.15 * Double(id), 0.97 - 0.1 * Double(id))
      // Texts have all digits; scaling costs some in the last place.
      #expect((frame.positions[id - 1] - Self.box.cartesian(s)).length < 1e-12)
      #expect(frame.images?[id - 1] == SIMD3(Int32(id % 3) - 1, Int32(id % 2), -2))
      #expect(frame.velocities?[id - 1] == Vector3(Double(id), 0, -1))
    }
  }

  @Test(arguments: ["dump", "xyz"])
  func cutOffFramesAreLeftOut(format: String) throws {
    let scratch = try Scratch()
    var one = Self.dump("")
    if format == "xyz" {
      one = "3\nLattice=\"6 0 0 0 6 0 0 0 6\" Properties=species:S:1:pos:R:3 Time=1.5\n"
      for x in 1...3 { one += "Si \(x).25 0 0\n" }
    }
    for length in stride(from: one.utf8.count + 1, to: 2 * one.utf8.count - 1, by: 3) {
      let text = String(decoding: (one + one).utf8.prefix(length), as: UTF8.self)
      let path = try scratch.write("cut", text)
      let reader = try openFrames(path)
      #expect(try reader.next() != nil)
      // A last line of XYZ that lost digits only cannot be told from a whole one.
      if format == "xyz", length > 2 * one.utf8.count - 8 { continue }
      #expect(try reader.next() == nil, "cut at \(length)")
      #expect(reader.notes.count == 1, "cut at \(length)")
      let counter = try openFrames(path)
      #expect(try counter.skip())
      #expect(try !counter.skip())
    }
  }

  @Test func turnedCellsKeepTheirDistances() throws {
    let scratch = try Scratch()
    // The same primitive cell of diamond as LAMMPS orients it, and as textbooks write it.
    let tilted = try Samples.tiltedDiamond(1)
    let text = """
      2
      Lattice="0 2.715 2.715 2.715 0 2.715 2.715 2.715 0" Properties=species:S:1:pos:R:3:id:I:1 pbc="T T T" energy=-9.5
      Si 0 0 0 1
      Si 1.3575 1.3575 1.3575 2
      """
    let frame = try #require(try frames(scratch.write("a.xyz", text)).first)
    #expect(frame.energy == -9.5 && frame.count == 2)
    #expect(abs(frame.box.volume - tilted.box.volume) < 1e-9)
    #expect((frame.positions[1] - tilted.positions[1]).length < 1e-9)
  }

  @Test func promisesOfAHeadCostNoMemory() throws {
    let scratch = try Scratch()
    var text = Self.dump("").replacing("ATOMS\n5\n", with: "ATOMS\n999999999999\n")
    #expect(try frames(scratch.write("a", text)).isEmpty)
    text = "999999999999\nLattice=\"1 0 0 0 1 0 0 0 1\"\nSi 0 0 0\n"
    #expect(try frames(scratch.write("b", text)).isEmpty)
  }

  @Test func dataFilesAreFrames() throws {
    let scratch = try Scratch()
    let text = """
      a comment

      2 atoms
      1 atom types
      0 5 xlo xhi
      0 5 ylo yhi
      0 5 zlo zhi

      Masses

      1 28.0855

      Atoms # atomic

      2 1 6.0 1 1 0 0 1
      1 1 2.5 2 2 0 0 0
      """
    let frame = try #require(try frames(scratch.write("a.data", text + "\n")).first)
    #expect(frame.speciesNames == ["Si"] && frame.ids == [1, 2])
    #expect(frame.positions[1] == Vector3(1, 1, 1))
    #expect(frame.unwrapped(1) == Vector3(6, 1, 6))
  }

  @Test(arguments: [
    (
      "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS id type\n1 1\n",
      "no coordinates"
    ),
    (
      "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS id x y z\n1 0 nan 0\n",
      "finite"
    ),
    ("1\nno cell here\nSi 0 0 0\n", "Lattice"),
    ("1\nLattice=\"1 0 0 0 1 0 0 0 -1\"\nSi 0 0 0\n", "left-handed"),
    ("what is this\n", "no H5MD file"), ("", "empty"),
    ("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n9999999999999\n", "9999999999999 atoms"),
  ])
  func mistakesAreNamed(text: String, words: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write("a", text)
    do {
      _ = try frames(path)
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
      #expect("\(error)".contains(path))
    }
  }
}
