/// Where the lines of a run go. The root rank's writes; the others' does nothing.
public protocol OutputSink {
  /// Writes a line to the screen, the log file, or both.
  func write(_ line: String, toScreen: Bool, toLog: Bool)
  /// Closes the log file, if one is open, and goes on in another.
  func openLog(_ path: String, append: Bool) throws
  /// Closes the log file and writes none from here on.
  func closeLog()
  /// Writes a line to a file of the user's, for `print … file` and `print … append`.
  func write(_ line: String, toFile path: String, append: Bool) throws
}

/// Gives the text of a file that the deck names, the same on all ranks.
public protocol SourceLoader {
  /// The text of a file.
  ///
  /// - Throws: an error that says why the file cannot be read, on all ranks.
  func load(_ path: String) throws -> String
}
