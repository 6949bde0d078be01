import CHDF5
import Foundation
import MDCore

extension H5MDFile {
  static let particles = "/particles/trajectory"

  /// Makes a new file, or goes on with the one that is there when `append` is set: frames at `step`
  /// and later are dropped from it.
  ///
  /// - Parameter kept: how many frames are kept of the file that is there, whatever their steps.
  static func open(
    path: String, layout: H5MDLayout, step: Int64, keeping kept: Int? = nil
  ) throws -> H5MDFile {
    HDF5.prepare()
    do {
      if layout.options.compression != nil {
        guard H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0 else {
          throw HDF5Error(description: "this HDF5 library was built without gzip compression")
        }
      }
      if kept != nil || layout.options.append, access(path, F_OK) == 0 {
        return try reopen(path: path, layout: layout, step: step, keeping: kept)
      }
      return try create(path: path, layout: layout)
    } catch let error as HDF5Error {
      throw HDF5Error(description: "\(path): \(error.description)")
    }
  }

  /// The newest file format is what the single-writer mode needs.
  static func fileAccess() throws -> HDF5Handle {
    let access = try HDF5Handle(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, doing: "preparing")
    try HDF5.check(
      H5Pset_libver_bounds(access.id, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), doing: "preparing")
    if UnmarkedDriver.id >= 0 {
      try HDF5.check(H5Pset_driver(access.id, UnmarkedDriver.id, nil), doing: "preparing")
    }
    return access
  }

  /// Datasets are opened anew once the file is in single-writer mode.
  func startSingleWriter() throws {
    try HDF5.check(H5Fstart_swmr_write(file.id), doing: "entering single-writer mode")
    soundHead = superblock.clearMark()
  }

  private static func create(path: String, layout: H5MDLayout) throws -> H5MDFile {
    let access = try fileAccess()
    let creation = try HDF5.creation(H5P_FILE_CREATE)
    // The file gets its name when a reader can open it.
    let temporary = path + ".tmp"
    var isNamed = false
    defer { if !isNamed { _ = unlink(temporary) } }
    let file = try HDF5Handle(
      H5Fcreate(temporary, H5F_ACC_TRUNC, creation.id, access.id), H5Fclose,
      doing: "cannot create it")
    try writeMetadata(file.id, layout.options)
    let particles = try HDF5.group(file.id, "particles")
    let group = try HDF5.group(particles.id, "trajectory")
    let storage = FrameDataset.Storage(
      compression: layout.options.compression, blockRows: layout.options.blockRows)
    let plain = FrameDataset.Storage(compression: nil, blockRows: layout.options.blockRows)

    // The first time-dependent element owns `step` and `time`; all others link to them.
    let names = layout.columns.filter { $0.element.isTimeDependent }.map(\.element.name)
    let owner = names.first ?? "box/edges"
    let box = try HDF5.group(group.id, "box")
    try HDF5.write(attribute: "dimension", of: box.id, [3])
    try HDF5.write(
      attribute: "boundary", of: box.id,
      (0..<3).map { layout.boundaries[$0] == .periodic ? "periodic" : "none" }, isArray: true)
    for name in names { _ = try HDF5.group(group.id, name) }
    _ = try HDF5.group(group.id, "box/edges")
    let step = try FrameDataset(
      creating: "\(particlesPath(owner))/step", in: file.id, type: H5T_NATIVE_INT64,
      frameShape: [], storage: plain)
    let time = try FrameDataset(
      creating: "\(particlesPath(owner))/time", in: file.id, type: H5T_NATIVE_DOUBLE,
      frameShape: [], storage: plain)
    try time.write(unit: "ps")
    let edges = try FrameDataset(
      creating: "\(particlesPath("box/edges"))/value", in: file.id, type: H5T_NATIVE_DOUBLE,
      frameShape: layout.edgesShape, storage: plain)
    try edges.write(unit: "Angstrom")
    let result = H5MDFile(
      path: path, superblock: HDF5Superblock(path: temporary), layout: layout, file: file,
      step: step, time: time, edges: edges)
    var linked = (names + ["box/edges"]).filter { $0 != owner }.map { particlesPath($0) }
    try result.createColumns(group.id, storage)
    linked += try result.createObservables(plain)
    for name in linked {
      for part in ["step", "time"] {
        try HDF5.check(
          H5Lcreate_hard(
            file.id, "\(particlesPath(owner))/\(part)", file.id, "\(name)/\(part)", H5P_DEFAULT,
            H5P_DEFAULT), doing: "linking \(name)/\(part)")
      }
    }
    try HDF5.check(H5Fflush(file.id, H5F_SCOPE_LOCAL), doing: "writing the head")
    try result.startSingleWriter()
    guard rename(temporary, path) == 0 else {
      throw HDF5Error(description: "cannot create it: \(systemError())")
    }
    isNamed = true
    return result
  }

  static func particlesPath(_ name: String) -> String { "\(particles)/\(name)" }

  private static func writeMetadata(_ file: hid_t, _ options: H5MDOptions) throws {
    let root = try HDF5.group(file, "h5md")
    try HDF5.write(attribute: "version", of: root.id, [1, 1])
    let author = try HDF5.group(root.id, "author")
    try HDF5.write(attribute: "name", of: author.id, [options.author])
    let creator = try HDF5.group(root.id, "creator")
    try HDF5.write(attribute: "name", of: creator.id, ["swift-md"])
    try HDF5.write(attribute: "version", of: creator.id, [options.creatorVersion])
    let modules = try HDF5.group(root.id, "modules")
    let units = try HDF5.group(modules.id, "units")
    try HDF5.write(attribute: "version", of: units.id, [1, 0])
  }

  private func createColumns(_ group: hid_t, _ storage: FrameDataset.Storage) throws {
    for (i, column) in layout.columns.enumerated() {
      let element = column.element
      if element.isTimeDependent {
        let shape = element.components == 1 ? [layout.atoms] : [layout.atoms, element.components]
        let dataset = try FrameDataset(
          creating: "\(Self.particlesPath(element.name))/value", in: file.id,
          type: column.number.type, frameShape: shape, storage: storage)
        if let unit = element.unit { try dataset.write(unit: unit) }
        framed[i] = dataset
      } else {
        fixed[i] = try StaticDataset(
          creating: element.name, in: group, type: try type(of: column), count: layout.atoms,
          unit: element.unit)
      }
    }
  }

  private func createObservables(_ storage: FrameDataset.Storage) throws -> [String] {
    guard !layout.observables.isEmpty else { return [] }
    let group = try HDF5.group(file.id, "observables")
    var paths: [String] = []
    for (name, unit) in layout.observables {
      _ = try HDF5.group(group.id, name)
      let dataset = try FrameDataset(
        creating: "/observables/\(name)/value", in: file.id, type: H5T_NATIVE_DOUBLE,
        frameShape: [], storage: storage)
      if let unit { try dataset.write(unit: unit) }
      observables.append(dataset)
      paths.append("/observables/\(name)")
    }
    return paths
  }

  /// The type of a column in the file: an enumeration for named species.
  func type(of column: H5MDLayout.Column) throws -> HDF5Handle {
    let species = layout.species
    guard case .species = column.element, !species.isEmpty else {
      return try HDF5Handle(H5Tcopy(column.number.type), H5Tclose, doing: "copying a type")
    }
    let type = try HDF5Handle(
      H5Tenum_create(H5T_NATIVE_INT32), H5Tclose, doing: "naming the species")
    for (name, value) in species {
      var value = value
      try HDF5.check(H5Tenum_insert(type.id, name, &value), doing: "naming the species")
    }
    return type
  }
}
