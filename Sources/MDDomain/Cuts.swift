/// Where one dimension is cut into subdomains, in fractional coordinates.
public struct Cuts: Equatable, Sendable {
  /// From 0 to 1, ascending, one more than there are subdomains.
  public let positions: [Double]

  /// Equal widths.
  public init(uniform count: Int) {
    positions = (0...count).map { Double($0) / Double(count) }
  }

  /// Given positions; the first is 0, the last 1, and each is greater than the one before.
  public init(_ positions: [Double]) {
    precondition(positions.count >= 2 && positions.first == 0 && positions.last == 1)
    precondition(
      zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }, "cuts must ascend")
    self.positions = positions
  }

  /// How many subdomains there are.
  public var count: Int { positions.count - 1 }

  /// The subdomain that a fractional coordinate lies in; the outermost ones take what lies outside.
  public func place(of s: Double) -> Int {
    positions.withUnsafeBufferPointer { Self.place(of: s, $0) }
  }

  /// The same for cuts that are lent to a loop over atoms.
  @inline(__always)
  static func place(of s: Double, _ positions: UnsafeBufferPointer<Double>) -> Int {
    var low = 0
    var high = positions.count - 2
    while low < high {
      let middle = (low + high + 1) / 2
      if s >= positions[middle] { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// How many times ghosts must be handed on, so that every subdomain knows what lies within `reach`
  /// of it: two subdomains with less than that between them are so many places apart at most. It is
  /// the same in both directions and on all ranks.
  func hops(reach: Double, periodic: Bool) -> Int {
    precondition(reach.isFinite, "the cutoff must be finite")
    var most = 0
    for place in 0..<count {
      var covered = 0.0
      var hops = 0
      var other = place
      while covered < reach {
        other += 1
        if other == count {
          guard periodic else { break }
          other = 0
        }
        covered += positions[other + 1] - positions[other]
        hops += 1
      }
      most = max(most, hops)
    }
    return most
  }
}
