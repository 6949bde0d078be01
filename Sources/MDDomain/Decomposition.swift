import MDCore

/// Which rank owns which part of space, and the four verbs that keep the atoms of this rank and the
/// ghosts around them right: `migrate`, `exchangeGhosts`, `updateGhosts`, `reduceGhostForces`.
///
/// The box is cut in fractional coordinates, so that subdomains are parallelepipeds of the shape of
/// the box and follow it when it changes. A ghost exchange goes along one dimension after the other;
/// each stage passes on what the stages before have brought, so that six messages reach all 26
/// neighbours. Where subdomains are thinner than the cutoff, what came in one message is passed on in
/// the next, around the box if need be: then an atom meets its own images.
///
/// `updateGhosts` and `reduceGhostForces` can also be started, to be finished when the messages have
/// come; the ``interiorCount`` first atoms have no ghost near them and can be worked on meanwhile.
///
/// Every call with a box or atoms is collective.
public struct Decomposition: ~Copyable {
  /// The ranks.
  public let communicator: any Communicator
  /// The grid of ranks.
  public let grid: ProcessGrid
  /// The place of this rank in the grid.
  public let place: SIMD3<Int>
  /// Where x, y and z are cut; three elements.
  public private(set) var cuts: [Cuts]
  /// The corners of this rank's subdomain in fractional coordinates. At the outer faces of dimensions
  /// that do not repeat, atoms beyond them belong to it too.
  public private(set) var subdomain: (lower: Vector3, upper: Vector3)
  /// How many of the owned atoms had no ghost within the cutoff when they last migrated; they come
  /// first.
  public internal(set) var interiorCount = 0
  /// A number that travels with every update of the positions of ghosts: each rank keeps the least
  /// that it has met. A rank that lowers it is heard by all after ``noticeReach(in:)`` updates, with
  /// no reduction.
  public var notice = Int64.max
  /// Another such number, which migration hands on too and does not reset: on which step the ranks have
  /// agreed to do something together that no rank can decide alone.
  public var appointment = Int64.max
  /// The atoms that the last migration could not bring anywhere.
  public internal(set) var strays = Strays()
  /// What has been sent to other ranks.
  public var counters = CommunicationCounters()

  var plan = HaloPlan()
  var transfer = HaloTransfer()
  var sorter = SpatialSort()
  var outgoing = MessageBuffer()
  var outgoingDown = MessageBuffer()
  var incoming = MessageBuffer()

  /// Equal subdomains for all ranks.
  ///
  /// - Parameters:
  ///   - communicator: the ranks.
  ///   - box: its shape decides the grid.
  ///   - processors: counts that are asked for, 0 where they are free.
  public init(
    communicator: any Communicator, box: Box, processors: SIMD3<Int> = .zero
  ) throws(InputError) {
    self.communicator = communicator
    grid = try ProcessGrid(ranks: communicator.size, box: box, processors: processors)
    place = grid.place(of: communicator.rank)
    let counts = grid.counts
    cuts = (0..<3).map { Cuts(uniform: counts[$0]) }
    subdomain = Self.subdomain(at: place, cuts)
  }

  /// Moves the cuts, for balancing; the same on all ranks, and followed by `migrate`.
  public mutating func setCuts(_ newCuts: [Cuts]) {
    let counts = grid.counts
    precondition(newCuts.count == 3 && (0..<3).allSatisfy { newCuts[$0].count == counts[$0] })
    cuts = newCuts
    subdomain = Self.subdomain(at: place, cuts)
  }

  private static func subdomain(
    at place: SIMD3<Int>, _ cuts: [Cuts]
  ) -> (lower: Vector3, upper: Vector3) {
    var lower = Vector3.zero
    var upper = Vector3.zero
    for d in 0..<3 {
      lower[d] = cuts[d].positions[place[d]]
      upper[d] = cuts[d].positions[place[d] + 1]
    }
    return (lower, upper)
  }

  /// The rank that owns a point, the same on all ranks. The point need not be wrapped.
  public func owner(of position: Vector3, in box: Box) -> Int {
    grid.rank(at: ownerPlace(of: wrapped(position, box)))
  }

  /// Whether this rank owns a point; exactly one does. The point need not be wrapped.
  public func owns(_ position: Vector3, in box: Box) -> Bool {
    let s = wrapped(position, box)
    // Every rank is asked about every point of a lattice, so that most answers must be quick.
    if all((s .>= subdomain.lower) .& (s .< subdomain.upper)) { return true }
    if all((s .>= .zero) .& (s .< Vector3(repeating: 1))) { return false }
    return ownerPlace(of: s) == place
  }

  private func ownerPlace(of s: Vector3) -> SIMD3<Int> {
    SIMD3(cuts[0].place(of: s.x), cuts[1].place(of: s.y), cuts[2].place(of: s.z))
  }

  /// The fractional coordinates of a point, wrapped where the box repeats.
  private func wrapped(_ position: Vector3, _ box: Box) -> Vector3 {
    var s = box.fractional(position)
    if all((s .>= .zero) .& (s .< Vector3(repeating: 1))) { return s }
    for d in 0..<3 where box.isPeriodic(d) {
      s[d] -= s[d].rounded(.down)
      // A coordinate just under 0 is rounded to 1, which is the same place as 0.
      if s[d] >= 1 { s[d] = 0 }
    }
    return s
  }

  /// How many updates of ghosts pass until all ranks have met a ``notice``: the greatest distance of two
  /// places, since one update reaches all 26 neighbours.
  public func noticeReach(in box: Box) -> Int {
    var reach = 0
    for d in 0..<3 {
      reach = max(reach, box.isPeriodic(d) ? grid.counts[d] / 2 : grid.counts[d] - 1)
    }
    return reach
  }

  /// The dimensions in the order of the stages of an exchange: those that are divided come first, so
  /// that the copies of own atoms along the others do not travel.
  var stageOrder: SIMD3<Int> {
    let counts = grid.counts
    var order = SIMD3<Int>.zero
    var next = 0
    for divided in [true, false] {
      for d in 0..<3 where (counts[d] > 1) == divided {
        order[next] = d
        next += 1
      }
    }
    return order
  }

  /// Sends `outgoing` to one rank and fills `incoming` from another; -1 stands for nobody.
  mutating func pass(to destination: Int, from source: Int, tag: Int) {
    if destination >= 0 { count(bytes: outgoing.count, to: destination) }
    if destination >= 0 && source >= 0 {
      communicator.sendReceive(
        outgoing.contents, to: destination, into: &incoming, from: source, tag: tag)
    } else if destination >= 0 {
      communicator.send(outgoing.contents, to: destination, tag: tag)
      incoming.removeAll()
    } else if source >= 0 {
      communicator.receive(into: &incoming, from: source, tag: tag)
    } else {
      incoming.removeAll()
    }
  }

  private mutating func count(bytes: Int, to destination: Int) {
    guard destination != communicator.rank else { return }
    counters.messages += 1
    counters.bytes += bytes
  }

  /// Atoms that are at no place, or too far away to be wrapped.
  public struct Strays: Sendable {
    /// More are not named.
    static let mostNamed = 5
    /// Whether any rank has one.
    public internal(set) var exist = false
    /// The indices of this rank's first ones.
    public internal(set) var own: [Int] = []
  }

  /// The tags of this type's messages; the engine's others stay away from them.
  enum Tag {
    static let migration = 1000

    /// The tag of a swap of the halo plan. Messages of two ranks keep their order, so that tags may
    /// come again.
    static func halo(_ swap: Int) -> Int { 2000 + swap % 1000 }
  }
}
