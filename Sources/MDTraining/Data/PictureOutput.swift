import Foundation
import MDCore
import MDPlot

/// Pictures as files.
enum PictureOutput {
  /// Writes a picture; the ending of the name tells the format, `.svg` or `.png`. Folders on the way
  /// are made.
  ///
  /// - Throws: ``InputError`` with the path and what the file system says.
  static func write(_ picture: Picture, to path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try picture.write(to: path)
    } catch {
      throw InputError("cannot write '\(path)': \(error.systemReason)")
    }
  }
}
