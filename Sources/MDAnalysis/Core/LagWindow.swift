import MDCore
import MDTrajectory

/// The last frames' vectors of this rank's atoms, for averages over all pairs of frames a lag apart: as
/// many frames as the longest lag are kept, however long the trajectory is.
struct LagWindow {
  /// The longest lag in frames.
  let longest: Int
  private var kept: [[Vector3]] = []
  private var next = 0
  private var count = 0
  private(set) var times: [Double] = []
  private var lastTime: Double?
  private(set) var spacing: Double?
  private(set) var skipped = 0

  init(longest: Int) {
    self.longest = max(1, longest)
    kept = Array(repeating: [], count: self.longest)
  }

  /// Whether a frame comes at the same moment as the one before, as where one run ends and the next
  /// begins; checks that frames are evenly spaced.
  mutating func isRepeated(_ snapshot: Snapshot) throws -> Bool {
    guard let time = snapshot.time else {
      throw InputError(
        "frame \(snapshot.frame.number) has neither time nor step, which correlations in time need")
    }
    defer { lastTime = time }
    guard let lastTime else { return false }
    let own = time - lastTime
    if abs(own) <= 1e-9 * max(1, abs(time)) {
      skipped += 1
      return true
    }
    if let spacing {
      guard abs(own - spacing) <= 1e-5 * spacing + 1e-9 * abs(time) else {
        throw InputError(
          "frame \(snapshot.frame.number) comes \(own) ps after the one before, the earlier ones \(spacing) ps: correlations in time need even spacing; choose a stretch with -from and -to"
        )
      }
    } else {
      spacing = own
    }
    return false
  }

  /// Calls with the vectors of each earlier frame and its lag, then keeps these.
  mutating func add(_ vectors: [Vector3], _ body: (Int, [Vector3]) -> Void) {
    for lag in stride(from: 1, through: count, by: 1) {
      body(lag, kept[(next - lag + 2 * longest) % longest])
    }
    kept[next] = vectors
    next = (next + 1) % longest
    count = min(count + 1, longest)
  }
}
