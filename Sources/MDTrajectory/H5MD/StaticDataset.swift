import CHDF5

/// A dataset with one value for each atom that is the same in all frames.
final class StaticDataset {
  let name: String
  private let type: HDF5Handle
  private let handle: HDF5Handle

  /// Makes a dataset; its space is taken at once. `type` may be an enumeration.
  init(creating name: String, in parent: hid_t, type: HDF5Handle, count: Int, unit: String?) throws
  {
    self.name = name
    self.type = type
    let what = "creating dataset \(name)"
    let space = try HDF5.space([count])
    let properties = try HDF5.creation(H5P_DATASET_CREATE)
    try HDF5.check(H5Pset_alloc_time(properties.id, H5D_ALLOC_TIME_EARLY), doing: what)
    handle = try HDF5Handle(
      H5Dcreate2(parent, name, type.id, space.id, H5P_DEFAULT, properties.id, H5P_DEFAULT),
      H5Dclose, doing: what)
    if let unit { try HDF5.write(attribute: "unit", of: handle.id, [unit]) }
  }

  /// Opens what an earlier run made.
  init(opening name: String, in parent: hid_t, type: HDF5Handle, count: Int) throws {
    self.name = name
    self.type = type
    handle = try HDF5Handle(
      H5Dopen2(parent, name, H5P_DEFAULT), H5Dclose,
      doing: "dataset \(name) is missing or damaged")
    let space = try HDF5Handle(H5Dget_space(handle.id), H5Sclose, doing: "reading \(name)")
    let stored = Int(H5Sget_simple_extent_npoints(space.id))
    guard stored == count else {
      throw HDF5Error(description: "it holds \(stored) atoms, but now there are \(count)")
    }
    let storedType = try HDF5Handle(H5Dget_type(handle.id), H5Tclose, doing: "reading \(name)")
    guard H5Tequal(storedType.id, type.id) > 0 else {
      throw HDF5Error(description: "\(name) was written with other names or another number type")
    }
  }

  /// Writes some rows from packed values.
  func write(rows: Range<Int>, _ values: UnsafeRawPointer) throws {
    let (memory, file) = try selection(rows)
    try HDF5.check(
      H5Dwrite(handle.id, type.id, memory.id, file.id, H5P_DEFAULT, values),
      doing: "writing \(name)")
  }

  /// Reads some rows.
  func read(rows: Range<Int>, into values: UnsafeMutableRawPointer) throws {
    let (memory, file) = try selection(rows)
    try HDF5.check(
      H5Dread(handle.id, type.id, memory.id, file.id, H5P_DEFAULT, values),
      doing: "reading \(name)")
  }

  private func selection(_ rows: Range<Int>) throws -> (HDF5Handle, HDF5Handle) {
    let file = try HDF5Handle(H5Dget_space(handle.id), H5Sclose, doing: "writing \(name)")
    try HDF5.check(
      H5Sselect_hyperslab(
        file.id, H5S_SELECT_SET, [hsize_t(rows.lowerBound)], nil, [hsize_t(rows.count)], nil),
      doing: "writing \(name)")
    return (try HDF5.space([rows.count]), file)
  }

  /// See ``HDF5Handle/abandon()``.
  func abandon() { handle.abandon() }
}
