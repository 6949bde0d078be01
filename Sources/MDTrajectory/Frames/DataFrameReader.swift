import MDCore
import MDDomain

/// The one frame of a LAMMPS data file; all boundaries are taken as periodic, since it does not tell.
final class DataFrameReader: FrameReader {
  private let path: String
  private let options: FrameOptions
  private var isRead = false
  let notes: [String] = []

  init(path: String, options: FrameOptions) {
    self.path = path
    self.options = options
  }

  /// A data file has no step.
  var lastStep: Int64? { nil }

  func skip() throws -> Bool {
    defer { isRead = true }
    return !isRead
  }

  func next() throws -> Frame? {
    guard !isRead else { return nil }
    isRead = true
    var atoms = AtomStore()
    let (box, masses) = try read(into: &atoms)
    var frame = Frame(number: 1, box: box)
    let view = atoms.view
    var table = SpeciesTable()
    let places = (0..<masses.count).map { type -> Int32 in
      guard type > 0 else { return 0 }
      let mass = masses[type] > 0 ? masses[type] : nil
      let guess = mass.flatMap { ChemicalElement.symbol(ofMass: $0) }
      let name = type <= options.elements.count ? options.elements[type - 1] : guess
      return table.place(of: name ?? String(type), mass: mass)
    }
    frame.ids = (0..<view.owned).map { view.id[$0] }
    frame.species = (0..<view.owned).map { places[Int(view.type[$0])] }
    frame.positions = (0..<view.owned).map { view.position($0) }
    frame.images = (0..<view.owned).map { view.image($0) }
    let velocities = (0..<view.owned).map { Vector3(view.vx[$0], view.vy[$0], view.vz[$0]) }
    if velocities.contains(where: { $0 != .zero }) { frame.velocities = velocities }
    table.describe(&frame)
    frame.arrange(keepsImages: true, wraps: options.wraps)
    return frame
  }

  /// Reads in the first atom style that fits: the file's own word for it, else what its lines fit.
  private func read(into atoms: inout AtomStore) throws -> (Box, [Double]) {
    var failure: (any Error)?
    // Lines of `molecular` and its like look like those of `charge`: they need the file's word.
    for style in [DataFileAtomStyle.atomic, .charge, .full] {
      do {
        var reader = try DataFileReader.open(
          path: path, boundaries: Boundaries(), style: style, communicator: SingleRank())
        var store = AtomStore()
        try reader.readBody(into: &store) { _ in true }
        atoms = store
        return (reader.header.box, reader.masses)
      } catch {
        failure = failure ?? error
      }
    }
    throw failure!
  }
}
