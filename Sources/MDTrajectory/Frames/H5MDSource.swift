import CHDF5
import Foundation
import MDCore

/// An element of an H5MD file that is read frame by frame: a dataset that is the same in all frames, or
/// a group with `value`, whose first dimension counts frames.
final class H5MDSource {
  let name: String
  let isTimeDependent: Bool
  let shape: [Int]
  private let dataset: HDF5Handle
  private let unit: String
  private let offset: Double
  /// What was read last, where it is the same in all frames.
  private var kept: [Double]?

  private init(_ name: String, in file: hid_t, isTimeDependent: Bool) throws {
    self.name = name
    self.isTimeDependent = isTimeDependent
    dataset = try HDF5Handle(
      H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, doing: "opening \(name)")
    let space = try HDF5Handle(H5Dget_space(dataset.id), H5Sclose, doing: "reading \(name)")
    let rank = max(0, Int(H5Sget_simple_extent_ndims(space.id)))
    var dimensions = [hsize_t](repeating: 0, count: max(1, rank))
    _ = H5Sget_simple_extent_dims(space.id, &dimensions, nil)
    shape = dimensions.prefix(rank).map { Int(clamping: $0) }
    unit = try HDF5.strings(attribute: "unit", of: dataset.id).first ?? ""
    offset = try Self.number(attribute: "offset", of: dataset.id) ?? 0
  }

  /// The element of a path; nil if the file has none.
  ///
  /// - Parameter isSchedule: `step` or `time` of an element: a dataset over frames, or one number.
  static func find(_ path: String, in file: hid_t, isSchedule: Bool = false) throws -> H5MDSource? {
    guard exists(path, in: file) else { return nil }
    if isSchedule {
      let source = try H5MDSource(path, in: file, isTimeDependent: true)
      guard source.shape.isEmpty else { return source }
      return try H5MDSource(path, in: file, isTimeDependent: false)
    }
    if exists(path + "/value", in: file) {
      return try H5MDSource(path + "/value", in: file, isTimeDependent: true)
    }
    let object = try HDF5Handle(
      H5Oopen(file, path, H5P_DEFAULT), H5Oclose, doing: "opening \(path)")
    guard H5Iget_type(object.id) == H5I_DATASET else { return nil }
    return try H5MDSource(path, in: file, isTimeDependent: false)
  }

  static func required(_ path: String, in file: hid_t) throws -> H5MDSource {
    guard let source = try find(path, in: file) else {
      throw HDF5Error(description: "it has no \(path)")
    }
    return source
  }

  private static func exists(_ path: String, in file: hid_t) -> Bool {
    var partial = ""
    for part in path.split(separator: "/") {
      partial += "/" + part
      guard H5Lexists(file, partial, H5P_DEFAULT) > 0 else { return false }
    }
    return true
  }

  private static func number(attribute name: String, of object: hid_t) throws -> Double? {
    guard H5Aexists(object, name) > 0 else { return nil }
    let attribute = try HDF5Handle(
      H5Aopen(object, name, H5P_DEFAULT), H5Aclose, doing: "reading attribute \(name)")
    var value = 0.0
    return H5Aread(attribute.id, H5T_NATIVE_DOUBLE, &value) >= 0 ? value : nil
  }

  /// The numbers of a frame, as double precision.
  func values(_ frame: Int) throws -> [Double] {
    if let kept { return kept }
    let what = "reading \(name)"
    let whole = try HDF5Handle(H5Dget_space(dataset.id), H5Sclose, doing: what)
    let own = isTimeDependent ? Array(shape.dropFirst()) : shape
    let memory = try HDF5.space(own.isEmpty ? [1] : own)
    if isTimeDependent {
      let start = ([frame] + own.map { _ in 0 }).map { hsize_t($0) }
      let count = ([1] + own).map { hsize_t($0) }
      try HDF5.check(
        H5Sselect_hyperslab(whole.id, H5S_SELECT_SET, start, nil, count, nil), doing: what)
    }
    var values = [Double](repeating: 0, count: try size(own))
    let type = try numberType()
    try HDF5.check(
      H5Dread(dataset.id, type, memory.id, whole.id, H5P_DEFAULT, &values), doing: what)
    if isEnumeration { values = values.map { Double(Int64(bitPattern: $0.bitPattern)) } }
    if !isTimeDependent { kept = values }
    return values
  }

  /// How many numbers a shape has; throws where the file cannot hold so many: deflate packs a thousand
  /// to one at best, and a damaged head must not ask for all memory.
  private func size(_ shape: [Int]) throws -> Int {
    let stored = Int(clamping: H5Dget_storage_size(dataset.id))
    var count = 1
    for length in shape {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: length)
      guard !isTooLarge, product >= 0, product / 1100 <= stored else {
        throw HDF5Error(description: "\(name) has the shape \(shape), but holds \(stored) bytes")
      }
      count = product
    }
    return count
  }

  /// Enumerations are converted to whole numbers only.
  private func numberType() throws -> hid_t { isEnumeration ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE }

  private lazy var isEnumeration: Bool = {
    let type = H5Dget_type(dataset.id)
    defer { _ = H5Tclose(type) }
    return H5Tget_class(type) == H5T_ENUM
  }()

  /// Three numbers an atom, in Å and Å/ps where they are lengths.
  func vectors(_ frame: Int) throws -> [Vector3] {
    let v = try values(frame)
    guard v.count % 3 == 0 else {
      throw HDF5Error(description: "\(name) does not have three numbers an atom")
    }
    let factor = lengthFactor
    return (0..<v.count / 3).map { Vector3(v[3 * $0], v[3 * $0 + 1], v[3 * $0 + 2]) * factor }
  }

  /// The step or time of a frame; nil where the schedule is missing.
  func scheduled(_ frame: Int) throws -> Double? {
    isTimeDependent
      ? try values(frame).first : try values(0).first.map { offset + $0 * Double(frame) }
  }

  /// Names of the numbers of an enumeration; empty for plain numbers.
  func enumerationNames() throws -> [Int: String] {
    guard isEnumeration else { return [:] }
    let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose, doing: "reading \(name)")
    var names: [Int: String] = [:]
    for member in 0..<UInt32(max(0, H5Tget_nmembers(type.id))) {
      guard let text = H5Tget_member_name(type.id, member) else { continue }
      defer { _ = H5free_memory(text) }
      // Room for the widest whole number; the value is as wide as the type.
      var bytes = [UInt8](repeating: 0, count: 16)
      try HDF5.check(H5Tget_member_value(type.id, member, &bytes), doing: "reading \(name)")
      let width = min(8, H5Tget_size(type.id))
      let little = H5Tget_order(type.id) == H5T_ORDER_LE
      let used = little ? Array(bytes.prefix(width).reversed()) : Array(bytes.prefix(width))
      names[used.reduce(0) { $0 << 8 | Int($1) }] = String(cString: text)
    }
    return names
  }

  /// Å of the file's unit of length; 1 for numbers without one.
  var lengthFactor: Double {
    let words = unit.split(separator: " ")
    var factor = 1.0
    if words.contains("nm") { factor = 10 }
    if words.contains("pm") { factor = 0.01 }
    if words.contains("fs-1") { factor *= 1000 }
    if words.contains("ns-1") { factor *= 0.001 }
    return factor
  }

  /// ps of the file's unit of time.
  var timeFactor: Double {
    switch unit {
    case "fs": 0.001
    case "ns": 1000
    default: 1
    }
  }

  /// eV of the file's unit of energy.
  var energyFactor: Double {
    switch unit {
    case "kJ mol-1": 1 / H5MDElement.forceFactor
    case "kcal mol-1": 4.184 / H5MDElement.forceFactor
    default: 1
    }
  }
}
