import MDCore
import MDDomain

/// How the cuts between subdomains are moved so that ranks own equally many atoms (`balance` and
/// `fix balance`, style `shift`).
public struct LoadBalance: Equatable, Sendable {
  /// The cuts move only if the imbalance is above this: the largest number of atoms of a rank over the
  /// mean, 1 for perfect balance.
  public var threshold: Double
  /// The dimensions whose cuts may move, in this order.
  public var dimensions: [Int]

  /// Moves cuts in some dimensions when the imbalance passes a threshold.
  public init(threshold: Double, dimensions: [Int]) {
    self.threshold = threshold
    self.dimensions = dimensions
  }

  /// What was found and done.
  public struct Outcome: Equatable, Sendable {
    /// The imbalance before and after.
    public var before, after: Double
    /// Atoms of the fullest rank before and after.
    public var mostBefore, mostAfter: Int64
    /// Whether the cuts were moved.
    public var moved: Bool
  }
}

extension Simulation {
  /// Moves the cuts so that ranks own equally many atoms, if that helps. Collective; the atoms follow
  /// when they next migrate.
  public mutating func balance(_ settings: LoadBalance) -> LoadBalance.Outcome {
    let old = decomposition.cuts
    let before = fullestRank()
    let mean = Double(max(1, state.totalAtoms)) / Double(state.communicator.size)
    var outcome = LoadBalance.Outcome(
      before: Double(before) / mean, after: Double(before) / mean, mostBefore: before,
      mostAfter: before, moved: false)
    guard outcome.before > settings.threshold else { return outcome }

    var cuts = old
    for dimension in settings.dimensions where old[dimension].count > 1 {
      cuts[dimension] = Cuts(
        quantiles(of: histogram(along: dimension), parts: old[dimension].count))
    }
    decomposition.setCuts(cuts)
    let after = fullestRank()
    guard after < before else {
      decomposition.setCuts(old)
      return outcome
    }
    outcome.after = Double(after) / mean
    outcome.mostAfter = after
    outcome.moved = true
    state.needsRebuild = true
    return outcome
  }

  /// The number of atoms of the fullest rank, by the cuts of now. Collective.
  private func fullestRank() -> Int64 {
    let atoms = state.atoms.view
    var counts = [Int64](repeating: 0, count: state.communicator.size)
    for i in 0..<atoms.owned {
      counts[decomposition.owner(of: atoms.position(i), in: state.box)] += 1
    }
    return state.communicator.reduce(counts, .sum).max() ?? 0
  }

  /// How many atoms lie in each of many slices of the box. Collective.
  private func histogram(along dimension: Int) -> [Int64] {
    let slices = 8192
    let atoms = state.atoms.view
    var counts = [Int64](repeating: 0, count: slices)
    for i in 0..<atoms.owned {
      var s = state.box.fractional(atoms.position(i))[dimension]
      if state.box.isPeriodic(dimension) { s -= s.rounded(.down) }
      counts[min(slices - 1, max(0, Int(s * Double(slices))))] += 1
    }
    return state.communicator.reduce(counts, .sum)
  }

  /// The places that part a histogram over 0 to 1 into equal shares.
  private func quantiles(of counts: [Int64], parts: Int) -> [Double] {
    let total = Double(max(1, counts.reduce(0, +)))
    let width = 1 / Double(counts.count)
    var places = [0.0]
    var below = 0.0
    var slice = 0
    for part in 1..<parts {
      let wanted = total * Double(part) / Double(parts)
      while slice < counts.count, below + Double(counts[slice]) < wanted {
        below += Double(counts[slice])
        slice += 1
      }
      let inside = slice < counts.count && counts[slice] > 0
      let fraction = inside ? (wanted - below) / Double(counts[slice]) : 0
      // Subdomains must not vanish, however many atoms lie in one slice.
      let lowest = places[part - 1] + 0.25 * width
      let highest = 1 - 0.25 * width * Double(parts - part)
      places.append(min(max((Double(slice) + fraction) * width, lowest), highest))
    }
    return places + [1]
  }
}
