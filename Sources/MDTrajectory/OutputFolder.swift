import Foundation
import MDCore

/// Checks of where a file is to be written, so that a mistake ends the run before it starts.
public enum OutputFolder {
  /// Throws if the folder of a path does not exist or may not be written to, or if the path itself is
  /// a folder or a file that may not be overwritten. Touches nothing.
  public static func check(_ path: String, at location: SourceLocation? = nil) throws(InputError) {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var info = stat()
    guard stat(parent, &info) == 0 else {
      throw InputError(
        "cannot write '\(path)': the folder '\(parent)' does not exist", at: location)
    }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      throw InputError("cannot write '\(path)': '\(parent)' is not a folder", at: location)
    }
    if stat(path, &info) == 0 {
      guard info.st_mode & S_IFMT != S_IFDIR else {
        throw InputError("cannot write '\(path)': it is a folder", at: location)
      }
      guard access(path, W_OK) == 0 else {
        throw InputError("cannot write '\(path)': \(systemError())", at: location)
      }
    } else {
      guard access(parent, W_OK) == 0 else {
        throw InputError("cannot write '\(path)': \(systemError())", at: location)
      }
    }
  }
}

extension OutputFolder {
  /// Throws if a folder is not there and cannot be made, or may not be written into. Touches nothing.
  public static func checkFolder(_ path: String) throws(InputError) {
    var place = URL(fileURLWithPath: path)
    var info = stat()
    while stat(place.path, &info) != 0, place.path != "/" { place.deleteLastPathComponent() }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      throw InputError("cannot write into '\(path)': '\(place.path)' is not a folder")
    }
    guard access(place.path, W_OK) == 0 else {
      throw InputError("cannot write into '\(path)': \(systemError())")
    }
  }
}

/// The system's words for the last error.
func systemError() -> String { String(cString: strerror(errno)) }
