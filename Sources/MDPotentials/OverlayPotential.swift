import MDCore

/// The sum of several potentials, `pair_style hybrid/overlay`: a network and the repulsion under it, say.
///
/// Energies, forces, virials and extrapolation warnings of the parts add up.
public struct OverlayPotential: ExtrapolationChecking {
  public let name = "hybrid/overlay"
  public let cutoff: Double
  public let summary: [String]
  /// The potentials that are added up.
  public private(set) var parts: [any Potential]

  public var extrapolationEventLimit = 0 {
    didSet {
      for place in parts.indices {
        guard var part = parts[place] as? any ExtrapolationChecking else { continue }
        part.extrapolationEventLimit = extrapolationEventLimit
        parts[place] = part
      }
    }
  }

  /// The sum of at least one potential.
  public init(_ parts: [any Potential]) {
    precondition(!parts.isEmpty)
    self.parts = parts
    cutoff = parts.map(\.cutoff).max()!
    summary = parts.flatMap(\.summary)
  }

  public mutating func readPositions(of range: Range<Int>, _ atoms: AtomView) {
    for place in parts.indices { parts[place].readPositions(of: range, atoms) }
  }

  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    for place in parts.indices {
      parts[place].compute(centers: centers, atoms: atoms, neighbors: neighbors, tally: &tally)
    }
  }

  public mutating func takeExtrapolations() -> ExtrapolationReport {
    var sum = ExtrapolationReport()
    for place in parts.indices {
      let report = parts[place].takeExtrapolations()
      sum.count += report.count
      sum.events += report.events
    }
    return sum
  }
}
