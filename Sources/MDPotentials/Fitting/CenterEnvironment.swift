import MDCore

/// The neighbours of one atom as symmetry functions see them, all images included.
public struct CenterEnvironment: Sendable {
  /// From the centre to each neighbour, in the model's unit of length.
  public var displacements: [Vector3] = []
  /// The element of each neighbour, an index into the model's elements.
  public var elements: [Int32] = []

  /// No neighbours.
  public init() {}

  /// The number of neighbours.
  public var count: Int { displacements.count }

  /// Takes all neighbours out.
  public mutating func removeAll() {
    displacements.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
  }

  /// Adds a neighbour.
  public mutating func append(_ displacement: Vector3, element: Int32) {
    displacements.append(displacement)
    elements.append(element)
  }
}
