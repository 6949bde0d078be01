import MDCore
import MDDomain

/// A simulation that has left what makes sense: energies that are no numbers, atoms that flew away. All
/// ranks throw it together, so that the last frame can still be saved.
public struct Instability: Error, CustomStringConvertible, Sendable {
  /// What happened, to which atoms.
  public let description: String

  /// An end that all ranks know of.
  public init(_ description: String) { self.description = description }
}

extension Simulation {
  /// The error for atoms that are nowhere near the box; names some of them. Collective.
  func strayAtoms() -> Instability {
    let atoms = state.atoms.view
    let own = decomposition.strays.own.map {
      "atom \(atoms.id[$0]) is at (\(atoms.x[$0]), \(atoms.y[$0]), \(atoms.z[$0]))"
    }
    let names = state.communicator.gatheredText(own)
    return Instability("\(names) at step \(state.step): the simulation has become unstable")
  }
}

extension Communicator {
  /// The texts of all ranks one after the other, on every rank. For few short texts. Collective.
  public func gatheredText(_ texts: [String], separator: String = ", ") -> String {
    let all = gather(Array(texts.joined(separator: separator).utf8))
      .map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty }
    let bytes = broadcast(Array(all.joined(separator: separator).utf8))
    return String(decoding: bytes, as: UTF8.self)
  }
}
