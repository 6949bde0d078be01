import MDCore
import MDDomain

/// Numbers of each atom that a compute or fix needs later, such as the positions or velocities that
/// the atoms had when it was defined. The atoms carry them along; this is the fix that remembers it over a
/// restart for a compute, under the name that LAMMPS gives it. A fix remembers it in its own memory.
///
/// A class, since the compute and the list of fixes share it.
public final class AtomReference: Fix {
  public let id: String
  public var style: String { "STORE" }
  private let column: String
  private let width: Int
  /// How many positions have been averaged into the reference, besides the first.
  var averages = 0.0
  /// What was measured last, and in which step, where measuring changes the reference.
  var last: (step: Int64, values: [Double])?
  /// What a restart file said, for atoms that are looked up when they are next used.
  private var remembered: [Double] = []

  /// The reference of a compute.
  init(computeID: String) {
    id = computeID + "_COMPUTE_STORE"
    column = "compute " + computeID
    width = 3
  }

  /// The reference of a fix, which hands ``memory(of:)`` on: by default a vector an atom.
  public init(fixID: String, width: Int = 3) {
    id = fixID
    column = "fix " + fixID
    self.width = width
  }

  /// Lets atoms carry the numbers, NaN at first.
  public func addColumn(_ state: inout SystemState) {
    state.atoms.addColumns(column, width: width)
  }

  /// Frees them.
  public func removeColumn(_ state: inout SystemState) { state.atoms.removeColumns(column) }

  /// Where the reference of an atom is; `extra + i * extraCount` is added by the caller.
  public func offset(_ state: borrowing SystemState) -> Int {
    let offset = state.atoms.columns.offset(of: column)!
    guard !remembered.isEmpty else { return offset }
    let view = state.atoms.view
    var places: [Int64: Int] = [:]
    for i in 0..<view.owned { places[view.id[i]] = i }
    for k in stride(from: 1, to: remembered.count - width, by: 1 + width) {
      guard let i = places[Int64(remembered[k])] else { continue }
      let row = view.extra + i * view.extraCount + offset
      for d in 0..<width { row[d] = remembered[k + 1 + d] }
    }
    remembered = []
    return offset
  }

  /// Makes the unwrapped positions of now the reference of those atoms of a group that have none, since they
  /// were made later.
  func takePositions(of mask: UInt32, _ state: borrowing SystemState) {
    let offset = offset(state)
    let view = state.atoms.view
    for i in 0..<view.owned where view.groups[i] & mask != 0 {
      let row = view.extra + i * view.extraCount + offset
      guard row[0].isNaN else { continue }
      let r = state.unwrapped(view, i)
      (row[0], row[1], row[2]) = (r.x, r.y, r.z)
    }
  }

  /// The count of averages, then id and numbers of each atom, by id.
  public func memory(of state: borrowing SystemState) -> [Double] {
    let offset = offset(state)
    let view = state.atoms.view
    var own: [Double] = []
    for i in 0..<view.owned {
      let row = view.extra + i * view.extraCount + offset
      guard !row[0].isNaN else { continue }
      own.append(Double(view.id[i]))
      own += UnsafeBufferPointer(start: row, count: width)
    }
    let parts = state.communicator.gather(own.withUnsafeBytes { Array($0) }, tag: 3001)
    let rows = parts.flatMap { bytes in
      bytes.withUnsafeBytes { raw in
        stride(from: 0, to: raw.count, by: 8 * (1 + width)).map { start in
          (0...width).map { raw.loadUnaligned(fromByteOffset: start + 8 * $0, as: Double.self) }
        }
      }
    }
    let all = [averages] + rows.sorted { $0[0] < $1[0] }.flatMap { $0 }
    return state.communicator.broadcast(all)
  }

  /// See ``memory(of:)``, without which it is empty.
  public var memory: [Double] {
    get { [] }
    set {
      remembered = newValue
      averages = newValue.first ?? 0
    }
  }
}
