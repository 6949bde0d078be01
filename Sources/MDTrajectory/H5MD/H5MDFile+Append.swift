import CHDF5
import MDCore

extension H5MDFile {
  /// Opens a file of an earlier run, checks that it fits, and drops frames at `firstStep` and later,
  /// which will be written again.
  static func reopen(
    path: String, layout: H5MDLayout, step firstStep: Int64, keeping kept: Int?
  ) throws -> H5MDFile {
    guard H5Fis_hdf5(path) > 0 else {
      throw HDF5Error(description: "cannot be continued: it is not an HDF5 file, or it is damaged")
    }
    HDF5Superblock(path: path).clearMark()
    try inspect(path)
    let access = try fileAccess()
    let file = try HDF5Handle(
      H5Fopen(path, H5F_ACC_RDWR, access.id), H5Fclose, doing: "cannot be continued")
    do {
      try checkMetadata(file.id)
      let result = try openDatasets(path: path, layout: layout, file: file)
      try result.dropFrames(from: firstStep, keeping: kept)
      try result.lookAtLastFrame()
      try HDF5.check(H5Fflush(file.id, H5F_SCOPE_LOCAL), doing: "dropping old frames")
      try result.startSingleWriter()
      return result
    } catch let error as HDF5Error {
      throw HDF5Error(description: "cannot be continued: \(error.description)")
    }
  }

  /// Takes the mark of a writer that was killed off a file, and counts its frames.
  static func repairAndCount(_ path: String) throws -> Int {
    HDF5.prepare()
    HDF5Superblock(path: path).clearMark()
    do { try inspect(path) } catch { throw HDF5Error(description: "\(path): \(error)") }
    let file = try HDF5Handle(
      H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, doing: "\(path): cannot be continued")
    let name = particlesPath("box/edges") + "/step"
    let steps = try FrameDataset(
      opening: name, in: file.id, type: H5T_NATIVE_INT64, frameShape: [], blockRows: 1)
    return try steps.frames()
  }

  /// Throws if the library cannot cope with what is in a file, before this process opens it.
  private static func inspect(_ path: String) throws {
    do { try H5MDHelper.inspect(path) } catch {
      throw HDF5Error(description: "cannot be continued: \(error)")
    }
  }

  private static func checkMetadata(_ file: hid_t) throws {
    guard H5Lexists(file, "h5md", H5P_DEFAULT) > 0, H5Lexists(file, "particles", H5P_DEFAULT) > 0,
      H5Lexists(file, particles, H5P_DEFAULT) > 0
    else { throw HDF5Error(description: "it is not an H5MD file with a group \(particles)") }
    let creator = try HDF5Handle(
      H5Gopen2(file, "h5md/creator", H5P_DEFAULT), H5Gclose, doing: "reading h5md/creator")
    let name = try HDF5.strings(attribute: "name", of: creator.id)
    guard name == ["swift-md"] else {
      throw HDF5Error(description: "it was made by another program (\(name.joined()))")
    }
  }

  private static func openDatasets(path: String, layout: H5MDLayout, file: HDF5Handle) throws
    -> H5MDFile
  {
    let rows = layout.options.blockRows
    let group = try HDF5Handle(
      H5Gopen2(file.id, particles, H5P_DEFAULT), H5Gclose, doing: "reading \(particles)")
    let wanted = Set(layout.columns.map(\.element.name) + ["box"])
    let found = Set(try HDF5.links(of: group.id, particles))
    guard wanted == found else {
      let words = { (set: Set<String>) in set.subtracting(["box"]).sorted().joined(separator: " ") }
      throw HDF5Error(description: "it holds \(words(found)), not \(words(wanted))")
    }
    func dataset(_ name: String, _ type: hid_t, _ shape: [Int]) throws -> FrameDataset {
      try FrameDataset(
        opening: name, in: file.id, type: type, frameShape: shape, blockRows: rows)
    }
    let edges = particlesPath("box/edges")
    let result = H5MDFile(
      path: path, superblock: HDF5Superblock(path: path), layout: layout, file: file,
      step: try dataset("\(edges)/step", H5T_NATIVE_INT64, []),
      time: try dataset("\(edges)/time", H5T_NATIVE_DOUBLE, []),
      edges: try dataset("\(edges)/value", H5T_NATIVE_DOUBLE, layout.edgesShape))
    for (i, column) in layout.columns.enumerated() {
      let element = column.element
      if element.isTimeDependent {
        let shape = element.components == 1 ? [layout.atoms] : [layout.atoms, element.components]
        result.framed[i] = try dataset(
          "\(particlesPath(element.name))/value", column.number.type, shape)
      } else {
        result.fixed[i] = try StaticDataset(
          opening: element.name, in: group.id, type: try result.type(of: column),
          count: layout.atoms)
      }
    }
    for (name, _) in layout.observables {
      result.observables.append(try dataset("/observables/\(name)/value", H5T_NATIVE_DOUBLE, []))
    }
    return result
  }

  /// Finds the way to the last frame of each dataset while damage on it is an error: in single-writer mode the
  /// library waits for it to be mended.
  private func lookAtLastFrame() throws {
    guard frames > 0 else { return }
    for dataset in growing { try dataset.find(frame: frames - 1) }
  }

  /// Keeps the frames before a step. Where datasets differ in length, a run died while it finished a
  /// frame; that frame goes too.
  private func dropFrames(from firstStep: Int64, keeping kept: Int?) throws {
    frames = try growing.map { try $0.frames() }.min() ?? 0
    hasFixedValues = frames > 0
    var lastStep: Int64 = 0
    if let kept {
      guard kept <= frames else {
        throw HDF5Error(description: "it has \(frames) frames instead of \(kept)")
      }
      frames = kept
    }
    while kept == nil && frames > 0 {
      try withUnsafeMutableBytes(of: &lastStep) {
        try step.read(frame: frames - 1, into: $0.baseAddress!)
      }
      if lastStep < firstStep { break }
      frames -= 1
    }
    for dataset in growing where try dataset.frames() != frames {
      try dataset.resize(toFrames: frames)
    }
  }
}
