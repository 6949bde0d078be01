import MDCore
import MDEngine

/// The values that a text dump writes, from this rank's arrays.
struct DumpValues {
  private let columns: [DumpColumn]
  private let box: Box
  private let masses: [Double]
  private let rank: Int
  private let wraps: Bool
  private var computed: [Int: [Double]] = [:]

  /// Evaluates the computes of a snapshot; all ranks call it together.
  init(columns: [DumpColumn], wraps: Bool, state: borrowing SystemState) {
    self.columns = columns
    self.wraps = wraps
    box = state.box
    masses = state.masses
    rank = state.communicator.rank
    for (i, column) in columns.enumerated() {
      if case .values(_, let source, let index) = column {
        computed[i] = source.perAtom(state, column: index)
      }
    }
  }

  /// The value of a column as a number to sort by.
  func key(column: Int, atom: Int, _ view: AtomView) -> Double {
    switch columns[column].kind {
    case .real: real(column, atom, view)
    case .integer, .text: Double(integer(column, atom, view))
    }
  }

  /// The value of a column of whole numbers, the type for one of elements.
  func integer(_ column: Int, _ i: Int, _ view: AtomView) -> Int64 {
    switch columns[column] {
    case .id: view.id[i]
    case .type, .element: Int64(view.type[i])
    case .rank: Int64(rank)
    case .rankPlusOne: Int64(rank + 1)
    case .property(let property): Int64(view.value(property, of: i))
    case .image(let d): Int64(place(i, view).image[d])
    default: 0
    }
  }

  /// The value of a column of real numbers.
  func real(_ column: Int, _ i: Int, _ view: AtomView) -> Double {
    switch columns[column] {
    case .mass:
      let type = Int(view.type[i])
      return type < masses.count ? masses[type] : 0
    case .property(let property): return view.value(property, of: i)
    case .position(let d): return place(i, view).point[d]
    case .scaled(let d): return box.fractional(place(i, view).point)[d]
    case .unwrapped(let d):
      let (point, image) = place(i, view)
      return (point + box.shift(image))[d]
    case .scaledUnwrapped(let d):
      let (point, image) = place(i, view)
      return box.fractional(point)[d] + Double(image[d])
    case .velocity(0): return view.vx[i]
    case .velocity(1): return view.vy[i]
    case .velocity: return view.vz[i]
    case .force(0): return view.fx[i]
    case .force(1): return view.fy[i]
    case .force: return view.fz[i]
    case .values: return computed[column]![i]
    case .id, .type, .element, .rank, .rankPlusOne, .image: return 0
    }
  }

  private func place(_ i: Int, _ view: AtomView) -> (point: Vector3, image: SIMD3<Int32>) {
    var point = view.position(i)
    var image = view.image(i)
    if wraps { box.wrap(&point, image: &image) }
    return (point, image)
  }
}
