import CHDF5
import Foundation
import MDCore

/// Frames of an H5MD file: ours, and those of other programs that keep positions, box and species in
/// the places of the specification (version 1.1).
///
/// The group of particles is `trajectory`, or the first one.
final class H5MDFrameReader: FrameReader {
  private let path: String
  private let options: FrameOptions
  private let file: HDF5Handle
  private let root: String
  private let position: H5MDSource
  private let image: H5MDSource?
  private let velocity: H5MDSource?
  private let id: H5MDSource?
  private let species: H5MDSource?
  private let mass: H5MDSource?
  private let energy: H5MDSource?
  private let atomEnergy: H5MDSource?
  private let edges: H5MDSource?
  private let step: H5MDSource?
  private let time: H5MDSource?
  private let boundaries: Boundaries
  private var place = 0
  /// Frames that all of the file's datasets have.
  let frames: Int
  private(set) var lastStep: Int64?
  private(set) var notes: [String] = []

  init(path: String, options: FrameOptions) throws {
    self.path = path
    self.options = options
    HDF5.prepare()
    do {
      file = try Self.open(path)
      root = try Self.particles(file.id)
      position = try H5MDSource.required("\(root)/position", in: file.id)
      image = try H5MDSource.find("\(root)/image", in: file.id)
      velocity = try H5MDSource.find("\(root)/velocity", in: file.id)
      id = try H5MDSource.find("\(root)/id", in: file.id)
      species = try H5MDSource.find("\(root)/species", in: file.id)
      mass = try H5MDSource.find("\(root)/mass", in: file.id)
      edges = try H5MDSource.find("\(root)/box/edges", in: file.id)
      energy = try H5MDSource.find("/observables/potential_energy", in: file.id)
      atomEnergy = try H5MDSource.find("\(root)/potential_energy", in: file.id)
      step = try H5MDSource.find("\(root)/position/step", in: file.id, isSchedule: true)
      time = try H5MDSource.find("\(root)/position/time", in: file.id, isSchedule: true)
      let words = try Self.boundaryWords(file.id, "\(root)/box")
      boundaries = Boundaries(
        x: Self.boundary(words, 0), y: Self.boundary(words, 1), z: Self.boundary(words, 2))
      guard position.shape.count == 3, position.shape[2] == 3 else {
        throw HDF5Error(
          description: "positions have shape \(position.shape), not frames × atoms × 3")
      }
      let growing = [image, velocity, edges, step, time, energy, atomEnergy]
        .compactMap { $0 }.filter(\.isTimeDependent).map { $0.shape.first ?? 0 }
      frames = growing.reduce(position.shape[0], min)
    } catch let error as HDF5Error {
      throw HDF5Error(description: "\(path): \(error.description)")
    }
    if frames < position.shape[0] {
      notes.append("\(path): frame \(frames + 1) is cut off and left out")
    }
  }

  func skip() throws -> Bool {
    guard place < frames else { return false }
    do {
      lastStep = try stepOf(place)
    } catch let error as HDF5Error {
      throw HDF5Error(description: "\(path): \(error.description)")
    }
    place += 1
    return true
  }

  func next() throws -> Frame? {
    guard place < frames else { return nil }
    do {
      let frame = try read(place)
      lastStep = frame.step
      place += 1
      return frame
    } catch let error as HDF5Error {
      throw HDF5Error(description: "\(path): \(error.description)")
    }
  }

  private static func open(_ path: String) throws -> HDF5Handle {
    guard H5Fis_hdf5(path) > 0 else {
      throw HDF5Error(description: "it is not an HDF5 file, or it is damaged")
    }
    let id = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)
    if id >= 0 { return try HDF5Handle(id, H5Fclose, doing: "opening") }
    // A file that is being written carries a mark of its writer.
    let access = try HDF5Handle(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, doing: "preparing")
    try HDF5.limitReadAttempts(access)
    return try HDF5Handle(
      H5Fopen(path, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, access.id), H5Fclose,
      doing: "cannot be opened")
  }

  private static func particles(_ file: hid_t) throws -> String {
    let parent = "/particles"
    guard H5Lexists(file, parent, H5P_DEFAULT) > 0 else {
      throw HDF5Error(description: "it has no group /particles, which an H5MD file has")
    }
    if H5Lexists(file, parent + "/trajectory", H5P_DEFAULT) > 0 { return parent + "/trajectory" }
    var name = [CChar](repeating: 0, count: 256)
    let length = H5Lget_name_by_idx(
      file, parent, H5_INDEX_NAME, H5_ITER_INC, 0, &name, name.count, H5P_DEFAULT)
    guard length > 0, length < name.count else {
      throw HDF5Error(description: "it has no group of particles")
    }
    let text = name.prefix(length).map { UInt8(bitPattern: $0) }
    return parent + "/" + String(decoding: text, as: UTF8.self)
  }

  private static func boundaryWords(_ file: hid_t, _ path: String) throws -> [String] {
    guard H5Lexists(file, path, H5P_DEFAULT) > 0 else {
      throw HDF5Error(description: "it has no \(path), and an analysis needs the cell")
    }
    let box = try HDF5Handle(
      H5Oopen(file, path, H5P_DEFAULT), H5Oclose, doing: "reading \(path)")
    return try HDF5.strings(attribute: "boundary", of: box.id)
  }

  private static func boundary(_ words: [String], _ d: Int) -> Boundary {
    d < words.count && words[d] == "none" ? .fixed : .periodic
  }

  private func read(_ index: Int) throws -> Frame {
    let cell = try cell(index)
    var frame = Frame(number: index + 1, box: cell.box)
    frame.positions = try position.vectors(index).map(cell.turned)
    let atoms = frame.count
    frame.step = try stepOf(index)
    frame.time = try time?.scheduled(index).map { $0 * (time?.timeFactor ?? 1) }
    if let image {
      let values = try image.vectors(index)
      frame.images = values.map {
        SIMD3(clamping: SIMD3(Int64(clamped: $0.x), Int64(clamped: $0.y), Int64(clamped: $0.z)))
      }
    }
    frame.velocities = try velocity?.vectors(index).map(cell.turned)
    if let id { frame.ids = try id.values(index).map { Int64(clamped: $0) } }
    try readSpecies(index, into: &frame)
    if let energy { frame.energy = try energy.values(index).first.map { $0 * energy.energyFactor } }
    if frame.energy == nil, let atomEnergy, atomEnergy.isTimeDependent {
      frame.energy = try atomEnergy.values(index).reduce(0, +) * atomEnergy.energyFactor
    }
    let counts = [frame.images?.count, frame.velocities?.count].compactMap { $0 }
    guard counts.allSatisfy({ $0 == atoms }), frame.ids.isEmpty || frame.ids.count == atoms else {
      throw HDF5Error(description: "its datasets have different numbers of atoms")
    }
    frame.arrange(keepsImages: image != nil)
    return frame
  }

  private func stepOf(_ index: Int) throws -> Int64? {
    try step?.scheduled(index).map { Int64(clamped: $0) }
  }

  private func readSpecies(_ index: Int, into frame: inout Frame) throws {
    let numbers =
      try species?.values(index).map { Int(Int64(clamped: $0)) }
      ?? Array(repeating: 1, count: frame.count)
    let masses = try mass?.values(index)
    let names = try species?.enumerationNames() ?? [:]
    guard numbers.count == frame.count else {
      throw HDF5Error(description: "species has \(numbers.count) atoms, position \(frame.count)")
    }
    var table = SpeciesTable()
    frame.species = numbers.enumerated().map { i, number in
      let mass = masses.flatMap { i < $0.count ? $0[i] : nil }
      let own = number >= 1 && number <= options.elements.count ? options.elements[number - 1] : nil
      return table.place(of: own ?? names[number] ?? String(number), mass: mass)
    }
    table.describe(&frame)
  }

  private func cell(_ index: Int) throws -> CellOrientation {
    guard let edges else {
      throw HDF5Error(description: "it has no box/edges, and an analysis needs the cell")
    }
    let v = try edges.values(index).map { $0 * edges.lengthFactor }
    let vectors: [Vector3]
    switch v.count {
    case 3: vectors = [Vector3(v[0], 0, 0), Vector3(0, v[1], 0), Vector3(0, 0, v[2])]
    case 9: vectors = (0..<3).map { Vector3(v[3 * $0], v[3 * $0 + 1], v[3 * $0 + 2]) }
    default:
      throw HDF5Error(description: "box/edges has \(v.count) numbers a frame, not 3 or 9")
    }
    do {
      return try CellOrientation(
        edges: vectors[0], vectors[1], vectors[2], origin: .zero, boundaries: boundaries)
    } catch {
      throw HDF5Error(description: "frame \(index + 1): \(error.message)")
    }
  }
}
