import MDCore
import MDEngine

/// Writes the rows of an H5MD frame from this rank's arrays.
struct H5MDPacker {
  private let layout: H5MDLayout
  private let box: Box
  private let masses: [Double]
  private let energy: UnsafePointer<Double>
  private let species: [Int32]
  /// For each column that a compute fills, its values for all owned atoms.
  private var computed: [Int: [Double]] = [:]

  /// Evaluates the computes of a frame; all ranks call it together.
  init(layout: H5MDLayout, state: borrowing SystemState) {
    self.layout = layout
    box = state.box
    masses = state.masses
    energy = UnsafePointer(state.perAtom.view.energy)
    species = layout.speciesOfType
    for (i, column) in layout.columns.enumerated() {
      if case .values(_, let source, let index) = column.element {
        computed[i] = source.perAtom(state, column: index)
      }
    }
  }

  /// Packs atoms by their index, one row after the other.
  func pack(_ atoms: [Int32], _ view: AtomView, into rows: UnsafeMutableRawPointer) {
    for (i, column) in layout.columns.enumerated() {
      for (row, atom) in atoms.enumerated() {
        let place = rows + row * layout.stride + column.offset
        write(column, i, Int(atom), view, to: place)
      }
    }
    for (row, atom) in atoms.enumerated() {
      (rows + row * layout.stride + layout.typeOffset).storeBytes(
        of: view.type[Int(atom)], as: Int32.self)
    }
  }

  private func write(
    _ column: H5MDLayout.Column, _ index: Int, _ i: Int, _ view: AtomView,
    to place: UnsafeMutableRawPointer
  ) {
    let number = column.number
    switch column.element {
    case .position:
      store(position(i, view).point, number, to: place)
    case .velocity:
      store(Vector3(view.vx[i], view.vy[i], view.vz[i]), number, to: place)
    case .force:
      let force = Vector3(view.fx[i], view.fy[i], view.fz[i])
      store(force * H5MDElement.forceFactor, number, to: place)
    case .image:
      let image = position(i, view).image
      for d in 0..<3 { (place + 4 * d).storeBytes(of: image[d], as: Int32.self) }
    case .energy:
      store(energy[i], number, to: place)
    case .species:
      let type = Int(view.type[i])
      let value = type < species.count ? species[type] : view.type[i]
      place.storeBytes(of: value, as: Int32.self)
    case .id:
      place.storeBytes(of: view.id[i], as: Int64.self)
    case .mass:
      let type = Int(view.type[i])
      store(type < masses.count ? masses[type] : 0, number, to: place)
    case .values:
      store(computed[index]![i], number, to: place)
    }
  }

  /// The atom in the box with its image counts; between two rebuilds of the neighbour list an atom may
  /// be a little outside.
  private func position(_ i: Int, _ view: AtomView) -> (point: Vector3, image: SIMD3<Int32>) {
    var point = view.position(i)
    var image = view.image(i)
    box.wrap(&point, image: &image)
    if layout.options.unwrap { point += box.shift(image) }
    return (point, image)
  }

  @inline(__always)
  private func store(
    _ value: Double, _ number: H5MDElement.Number, to place: UnsafeMutableRawPointer
  ) {
    if number == .float {
      place.storeBytes(of: Float(value), as: Float.self)
    } else {
      place.storeBytes(of: value, as: Double.self)
    }
  }

  @inline(__always)
  private func store(
    _ value: Vector3, _ number: H5MDElement.Number, to place: UnsafeMutableRawPointer
  ) {
    for d in 0..<3 { store(value[d], number, to: place + d * number.size) }
  }
}
