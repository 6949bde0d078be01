/// A frame of a file, told as `file, frame n`.
public struct FrameLocation: Equatable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// From 1, in the order of the file.
  public var frame: Int
  /// The line on which the frame begins, from 1.
  public var line: Int

  /// A frame of a file.
  public init(file: String, frame: Int, line: Int) {
    self.file = file
    self.frame = frame
    self.line = line
  }

  /// `file:line (frame n)`.
  public var description: String { "\(file):\(line) (frame \(frame))" }
}
