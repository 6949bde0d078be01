import CHDF5
import Foundation

/// What HDF5 said when a call failed, as one sentence.
public struct HDF5Error: Error, CustomStringConvertible, Equatable, Sendable {
  /// What was being done and to which file, and HDF5's own words.
  public var description: String
}

/// A handle of HDF5 that closes itself.
final class HDF5Handle {
  private(set) var id: hid_t
  private let close: (hid_t) -> herr_t

  /// Takes over an identifier that a call returned; throws HDF5's error if it is none.
  init(_ id: hid_t, _ close: @escaping (hid_t) -> herr_t, doing what: String) throws {
    guard id >= 0 else { throw HDF5.error(what) }
    self.id = id
    self.close = close
  }

  /// Forgets the identifier without closing it: after a failed write, closing would go on writing.
  func abandon() { id = -1 }

  deinit {
    if id >= 0 { _ = close(id) }
  }
}

/// Calls that concern the library as a whole.
enum HDF5 {
  /// Readies the library for this thread: errors become values instead of being printed, and nothing
  /// is written behind our back when the process ends.
  static func prepare() {
    _ = once
    _ = H5Eset_auto2(H5E_DEFAULT, nil, nil)
  }

  /// `H5dont_atexit` must precede everything else: after a failed write, the library's own clean-up
  /// would write metadata that refer to data which never reached the disk.
  private static let once: Void = {
    _ = H5dont_atexit()
    _ = H5open()
  }()

  /// The error on top of the library's stack, told in one sentence.
  static func error(_ what: String) -> HDF5Error {
    var descriptions: [String] = []
    withUnsafeMutablePointer(to: &descriptions) { pointer in
      _ = H5Ewalk2(
        H5E_DEFAULT, H5E_WALK_UPWARD,
        { _, entry, context in
          if let text = entry?.pointee.desc, let context {
            context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: text))
          }
          return 0
        }, pointer)
    }
    _ = H5Eclear2(H5E_DEFAULT)
    guard let cause = descriptions.first else { return HDF5Error(description: what) }
    return HDF5Error(description: "\(what): \(shortened(cause))")
  }

  /// The system's own words, where HDF5 quotes them; else its description.
  private static func shortened(_ text: String) -> String {
    guard let start = text.range(of: "error message = '"),
      let end = text.range(of: "'", range: start.upperBound..<text.endIndex)
    else { return text }
    return String(text[start.upperBound..<end.lowerBound])
  }

  /// Throws HDF5's error if a call failed.
  static func check(_ status: herr_t, doing what: String) throws {
    if status < 0 { throw error(what) }
  }

  /// Properties of an object that is made, without the time of day: the same run makes the same file.
  static func creation(_ kind: hid_t) throws -> HDF5Handle {
    let properties = try HDF5Handle(H5Pcreate(kind), H5Pclose, doing: "preparing")
    try check(H5Pset_obj_track_times(properties.id, false), doing: "preparing")
    return properties
  }

  /// Where somebody else writes, the library reads what makes no sense again, after a nanosecond, two, four, …:
  /// a hundred times unless told otherwise, which is for ever where a file is damaged.
  static func limitReadAttempts(_ access: HDF5Handle) throws {
    try check(H5Pset_metadata_read_attempts(access.id, 25), doing: "preparing")
  }

  static func group(_ parent: hid_t, _ name: String) throws -> HDF5Handle {
    let properties = try creation(H5P_GROUP_CREATE)
    return try HDF5Handle(
      H5Gcreate2(parent, name, H5P_DEFAULT, properties.id, H5P_DEFAULT), H5Gclose,
      doing: "creating group \(name)")
  }

  static func space(_ dimensions: [Int], unlimited: Bool = false) throws -> HDF5Handle {
    let now = dimensions.map { hsize_t($0) }
    var most = now
    if unlimited { most[0] = H5S_UNLIMITED }
    let id =
      dimensions.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(now.count), now, most)
    return try HDF5Handle(id, H5Sclose, doing: "describing a data space")
  }

  /// The variable-length UTF-8 string type, which is what readers expect of units.
  static func stringType() throws -> HDF5Handle {
    let type = try HDF5Handle(H5Tcopy(H5T_C_S1), H5Tclose, doing: "making a string type")
    try check(H5Tset_size(type.id, H5T_VARIABLE), doing: "making a string type")
    try check(H5Tset_cset(type.id, H5T_CSET_UTF8), doing: "making a string type")
    return type
  }

  /// The names of what a group holds.
  static func links(of group: hid_t, _ path: String) throws -> [String] {
    var info = H5G_info_t()
    try check(H5Gget_info(group, &info), doing: "listing \(path)")
    var names: [String] = []
    var name = [CChar](repeating: 0, count: 1024)
    for i in 0..<info.nlinks {
      let length = H5Lget_name_by_idx(
        group, ".", H5_INDEX_NAME, H5_ITER_INC, i, &name, name.count, H5P_DEFAULT)
      guard length >= 0 else { throw error("listing \(path)") }
      let bytes = name[..<min(length, 1023)].map { UInt8(bitPattern: $0) }
      names.append(String(decoding: bytes, as: UTF8.self))
    }
    return names
  }

  /// Writes an attribute of strings: a scalar if there is one string and `isArray` is not set.
  static func write(
    attribute name: String, of object: hid_t, _ values: [String], isArray: Bool = false
  ) throws {
    let what = "writing attribute \(name)"
    let type = try stringType()
    let space = try space(isArray ? [values.count] : [])
    let attribute = try HDF5Handle(
      H5Acreate2(object, name, type.id, space.id, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, doing: what)
    let copies = values.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let status = copies.withUnsafeBytes { H5Awrite(attribute.id, type.id, $0.baseAddress) }
    try check(status, doing: what)
  }

  /// Writes an attribute of whole numbers: a scalar if there is one.
  static func write(attribute name: String, of object: hid_t, _ values: [Int32]) throws {
    let what = "writing attribute \(name)"
    let space = try space(values.count == 1 ? [] : [values.count])
    let attribute = try HDF5Handle(
      H5Acreate2(object, name, H5T_NATIVE_INT32, space.id, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      doing: what)
    try check(H5Awrite(attribute.id, H5T_NATIVE_INT32, values), doing: what)
  }

  /// The values of a string attribute; empty if there is none of that name.
  static func strings(attribute name: String, of object: hid_t) throws -> [String] {
    guard H5Aexists(object, name) > 0 else { return [] }
    let what = "reading attribute \(name)"
    let attribute = try HDF5Handle(
      H5Aopen(object, name, H5P_DEFAULT), H5Aclose, doing: what)
    let space = try HDF5Handle(H5Aget_space(attribute.id), H5Sclose, doing: what)
    let type = try stringType()
    let stored = try HDF5Handle(H5Aget_type(attribute.id), H5Tclose, doing: what)
    guard H5Tis_variable_str(stored.id) > 0 else { return [] }
    let count = Int(H5Sget_simple_extent_npoints(space.id))
    // No text of ours or of the specification has more parts than a box has faces.
    guard (0...64).contains(count) else {
      throw HDF5Error(description: "attribute \(name) has \(count) texts")
    }
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    let status = pointers.withUnsafeMutableBytes { H5Aread(attribute.id, type.id, $0.baseAddress) }
    try check(status, doing: what)
    defer { pointers.forEach { H5free_memory($0) } }
    return pointers.map { $0.map { String(cString: $0) } ?? "" }
  }
}
