import Foundation
import MDCore

/// Floating-point operations that the formulas of a potential need for one atom: each factor once for
/// each neighbour or triplet that needs it, in value and derivative, and nothing for finding,
/// gathering or padding. A fused multiply-add is two.
///
/// A kernel may do with less (a ladder of exponents, moments instead of triplets) or need more
/// (padding, a second sweep); the same count for all makes their shares of the peak comparable.
public struct OperationCount: Sendable {
  /// Displacement, distance and its inverse of a neighbour; cutoff function and its derivative.
  static let neighbor = 10.0, cutoff = 20.0
  /// exp(−η(r − rs)²), times the cutoff function, with its derivative.
  static let radialFactor = 24.0
  /// Adding a function's value, and the force that its derivative makes.
  static let radialTerm = 8.0
  /// cos θ, the third distance and its cutoff function; three force scalars and two forces.
  static let wideTriplet = 40.0, narrowTriplet = 80.0
  /// The factor of one η in a triplet, with its derivatives.
  static let tripletFactor = 30.0
  /// Adding an angular function's value, and its part of the three force scalars.
  static let angularTerm = 14.0
  /// Activation function and its derivative, for each hidden neuron.
  static let activation = 30.0
  /// A pair and a triplet of Stillinger–Weber.
  static let pairOfStillinger = 90.0, tripletOfStillinger = 60.0

  /// Operations for an atom, averaged over the elements of the system.
  public let perAtom: Double
  /// Neighbours within the cutoff and triplets that some function needs, for an atom.
  public let neighbors: Double, triplets: Double

  /// Counts a potential on prepared atoms.
  public init(
    of potential: BenchmarkPotential, cutoff: Double, atoms: AtomView, neighbors: NeighborListView
  ) throws {
    var sum = (operations: 0.0, neighbors: 0.0, triplets: 0.0, centers: 0)
    let network = potential.isNetwork ? try NetworkOutline(try potential.inputText()) : nil
    for (index, symbol) in potential.crystal.symbols.enumerated() {
      let type = Int32(index + 1)
      let shell = Shells(
        around: type, of: [nil], cutoff: cutoff, atoms: atoms, neighbors: neighbors)
      var operations = 0.0
      var triplets = shell.pairs
      if let network {
        (operations, triplets) = Self.network(network, symbol, potential) {
          Shells(around: type, of: $0, cutoff: $1, atoms: atoms, neighbors: neighbors)
        }
        operations += Self.neighbor * shell.neighbors
      } else {
        operations =
          shell.neighbors * (Self.neighbor + Self.pairOfStillinger)
          + shell.pairs * Self.tripletOfStillinger
      }
      sum.operations += operations * Double(shell.centers)
      sum.neighbors += shell.neighbors * Double(shell.centers)
      sum.triplets += triplets * Double(shell.centers)
      sum.centers += shell.centers
    }
    perAtom = sum.operations / Double(max(sum.centers, 1))
    self.neighbors = sum.neighbors / Double(max(sum.centers, 1))
    triplets = sum.triplets / Double(max(sum.centers, 1))
  }

  /// Operations of one element's functions and network, and the triplets that they need.
  private static func network(
    _ outline: NetworkOutline, _ symbol: String, _ potential: BenchmarkPotential,
    _ shells: ([Int32?], Double) -> Shells
  ) -> (operations: Double, triplets: Double) {
    let symbols = potential.crystal.symbols
    let functions = outline.functions.filter { $0.center == symbol }
    var operations = 0.0
    var triplets = 0.0
    for (group, members) in Dictionary(grouping: functions, by: \.group) {
      let kinds = group.neighbors.map { name in
        symbols.firstIndex(of: name).map { Int32($0 + 1) } ?? -1
      }
      let shell = shells(
        kinds.isEmpty ? [nil] : kinds.map { $0 }, group.cutoff / potential.lengthFactor)
      let factors = Double(Set(members.map(\.radial)).count)
      operations += shell.neighbors * (cutoff + factors * radialFactor)
      guard group.isAngular else {
        operations += shell.neighbors * Double(members.count) * radialTerm
        continue
      }
      let powers = Set(members.map(\.angular)).reduce(0.0) { $0 + $1.operations }
      let each = factors * tripletFactor + powers + Double(members.count) * angularTerm
      let count = group.isNarrow ? shell.livePairs : shell.pairs
      operations += count * (each + (group.isNarrow ? narrowTriplet : wideTriplet))
      triplets = max(triplets, count)
    }
    let weights = outline.weights(inputs: functions.count)
    return (operations + 4 * weights + activation * Double(outline.hiddenNeurons), triplets)
  }
}
