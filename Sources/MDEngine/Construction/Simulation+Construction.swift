import MDCore
import MDDomain

extension Simulation {
  /// Creates atoms on a lattice; see ``LatticeFilling``.
  ///
  /// - Returns: how many all ranks have created.
  public mutating func createAtoms(_ filling: LatticeFilling) throws(InputError) -> Int64 {
    for type in filling.types { try state.requireType(type) }
    return try filling.fill(&state, decomposition)
  }

  /// Creates one atom; see ``SystemState/createAtom(type:at:remap:_:)``.
  public mutating func createAtom(
    type: Int32, at position: Vector3, remap: Bool
  ) throws(InputError) -> Int64 {
    try state.createAtom(type: type, at: position, remap: remap, decomposition)
  }

  /// Creates atoms at random places; see
  /// ``SystemState/createRandomAtoms(_:type:seed:region:_:)``.
  public mutating func createRandomAtoms(
    _ count: Int, type: Int32, seed: Int, region: Region?
  ) throws(InputError) -> Int64 {
    try state.createRandomAtoms(count, type: type, seed: seed, region: region, decomposition)
  }

  /// Repeats box and atoms, and cuts the new box anew.
  ///
  /// - Parameter processors: ranks along each dimension; 0 leaves the choice to the decomposition.
  public mutating func replicate(
    _ copies: SIMD3<Int>, processors: SIMD3<Int> = .zero
  ) throws(InputError) {
    guard copies.min() >= 1 else { throw InputError("at least one copy along each edge is needed") }
    decomposition = try Decomposition(
      communicator: state.communicator, box: state.box.replicated(copies), processors: processors)
    try state.replicate(copies, decomposition)
  }
}
