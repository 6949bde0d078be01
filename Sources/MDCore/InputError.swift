/// A mistake in what the user gave us, told where it is and what would be right.
///
/// Printed as `file:line: message`. It is raised before anything is computed from the input.
public struct InputError: Error, CustomStringConvertible, Equatable, Sendable {
  /// The file and line of the mistake, if it lies in a file.
  public var location: SourceLocation?
  /// What is wrong and what would be right, a sentence or two.
  public var message: String

  /// A mistake at a place.
  public init(_ message: String, at location: SourceLocation? = nil) {
    self.message = message
    self.location = location
  }

  /// `file:line: message`.
  public var description: String {
    guard let location else { return message }
    return "\(location): \(message)"
  }
}

/// A line of a file.
public struct SourceLocation: Equatable, Sendable, CustomStringConvertible {
  /// The name of the file as the user knows it.
  public var file: String
  /// From 1; 0 stands for the file as a whole.
  public var line: Int

  /// A line of a file, or the file as a whole.
  public init(file: String, line: Int = 0) {
    self.file = file
    self.line = line
  }

  /// `file:line`, or `file` alone.
  public var description: String { line > 0 ? "\(file):\(line)" : file }
}
