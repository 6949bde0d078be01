/// How long a step takes on many ranks, from what was measured on one and counted for many.
///
/// t = n·(pair + modify + other) + (n + g)·neigh + g·copy            (work on the slowest rank)
///   + m·latency + b/bandwidth                                         (halo: positions, forces)
///   + (m′·latency + b′/bandwidth + a·latency·⌈log₂ P⌉) / k            (ghosts anew, each k steps)
///
/// with n owned atoms, g ghosts, m messages and b bytes of the slowest rank, and a reductions over all
/// ranks at a rebuild. Nothing is taken to
/// overlap, every message pays the whole latency, and the cost of an atom does not depend on n: the
/// first two make the projection pessimistic, the last optimistic or pessimistic with the caches.
public struct Projection: Equatable, Sendable {
  /// Seconds that were measured on one rank.
  public struct Costs: Equatable, Sendable {
    /// For an owned atom and step: forces, integration and what is not booked.
    public var atom: Double
    /// For an owned atom or ghost and step: the neighbour list, spread over the steps.
    public var neighbor: Double
    /// For a ghost and step: packing and unpacking.
    public var ghost: Double

    /// Costs in seconds.
    public init(atom: Double, neighbor: Double, ghost: Double) {
      self.atom = atom
      self.neighbor = neighbor
      self.ghost = ghost
    }
  }

  /// What is assumed of the network.
  public struct Network: Equatable, Sendable {
    /// Seconds from sending a short message to having received it.
    public var latency: Double
    /// Bytes in a second that each rank sends, when all do.
    public var bandwidth: Double
    /// Reductions over all ranks at a rebuild of the neighbour list; there are none in other steps.
    public var reductions: Double

    /// A network.
    public init(latency: Double, bandwidth: Double, reductions: Double) {
      self.latency = latency
      self.bandwidth = bandwidth
      self.reductions = reductions
    }
  }

  /// Seconds a step for atoms that the rank owns.
  public let work: Double
  /// Seconds a step because of the halo: ghosts in the list, copies, messages, reductions.
  public let halo: Double

  /// Projects a step.
  ///
  /// - Parameter rebuildInterval: steps between rebuilds of the neighbour list.
  public init(
    _ count: HaloCount, ranks: Int, costs: Costs, network: Network, rebuildInterval: Double
  ) {
    let (owned, ghosts) = (Double(count.owned), Double(count.ghosts))
    work = owned * (costs.atom + costs.neighbor)
    let copies = ghosts * (costs.neighbor + costs.ghost)
    let step = Self.seconds(count.messages, count.bytes, network)
    let rebuild = Self.seconds(count.rebuildMessages, count.rebuildBytes, network)
    let reductions = network.reductions * network.latency * Double(Self.stages(ranks))
    halo = copies + step + (rebuild + reductions) / rebuildInterval
  }

  /// Seconds a step.
  public var seconds: Double { work + halo }

  /// The part of a step that is not the rank's own atoms.
  public var haloShare: Double { halo / seconds }

  /// ns/day with a time step in ps.
  public func nanosecondsADay(timestep: Double) -> Double { 86.4 * timestep / seconds }

  private static func seconds(_ messages: Int, _ bytes: Int, _ network: Network) -> Double {
    Double(messages) * network.latency + Double(bytes) / network.bandwidth
  }

  /// ⌈log₂ P⌉, 0 for one rank.
  private static func stages(_ ranks: Int) -> Int {
    Int.bitWidth - (ranks - 1).leadingZeroBitCount
  }
}
