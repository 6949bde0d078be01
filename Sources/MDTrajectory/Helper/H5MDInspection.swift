import CHDF5

/// Opens everything in an HDF5 file once, as a run that goes on with it would: groups, datasets, the texts
/// beside them, and the first number of the first and the last frame.
enum H5MDInspection {
  /// More objects than any file of ours has, and groups inside one another: links may lead in circles.
  private static let mostObjects = 10_000
  private static let mostLevels = 8
  private static let attributes = ["name", "version", "unit", "boundary"]

  /// - Throws: ``HDF5Error`` for what cannot be opened.
  static func run(_ path: String) throws {
    HDF5.prepare()
    let file = try HDF5Handle(
      H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, doing: "opening")
    var left = mostObjects
    try visit(file.id, "/", level: 0, &left)
  }

  private static func visit(_ file: hid_t, _ name: String, level: Int, _ left: inout Int) throws {
    guard left > 0, level <= mostLevels else { return }
    left -= 1
    let object = try HDF5Handle(
      H5Oopen(file, name, H5P_DEFAULT), H5Oclose, doing: "opening \(name)")
    for attribute in attributes { _ = try HDF5.strings(attribute: attribute, of: object.id) }
    switch H5Iget_type(object.id) {
    case H5I_GROUP:
      for link in try HDF5.links(of: object.id, name) {
        try visit(file, name == "/" ? "/\(link)" : "\(name)/\(link)", level: level + 1, &left)
      }
    case H5I_DATASET: try look(object.id, name)
    default: return
    }
  }

  private static func look(_ dataset: hid_t, _ name: String) throws {
    let what = "reading \(name)"
    let type = try HDF5Handle(H5Dget_type(dataset), H5Tclose, doing: what)
    let space = try HDF5Handle(H5Dget_space(dataset), H5Sclose, doing: what)
    // Numbers; texts of any length take memory of their own.
    guard [H5T_INTEGER, H5T_FLOAT, H5T_ENUM].contains(H5Tget_class(type.id)) else { return }
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard rank > 0, H5Tget_size(type.id) <= 64 else { return }
    var shape = [hsize_t](repeating: 0, count: rank)
    _ = H5Sget_simple_extent_dims(space.id, &shape, nil)
    guard shape.allSatisfy({ $0 > 0 }) else { return }
    let memory = try HDF5.space([Int](repeating: 1, count: rank))
    var value = [UInt8](repeating: 0, count: 64)
    for frame in Set([0, shape[0] - 1]) {
      let start = [frame] + [hsize_t](repeating: 0, count: rank - 1)
      let one = [hsize_t](repeating: 1, count: rank)
      try HDF5.check(
        H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, one, nil), doing: what)
      try HDF5.check(
        H5Dread(dataset, type.id, memory.id, space.id, H5P_DEFAULT, &value), doing: what)
    }
  }
}
