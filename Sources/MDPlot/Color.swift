/// A colour of a picture, its parts from 0 to 255.
public struct Color: Equatable, Sendable {
  /// The three parts.
  public var red, green, blue: UInt8

  /// A colour from its parts.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}
