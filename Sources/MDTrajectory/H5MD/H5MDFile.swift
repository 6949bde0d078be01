import CHDF5
import Foundation
import MDCore

/// An open H5MD file on the root: frames are written block by block, each frame is flushed, and a
/// process that dies between two frames leaves a file that any reader opens.
final class H5MDFile {
  let path: String
  let layout: H5MDLayout
  let file: HDF5Handle
  let superblock: HDF5Superblock
  let step: FrameDataset
  let time: FrameDataset
  let edges: FrameDataset
  /// For each column of the layout the dataset that takes it.
  var framed: [Int: FrameDataset] = [:]
  var fixed: [Int: StaticDataset] = [:]
  var observables: [FrameDataset] = []
  /// Frames that are whole.
  var frames = 0
  /// Whether `id`, `species` and `mass` have their values already.
  var hasFixedValues = false
  private var isAbandoned = false
  /// The superblock after the last flush.
  var soundHead: [UInt8] = []
  private var values = AlignedBuffer<UInt8>()
  private var fingerprint: UInt64?
  private var runningFingerprint: UInt64 = 0

  init(
    path: String, superblock: HDF5Superblock, layout: H5MDLayout, file: HDF5Handle,
    step: FrameDataset, time: FrameDataset,
    edges: FrameDataset
  ) {
    self.path = path
    self.layout = layout
    self.file = file
    self.superblock = superblock
    self.step = step
    self.time = time
    self.edges = edges
  }

  /// Everything that grows frame by frame.
  var growing: [FrameDataset] {
    [step, time, edges] + framed.keys.sorted().map { framed[$0]! } + observables
  }

  /// Names the file in what is thrown, and stops all writing to it: what is on the disk now is what
  /// the last flush left, and that is whole.
  func guarding<T>(_ body: () throws -> T) throws -> T {
    HDF5.prepare()
    do {
      return try body()
    } catch {
      abandon()
      throw HDF5Error(description: "\(path): \(error)")
    }
  }

  /// Forgets all handles, and undoes what a failed flush may have said of the length of the file.
  func abandon() {
    guard !isAbandoned else { return }
    isAbandoned = true
    superblock.restore(soundHead)
    growing.forEach { $0.abandon() }
    fixed.values.forEach { $0.abandon() }
    file.abandon()
  }

  /// Opens a new frame.
  func beginFrame(step: Int64, time: Double, box: Box, observed: [Double]) throws {
    try guarding {
      guard box.isTriclinic == layout.isTriclinic else {
        throw HDF5Error(description: "the box changed between orthogonal and triclinic")
      }
      try reserveFrame()
      try allowEvictions(false)
      for dataset in growing { try dataset.resize(toFrames: frames + 1) }
      try withUnsafeBytes(of: step) { try self.step.write(frame: frames, $0.baseAddress!) }
      try withUnsafeBytes(of: time) { try self.time.write(frame: frames, $0.baseAddress!) }
      try layout.edges(of: box).withUnsafeBytes { try edges.write(frame: frames, $0.baseAddress!) }
      for (dataset, value) in zip(observables, observed) {
        try withUnsafeBytes(of: value) { try dataset.write(frame: frames, $0.baseAddress!) }
      }
      runningFingerprint = 0xcbf2_9ce4_8422_2325
    }
  }

  /// Writes a block of rows into the open frame.
  func write(_ block: RowBlock) throws {
    try guarding {
      note(block)
      let rows = block.firstRow..<(block.firstRow + block.count)
      guard rows.upperBound <= layout.atoms else { throw changedAtoms }
      for (i, column) in layout.columns.enumerated() {
        let size = column.bytes
        if fixed[i] != nil && fingerprint != nil { continue }
        values.reserve(block.count * size, keeping: 0)
        let to = UnsafeMutableRawPointer(values.pointer)
        let from = block.bytes.baseAddress! + column.offset
        for row in 0..<block.count {
          (to + row * size).copyMemory(from: from + row * block.stride, byteCount: size)
        }
        if let dataset = framed[i] {
          try dataset.write(frame: frames, rows: rows, to)
        } else if let dataset = fixed[i] {
          try writeOrCompare(dataset, rows, to, bytes: block.count * size)
        }
      }
    }
  }

  /// Closes the open frame: flushes it, after which it survives everything that may happen.
  func endFrame(rows: Int) throws {
    try guarding {
      guard rows == layout.atoms, fingerprint == nil || fingerprint == runningFingerprint else {
        throw changedAtoms
      }
      fingerprint = runningFingerprint
      hasFixedValues = true
      try HDF5.check(H5Fflush(file.id, H5F_SCOPE_LOCAL), doing: "writing a frame")
      try allowEvictions(true)
      frames += 1
      soundHead = superblock.clearMark()
      // What was reserved and not needed.
      superblock.trim(to: try size())
    }
  }

  /// Flushes and closes the file.
  func close() throws {
    guard !isAbandoned else { return }
    try guarding {
      try HDF5.check(H5Fflush(file.id, H5F_SCOPE_LOCAL), doing: "closing")
    }
  }

  /// Space for the frame, for the chunks of small datasets that it may begin, and for metadata.
  private func reserveFrame() throws {
    let small = 256 * 8 * (growing.count + layout.edgesShape.reduce(1, *))
    let bytes = layout.stride * layout.atoms + small + 1 << 18
    try superblock.reserve(bytes, behind: try size())
  }

  /// Where the file ends for HDF5.
  private func size() throws -> Int {
    var end: hsize_t = 0
    try HDF5.check(H5Fget_filesize(file.id, &end), doing: "asking for the size")
    return Int(end)
  }

  private var changedAtoms: HDF5Error {
    HDF5Error(
      description:
        "the atoms of the group are not those of the first frame, and an H5MD file holds the same atoms in all frames; start a new file"
    )
  }

  private func writeOrCompare(
    _ dataset: StaticDataset, _ rows: Range<Int>, _ values: UnsafeRawPointer, bytes: Int
  ) throws {
    guard hasFixedValues else {
      try dataset.write(rows: rows, values)
      return
    }
    let stored = AlignedBuffer<UInt8>(capacity: bytes)
    try dataset.read(rows: rows, into: stored.pointer)
    guard memcmp(stored.pointer, values, bytes) == 0 else {
      throw HDF5Error(description: "it was written for other atoms: \(dataset.name) differs")
    }
  }

  /// FNV-1a over ids and types in row order.
  private func note(_ block: RowBlock) {
    for row in 0..<block.count {
      let type = block.load(Int32.self, row: row, offset: layout.typeOffset)
      for part in [UInt64(bitPattern: block.ids[row]), UInt64(UInt32(bitPattern: type))] {
        runningFingerprint = (runningFingerprint ^ part) &* 0x100_0000_01b3
      }
    }
  }

  /// Keeps metadata in memory while a frame is under way, so that a file never tells of a frame whose
  /// data are not there yet.
  private func allowEvictions(_ allowed: Bool) throws {
    var config = H5AC_cache_config_t()
    config.version = Int32(H5AC__CURR_CACHE_CONFIG_VERSION)
    try HDF5.check(H5Fget_mdc_config(file.id, &config), doing: "preparing a frame")
    config.evictions_enabled = allowed
    if !allowed {
      config.incr_mode = H5C_incr__off
      config.flash_incr_mode = H5C_flash_incr__off
      config.decr_mode = H5C_decr__off
    }
    try HDF5.check(H5Fset_mdc_config(file.id, &config), doing: "preparing a frame")
  }
}
