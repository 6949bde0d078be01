import CHDF5

/// A dataset that grows by one frame at a time: its first dimension is unlimited.
final class FrameDataset {
  /// The path in the file, for messages.
  let name: String
  /// The shape of a frame: empty for one number a frame.
  let frameShape: [Int]
  /// What the values are in memory and in the file.
  let type: hid_t
  private let handle: HDF5Handle

  /// How values are stored in the file.
  struct Storage {
    /// gzip level, nil for none.
    var compression: Int?
    /// Rows of a chunk along the first dimension of a frame.
    var blockRows: Int
  }

  /// Makes an empty dataset.
  init(creating name: String, in file: hid_t, type: hid_t, frameShape: [Int], storage: Storage)
    throws
  {
    self.name = name
    self.frameShape = frameShape
    self.type = type
    let what = "creating dataset \(name)"
    let space = try HDF5.space([0] + frameShape, unlimited: true)
    let properties = try HDF5.creation(H5P_DATASET_CREATE)
    let chunk = Self.chunk(of: frameShape, blockRows: storage.blockRows)
    try HDF5.check(
      H5Pset_chunk(properties.id, Int32(chunk.count), chunk.map { hsize_t($0) }), doing: what)
    if let level = storage.compression {
      // Bytes of equal weight side by side compress better.
      try HDF5.check(H5Pset_shuffle(properties.id), doing: what)
      try HDF5.check(H5Pset_deflate(properties.id, UInt32(level)), doing: what)
    }
    let access = try Self.access(frameShape: frameShape, blockRows: storage.blockRows)
    handle = try HDF5Handle(
      H5Dcreate2(file, name, type, space.id, H5P_DEFAULT, properties.id, access.id), H5Dclose,
      doing: what)
  }

  /// Opens what an earlier run made; throws if it is missing or has another shape or type.
  init(opening name: String, in file: hid_t, type: hid_t, frameShape: [Int], blockRows: Int) throws
  {
    self.name = name
    self.frameShape = frameShape
    self.type = type
    let access = try Self.access(frameShape: frameShape, blockRows: blockRows)
    handle = try HDF5Handle(
      H5Dopen2(file, name, access.id), H5Dclose, doing: "dataset \(name) is missing or damaged")
    let stored = try HDF5Handle(H5Dget_type(handle.id), H5Tclose, doing: "reading \(name)")
    let shape = try self.shape()
    guard shape.count == frameShape.count + 1, Array(shape.dropFirst()) == frameShape else {
      if shape.count == frameShape.count + 1, shape.count > 1,
        Array(shape[2...]) == Array(frameShape[1...])
      {
        throw HDF5Error(
          description: "it holds \(shape[1]) atoms, but now there are \(frameShape[0])")
      }
      throw HDF5Error(
        description: "\(name) has frames of shape \(Array(shape.dropFirst())), not \(frameShape)")
    }
    guard H5Tequal(stored.id, type) > 0 else {
      throw HDF5Error(description: "\(name) was written with another number type")
    }
  }

  /// A chunk is a frame, or a block of rows of a large one; many numbers if a frame is small, so that
  /// a long run of `step` is not stored number by number.
  private static func chunk(of frameShape: [Int], blockRows: Int) -> [Int] {
    guard let rows = frameShape.first, rows > 3 else { return [256] + frameShape }
    return [1, min(rows, blockRows)] + frameShape.dropFirst()
  }

  /// Room for two chunks, so that blocks that end within a chunk do not write it twice.
  private static func access(frameShape: [Int], blockRows: Int) throws -> HDF5Handle {
    let properties = try HDF5Handle(
      H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, doing: "preparing a dataset")
    let bytes = chunk(of: frameShape, blockRows: blockRows).reduce(8, *)
    try HDF5.check(
      H5Pset_chunk_cache(properties.id, 521, max(1 << 20, 2 * bytes), 1), doing: "preparing a cache"
    )
    return properties
  }

  /// Frames, then the shape of a frame.
  func shape() throws -> [Int] {
    let space = try HDF5Handle(H5Dget_space(handle.id), H5Sclose, doing: "reading \(name)")
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    var dimensions = [hsize_t](repeating: 0, count: max(0, rank))
    _ = H5Sget_simple_extent_dims(space.id, &dimensions, nil)
    return dimensions.map { Int(clamping: $0) }
  }

  /// How many frames it has.
  func frames() throws -> Int { try shape()[0] }

  /// Makes it longer or shorter.
  func resize(toFrames frames: Int) throws {
    let shape = ([frames] + frameShape).map { hsize_t($0) }
    try HDF5.check(H5Dset_extent(handle.id, shape), doing: "extending \(name)")
  }

  /// Writes some rows of a frame (or the whole frame if `rows` is nil) from packed values.
  func write(frame: Int, rows: Range<Int>? = nil, _ values: UnsafeRawPointer) throws {
    let (memory, file) = try selection(frame: frame, rows: rows)
    try HDF5.check(
      H5Dwrite(handle.id, type, memory.id, file.id, H5P_DEFAULT, values), doing: "writing \(name)")
  }

  /// Reads a whole frame.
  func read(frame: Int, into values: UnsafeMutableRawPointer) throws {
    let (memory, file) = try selection(frame: frame, rows: nil)
    try HDF5.check(
      H5Dread(handle.id, type, memory.id, file.id, H5P_DEFAULT, values), doing: "reading \(name)")
  }

  /// Throws if the first number of a frame cannot be read.
  func find(frame: Int) throws {
    let file = try HDF5Handle(H5Dget_space(handle.id), H5Sclose, doing: "reading \(name)")
    let start = [hsize_t(frame)] + frameShape.map { _ in 0 }
    let one = [hsize_t](repeating: 1, count: start.count)
    try HDF5.check(
      H5Sselect_hyperslab(file.id, H5S_SELECT_SET, start, nil, one, nil), doing: "reading \(name)")
    let memory = try HDF5.space(one.map { Int($0) })
    // No number has more bytes.
    var value = [UInt8](repeating: 0, count: 64)
    try HDF5.check(
      H5Dread(handle.id, type, memory.id, file.id, H5P_DEFAULT, &value), doing: "reading \(name)")
  }

  private func selection(frame: Int, rows: Range<Int>?) throws -> (HDF5Handle, HDF5Handle) {
    var start = [frame] + frameShape.map { _ in 0 }
    var count = [1] + frameShape
    if let rows {
      start[1] = rows.lowerBound
      count[1] = rows.count
    }
    let file = try HDF5Handle(H5Dget_space(handle.id), H5Sclose, doing: "writing \(name)")
    try HDF5.check(
      H5Sselect_hyperslab(
        file.id, H5S_SELECT_SET, start.map { hsize_t($0) }, nil, count.map { hsize_t($0) }, nil),
      doing: "writing \(name)")
    return (try HDF5.space(count), file)
  }

  /// Writes an attribute of the dataset.
  func write(unit: String) throws {
    try HDF5.write(attribute: "unit", of: handle.id, [unit])
  }

  /// See ``HDF5Handle/abandon()``.
  func abandon() { handle.abandon() }
}
