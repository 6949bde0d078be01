import Foundation
import MDCore
import MDDomain

@testable import MDAnalysis
@testable import MDTrajectory

/// Structures whose properties are known.
enum Samples {
  static let lattice = 5.43

  /// Diamond in cubic cells.
  static func diamond(_ cells: Int, noise: Double = 0, seed: UInt64 = 1) -> Frame {
    let corners = [
      Vector3(0, 0, 0), Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5), Vector3(0.5, 0.5, 0),
    ]
    var positions: [Vector3] = []
    for x in 0..<cells {
      for y in 0..<cells {
        for z in 0..<cells {
          for corner in corners + corners.map({ $0 + Vector3(repeating: 0.25) }) {
            positions.append((Vector3(Double(x), Double(y), Double(z)) + corner) * lattice)
          }
        }
      }
    }
    return frame(
      positions, Box(lengths: Vector3(repeating: Double(cells) * lattice)), noise: noise, seed: seed
    )
  }

  /// The same crystal in a primitive, tilted cell, repeated.
  static func tiltedDiamond(_ cells: Int) throws -> Frame {
    let half = lattice / 2
    let edges = [Vector3(0, half, half), Vector3(half, 0, half), Vector3(half, half, 0)]
    let cell = try CellOrientation(
      edges: edges[0] * Double(cells), edges[1] * Double(cells), edges[2] * Double(cells),
      origin: .zero, boundaries: Boundaries())
    var positions: [Vector3] = []
    for x in 0..<cells {
      for y in 0..<cells {
        for z in 0..<cells {
          let corner = edges[0] * Double(x) + edges[1] * Double(y) + edges[2] * Double(z)
          positions += [cell.turned(corner), cell.turned(corner + Vector3(repeating: lattice / 4))]
        }
      }
    }
    return frame(positions, cell.box)
  }

  /// Hexagonal diamond (lonsdaleite) in orthogonal cells, with ideal tetrahedra.
  static func lonsdaleite(_ cells: Int) -> Frame {
    let bond = lattice * 3.0.squareRoot() / 4
    let a = bond * (8.0 / 3).squareRoot()
    let lengths = Vector3(a, a * 3.0.squareRoot(), bond * 8 / 3)
    let first = [Vector3(0, 0, 0), Vector3(0.5, 0.5, 0)]
    let second = [Vector3(0, 1.0 / 3, 0.5), Vector3(0.5, 5.0 / 6, 0.5)]
    let sites = (first + second).flatMap { [$0, $0 + Vector3(0, 0, 3.0 / 8)] }
    var positions: [Vector3] = []
    for x in 0..<cells {
      for y in 0..<cells {
        for z in 0..<cells {
          positions += sites.map { ($0 + Vector3(Double(x), Double(y), Double(z))) * lengths }
        }
      }
    }
    return frame(positions, Box(lengths: lengths * Double(cells)))
  }

  /// Atoms without a periodic box.
  static func cluster(_ positions: [Vector3]) -> Frame {
    frame(
      positions,
      Box(
        lower: Vector3(repeating: -50), lengths: Vector3(repeating: 100),
        boundaries: Boundaries(x: .fixed, y: .fixed, z: .fixed)))
  }

  static func frame(
    _ positions: [Vector3], _ box: Box, noise: Double = 0, seed: UInt64 = 1
  ) -> Frame {
    var random = SplitMix(state: seed)
    var frame = Frame(number: 1, box: box)
    frame.positions = positions.map { $0 + random.vector() * noise }
    frame.species = positions.map { _ in 0 }
    frame.speciesNames = ["Si"]
    frame.masses = [28.0855]
    frame.step = 0
    frame.arrange(keepsImages: true)
    return frame
  }

  /// A crystal whose atoms wander further from frame to frame, as text of a dump with velocities; ids are
  /// not in order. The atoms have so many types, in turn.
  static func wandering(cells: Int, frames: Int, spacing: Int = 20, types: Int = 1) -> String {
    let start = diamond(cells)
    let length = start.box.lengths.x
    var random = SplitMix(state: 7)
    var places = start.positions.map { $0 + random.vector() * 0.15 }
    var text = ""
    for frame in 0..<frames {
      text += "ITEM: TIMESTEP\n\(frame * spacing)\nITEM: NUMBER OF ATOMS\n\(places.count)\n"
      text += "ITEM: BOX BOUNDS pp pp pp\n"
      // The box breathes a little.
      let scale = 1 + 0.002 * Double(frame % 3)
      for _ in 0..<3 { text += "0 \(length * scale)\n" }
      text += "ITEM: ATOMS id type x y z ix iy iz vx vy vz\n"
      for (i, place) in places.enumerated().reversed() {
        let image = (place / length).rounded(.down)
        let inside = (place - image * length) * scale
        let v = random.vector() * 8
        text += "\(i + 1) \(1 + i * i % 7 % types) \(inside.x) \(inside.y) \(inside.z) "
        text += "\(Int(image.x)) \(Int(image.y)) \(Int(image.z)) \(v.x) \(v.y) \(v.z)\n"
      }
      places = places.map { $0 + random.vector() * 0.12 }
    }
    return text
  }
}

/// Numbers that repeat.
struct SplitMix {
  var state: UInt64

  /// From −1 to 1.
  mutating func next() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
  }

  mutating func vector() -> Vector3 { Vector3(next(), next(), next()) }
}

/// A temporary folder that goes away with this value.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "analysis-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a text file; gives its path.
  func write(_ name: String, _ text: String) throws -> String {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
