import MDCore

/// Where a simulation stands between two steps, besides atoms, box and fixes: what decides when the next
/// neighbour list is built and in which order sums are made. With it, a run that is continued on as
/// many ranks goes on bit for bit.
public struct SimulationPhase: Equatable, Sendable {
  /// Where the clock was last set: ps and step.
  public var clock: (time: Double, step: Int64)
  /// The step of the last build of the neighbour list.
  public var buildStep: Int64
  /// The cell that it saw.
  public var buildBox: Box
  /// The cell of the step before the last.
  public var previousBox: Box
  /// The step at which some rank wants the next build; nil if none does.
  public var notice: Int64?
  /// Builds in the current run.
  public var builds: Int
  /// Builds that may have come too late.
  public var dangerous: Int
  /// Whether the next build is late already.
  public var isLate: Bool
  /// Whether the next step builds in any case.
  public var needsRebuild: Bool
  /// Whether a balance is due with it.
  public var balances: Bool
  /// See ``SystemState/lastImbalance``.
  public var imbalance: Double
  /// The counts of warnings.
  var extrapolations: [Double]
  /// The grid of ranks.
  public var grid: SIMD3<Int>
  /// Where x, y and z are cut.
  public var cuts: [[Double]]

  public static func == (a: Self, b: Self) -> Bool {
    // Everything is in the numbers.
    a.numbers.map(\.bitPattern) == b.numbers.map(\.bitPattern)
  }
}

extension SimulationPhase {
  /// All of it as numbers. Whole numbers are exact up to 2⁵³.
  public var numbers: [Double] {
    var result = [clock.time, Double(clock.step), Double(buildStep)]
    result += buildBox.shape + previousBox.shape
    result += [Double(notice ?? -1), Double(builds), Double(dangerous), imbalance]
    result += [isLate, needsRebuild, balances].map { $0 ? 1 : 0 }
    result += extrapolations
    result += (0..<3).map { Double(grid[$0]) }
    return result + cuts.flatMap { $0 }
  }

  /// The phase of such numbers, for a box with such boundaries; nil if they make no sense.
  public init?(_ numbers: [Double], boundaries: Boundaries, isTriclinic: Bool) {
    var rest = numbers[...]
    func take() -> Double { rest.popFirst() ?? .nan }
    func whole() -> Int64 { Int64(clamped: take()) }
    func vector() -> Vector3 { Vector3(take(), take(), take()) }
    func box() -> Box {
      Box(
        lower: vector(), lengths: vector(), tilts: vector(), isTriclinic: isTriclinic,
        boundaries: boundaries)
    }
    guard numbers.count >= 35, numbers.allSatisfy(\.isFinite) else { return nil }
    clock = (take(), whole())
    buildStep = whole()
    buildBox = box()
    previousBox = box()
    let notice = whole()
    self.notice = notice < 0 ? nil : notice
    (builds, dangerous, imbalance) = (Int(whole()), Int(whole()), take())
    (isLate, needsRebuild, balances) = (take() != 0, take() != 0, take() != 0)
    extrapolations = [take(), take(), take(), take()]
    grid = SIMD3(Int(whole()), Int(whole()), Int(whole()))
    guard buildBox.lengths.min() > 0, grid.min() > 0, grid.max() <= rest.count else { return nil }
    cuts = []
    for d in 0..<3 {
      let positions = Array(rest.prefix(grid[d] + 1))
      rest = rest.dropFirst(grid[d] + 1)
      guard positions.count == grid[d] + 1, positions.first == 0, positions.last == 1,
        zip(positions, positions.dropFirst()).allSatisfy({ $0 < $1 })
      else { return nil }
      cuts.append(positions)
    }
    guard rest.isEmpty else { return nil }
  }
}
