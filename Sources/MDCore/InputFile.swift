import Foundation

/// Checks of files that are to be read.
public enum InputFile {
  /// Throws for a folder, and for a device: `/dev/zero` never ends. Pipes are read to their end. What is not
  /// there is left to whoever opens it.
  public static func check(_ path: String) throws(InputError) {
    var info = stat()
    guard stat(path, &info) == 0 else { return }
    switch info.st_mode & S_IFMT {
    case S_IFDIR: throw InputError("'\(path)' is a folder, not a file")
    case S_IFCHR, S_IFBLK: throw InputError("'\(path)' is a device, not a file")
    default: return
    }
  }
}
