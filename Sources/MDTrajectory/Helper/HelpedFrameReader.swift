import MDCore

/// Frames of an H5MD file that another process reads; see ``H5MDHelper``.
final class HelpedFrameReader: FrameReader {
  private let path: String
  private let helper: HelperProcess
  private(set) var lastStep: Int64?
  private(set) var notes: [String] = []

  /// - Throws: ``HDF5Error`` naming the file if it cannot be read.
  init(path: String, _ helper: HelperProcess) throws {
    self.path = path
    self.helper = helper
    notes = try ask(.open) { try $0.texts() } ?? []
  }

  func next() throws -> Frame? {
    guard let frame = try ask(.next, { try $0.frame() }) else { return nil }
    lastStep = frame.step
    return frame
  }

  func skip() throws -> Bool {
    guard let step = try ask(.skip, { try $0.optional(Int64.self) }) else { return false }
    lastStep = step
    return true
  }

  /// The answer to a request; nil behind the last frame.
  private func ask<T>(
    _ request: HelperMessage.Request, _ decode: (inout HelperDecoder) throws -> T
  ) throws -> T? {
    do {
      guard let answer = try helper.ask(request) else { return nil }
      var decoder = HelperDecoder(answer)
      return try decode(&decoder)
    } catch is HelperDecoder.Malformed {
      throw HDF5Error(
        description: "\(path): it is damaged: the HDF5 library reads nonsense from it")
    } catch {
      throw HDF5Error(description: "\(path): \(error)")
    }
  }
}
