import Foundation
import MDCore
import MDDomain

/// Files with labelled structures: read on the root and shared with the ranks.
public enum StructureFile {
  /// The structures of some files, one file after the other, on every rank.
  ///
  /// A structure whose file names no group has the file's name without its ending for one.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - options: units, keys and what a structure must have.
  ///   - communicator: collective; the root reads.
  /// - Throws: the first mistake, with file, line and frame, on all ranks.
  public static func read(
    _ paths: [String], options: StructureReadingOptions = StructureReadingOptions(),
    communicator: any Communicator
  ) throws -> [LabelledStructure] {
    var structures: [LabelledStructure] = []
    for path in paths {
      let own = try communicator.collectively {
        communicator.isRoot ? try read(path, options: options) : []
      }
      structures += communicator.size == 1 ? own : share(own, communicator)
    }
    return structures
  }

  /// The structures of one file, on this rank alone.
  public static func read(
    _ path: String, options: StructureReadingOptions = StructureReadingOptions()
  ) throws -> [LabelledStructure] {
    try InputFile.check(path)
    guard access(path, F_OK) == 0 else { throw InputError("there is no file '\(path)'") }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw InputError("cannot read '\(path)': \(error.systemReason)")
    }
    guard !data.starts(with: [0x89, 0x48, 0x44, 0x46]) else {
      throw InputError(
        "'\(path)' is an HDF5 file, and structures with labels are read from n2p2's input.data or extended "
          + "XYZ")
    }
    return try data.withUnsafeBytes { try read($0, file: path, options: options) }
  }

  /// The structures of a file's text.
  ///
  /// - Parameter file: the file as the user knows it, for messages.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, file: String,
    options: StructureReadingOptions = StructureReadingOptions()
  ) throws -> [LabelledStructure] {
    var structures: [LabelledStructure] = []
    switch options.format ?? format(of: bytes) {
    case .n2p2:
      var reader = N2P2DataReader(bytes, file: file, options: options)
      while let structure = try reader.next() { structures.append(structure) }
    case .extendedXYZ:
      var reader = ExtendedXYZReader(bytes, file: file, options: options)
      while let structure = try reader.next() { structures.append(structure) }
    }
    guard !structures.isEmpty else {
      throw InputError("the file has no structure", at: SourceLocation(file: file))
    }
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    for i in structures.indices where structures[i].group.isEmpty { structures[i].group = name }
    return structures
  }

  /// Whether a file that can be read is one of n2p2's.
  static func isN2P2(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 4096) else { return false }
    return head.withUnsafeBytes { format(of: $0) == .n2p2 }
  }

  /// n2p2's frames begin with `begin`, those of XYZ with a number.
  private static func format(of bytes: UnsafeRawBufferPointer) -> StructureFormat {
    var words = WordScanner(bytes)
    let first = words.nextWord().map { String(decoding: $0.prefix(8), as: UTF8.self) }
    return first == "begin" ? .n2p2 : .extendedXYZ
  }

  /// The root's structures on all ranks, some thousand atoms at a time.
  private static func share(_ own: [LabelledStructure], _ communicator: any Communicator)
    -> [LabelledStructure]
  {
    var structures: [LabelledStructure] = []
    let count = Int(communicator.reduce(Int64(own.count), .sum))
    structures.reserveCapacity(count)
    var next = 0
    while structures.count < count {
      var packer = StructurePacker()
      while next < own.count && packer.bytes.count < 1 << 20 {
        packer.pack(own[next])
        next += 1
      }
      var unpacker = StructureUnpacker(communicator.broadcast(packer.bytes))
      while let structure = unpacker.next() { structures.append(structure) }
    }
    return structures
  }
}
