import Foundation
import MDCore
import MDDomain
import MDEngine

/// Atoms that every rank can make by id, dealt out so that ids are mixed over the ranks.
struct TestSystem: Sendable {
  var box = Box(lower: Vector3(-1, 0.5, 2), lengths: Vector3(11, 12, 13))
  var count = 100
  /// Ids are 1, 1 + gap, …
  var gap: Int64 = 1
  var types = 2

  static let tilted = Box(
    lower: Vector3(-1, 0.5, 2), lengths: Vector3(11, 12, 13), tilts: Vector3(2, -1.5, 3))

  var ids: [Int64] { (0..<count).map { 1 + Int64($0) * gap } }

  /// A number in 0..<1 that depends on an id and a place only.
  static func number(_ id: Int64, _ place: UInt64) -> Double {
    var z = UInt64(bitPattern: id) &* 0x9e37_79b9_7f4a_7c15 &+ place &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  func atom(_ id: Int64) -> Atom {
    func vector(_ place: UInt64) -> Vector3 {
      Vector3(Self.number(id, place), Self.number(id, place + 1), Self.number(id, place + 2))
    }
    return Atom(
      id: id, type: Int32(1 + Int(id) % types), position: box.cartesian(vector(1)),
      velocity: vector(4) * 10 - 5, image: SIMD3(Int32(id % 3) - 1, Int32(id % 2), 0),
      groups: id % 2 == 0 ? 3 : 1)
  }

  func force(_ id: Int64) -> Vector3 {
    Vector3(Self.number(id, 11), Self.number(id, 12), Self.number(id, 13)) * 4 - 2
  }

  /// The rank that has an atom; rank 1 has none where there are three or more.
  func owner(_ id: Int64, size: Int) -> Int {
    let rank = Int(Self.number(id, 20) * Double(size))
    return size > 2 && rank == 1 ? 0 : rank
  }

  /// The state of one rank, its atoms in an order that is not that of the ids.
  func state(_ communicator: any Communicator, step: Int64 = 0) -> SystemState {
    var state = SystemState(box: box, communicator: communicator)
    let mine = ids.filter { owner($0, size: communicator.size) == communicator.rank }
      .sorted { Self.number($0, 30) < Self.number($1, 30) }
    state.perAtom.reset(total: mine.count)
    for (i, id) in mine.enumerated() {
      state.atoms.append(atom(id))
      let view = state.atoms.view
      (view.fx[i], view.fy[i], view.fz[i]) = (force(id).x, force(id).y, force(id).z)
      state.perAtom.view.energy[i] = -4 - Self.number(id, 40)
      state.potentialEnergy += -4 - Self.number(id, 40)
    }
    state.masses = [0] + (0..<types).map { 28.0855 + Double($0) }
    state.totalAtoms = Int64(count)
    state.step = step
    _ = state.groups.define("even")
    return state
  }
}

/// A folder of its own for a test, removed when it is let go.
final class ScratchFolder: Sendable {
  let url: URL

  init() {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("swift-md-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appendingPathComponent(name)))
  }

  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A compute of a number that depends on the id only.
struct IdCompute: Compute {
  var id = "q"
  var style = "test"
  var perAtomColumns = 2
  func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let view = state.atoms.view
    return (0..<view.owned).map { TestSystem.number(view.id[$0], 50 + UInt64(column)) }
  }
}
