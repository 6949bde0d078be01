import MDCore
import MDDomain

/// `compute ID group rdf Nbin [itype jtype …] [cutoff R]`: radial distribution functions and running
/// coordination numbers of a group, as a table: the middle of each bin (Å), then for each pair of types
/// g(r) and how many neighbours an atom has up to the end of the bin.
public struct ComputeRadialDistribution: Compute {
  /// Which types sit in the middle and which around them; nil for all.
  public struct Pair: Equatable, Sendable {
    /// The types in the middle.
    public var centers: ClosedRange<Int32>
    /// Those that are counted around them.
    public var others: ClosedRange<Int32>

    /// A pair of ranges of types.
    public init(centers: ClosedRange<Int32>, others: ClosedRange<Int32>) {
      self.centers = centers
      self.others = others
    }
  }

  public let id: String
  public var style: String { "rdf" }
  public var tableColumns: Int { 1 + 2 * pairs.count }
  let mask: UInt32
  let bins: Int
  let pairs: [Pair]
  let ownCutoff: Double?
  /// How far pairs are counted, Å; known when a run begins.
  private var cutoff: Double?

  /// - Parameters:
  ///   - cutoff: Å; nil for that of the potential.
  public init(id: String, mask: UInt32 = 1, bins: Int, pairs: [Pair], cutoff: Double? = nil) {
    self.id = id
    self.mask = mask
    self.bins = bins
    self.pairs = pairs
    ownCutoff = cutoff
    self.cutoff = cutoff
  }

  public var ghostReach: Double { ownCutoff ?? 0 }
  public var needsGhosts: Bool { true }

  public mutating func prepare(cutoff potential: Double?) throws {
    cutoff = ownCutoff ?? potential
    guard cutoff != nil else {
      throw InputError("compute \(id): rdf needs a pair_style, or a cutoff of its own (cutoff R)")
    }
  }

  public func table(_ state: borrowing SystemState) -> [[Double]] {
    guard let cutoff else { return [] }
    let width = cutoff / Double(bins)
    let counts = countPairs(state, cutoff: cutoff)
    let atoms = countTypes(state)
    let unit = 4 * Double.pi / (3 * state.box.volume)
    var columns = [(0..<bins).map { (Double($0) + 0.5) * width }]
    for (n, pair) in pairs.enumerated() {
      let centers = sum(atoms, pair.centers)
      let same = sum(atoms, pair.centers, and: pair.others)
      // An atom is no neighbour of its own.
      let others = centers > 0 ? sum(atoms, pair.others) - same / centers : 0
      var (density, running) = ([Double](), [Double]())
      var neighbors = 0.0
      for bin in 0..<bins {
        let (lower, upper) = (Double(bin) * width, Double(bin + 1) * width)
        let ideal = unit * (upper * upper * upper - lower * lower * lower) * others
        let found = ideal * centers > 0 ? counts[n * bins + bin] / (ideal * centers) : 0
        neighbors += found * ideal
        density.append(found)
        running.append(neighbors)
      }
      columns += [density, running]
    }
    return columns
  }

  /// How many pairs of each kind are in each bin, over all ranks. Collective.
  private func countPairs(_ state: borrowing SystemState, cutoff: Double) -> [Double] {
    let view = state.atoms.view
    var counts = [Double](repeating: 0, count: pairs.count * bins)
    var list = NeighborList()
    list.rebuild(atoms: view, box: state.box, cutoff: cutoff)
    let neighbors = list.view
    let inverse = Double(bins) / cutoff
    counts.withUnsafeMutableBufferPointer { counts in
      for i in 0..<view.owned where view.groups[i] & mask != 0 {
        for entry in neighbors.neighbors(of: i) {
          let j = Int(entry)
          guard view.groups[j] & mask != 0 else { continue }
          let bin = Int((view.position(i) - view.position(j)).length * inverse)
          guard bin < bins else { continue }
          for (n, pair) in pairs.enumerated()
          where pair.centers.contains(view.type[i]) && pair.others.contains(view.type[j]) {
            counts[n * bins + bin] += 1
          }
        }
      }
    }
    return state.communicator.reduce(counts, .sum)
  }

  /// How many atoms of the group each type has. Collective.
  private func countTypes(_ state: borrowing SystemState) -> [Double] {
    let view = state.atoms.view
    var counts = [Double](repeating: 0, count: state.masses.count)
    for i in 0..<view.owned where view.groups[i] & mask != 0 { counts[Int(view.type[i])] += 1 }
    return state.communicator.reduce(counts, .sum)
  }

  /// How many atoms have a type that is in one range, or in two.
  private func sum(
    _ atoms: [Double], _ types: ClosedRange<Int32>, and others: ClosedRange<Int32>? = nil
  ) -> Double {
    types.filter { others?.contains($0) ?? true }.reduce(0) { $0 + atoms[Int($1)] }
  }
}
