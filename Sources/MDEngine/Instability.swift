/// A simulation that has left what makes sense: energies that are no numbers, atoms that flew away. All
/// ranks throw it together, so that the last frame can still be saved.
public struct Instability: Error, CustomStringConvertible, Sendable {
  /// What happened, to which atoms.
  public let description: String

  /// An end that all ranks know of.
  public init(_ description: String) { self.description = description }
}
