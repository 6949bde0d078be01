import MDCore
import MDDomain
import MDPlot
import MDTrajectory

/// ⟨|r(t + τ) − r(t)|²⟩ over atoms and all origins t, and the diffusion coefficient of its slope.
struct MeanSquareDisplacement: Quantity {
  private var window: LagWindow
  private var names: [String] = []
  private var sums = ExactSums(0)
  private var counts = Counts(0)
  private var last: [Vector3] = []
  private var path: [Vector3] = []
  private var hasImages = true

  var followsAtoms: Bool { true }

  init(longest: Int) { window = LagWindow(longest: longest) }

  mutating func prepare(_ frame: Frame) {
    names = frame.speciesNames
    sums = ExactSums(names.count * (window.longest + 1))
    counts = Counts(names.count * (window.longest + 1))
  }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) throws {
    guard try !window.isRepeated(snapshot) else { return }
    let frame = snapshot.frame
    let range = share.range(frame.count)
    let places = paths(frame, range)
    let kinds = names.count
    var sums = self.sums, counts = self.counts
    window.add(places) { lag, earlier in
      guard earlier.count == places.count else { return }
      for (i, atom) in range.enumerated() {
        let way = places[i] - earlier[i]
        let place = lag * kinds + Int(frame.species[atom])
        sums.add(way.dot(way), at: place)
        counts[place] += 1
      }
    }
    (self.sums, self.counts) = (sums, counts)
  }

  /// Where atoms are without jumps: from the file's images, or else by the shortest way from frame to
  /// frame.
  private mutating func paths(_ frame: Frame, _ range: Range<Int>) -> [Vector3] {
    if frame.images != nil { return range.map { frame.unwrapped($0) } }
    hasImages = false
    let places = range.map { frame.positions[$0] }
    defer { last = places }
    guard path.count == places.count else {
      path = places
      return path
    }
    for i in places.indices {
      var s = frame.box.fractionalDisplacement(places[i] - last[i])
      for d in 0..<3 where frame.box.isPeriodic(d) { s[d] -= s[d].rounded() }
      path[i] += frame.box.cartesianDisplacement(s)
    }
    return path
  }

  mutating func combine(_ communicator: any Communicator) {
    sums.combine(communicator)
    counts.combine(communicator)
  }

  /// ⟨Δr²⟩ at a lag, of one kind or of all atoms.
  private func mean(_ lag: Int, _ kind: Int?) -> Double {
    let places = kind.map { [$0] } ?? Array(names.indices)
    let sum = places.reduce(0) { $0 + sums[lag * names.count + $1] }
    let count = places.reduce(0) { $0 + counts[lag * names.count + $1] }
    return count > 0 ? sum / Double(count) : .nan
  }

  func result() throws -> AnalysisResult {
    var result = AnalysisResult("msd")
    guard let spacing = window.spacing else {
      throw InputError("msd needs two frames at different times")
    }
    let lags = (0...window.longest).filter { lag in
      lag == 0 || names.indices.contains { counts[lag * names.count + $0] > 0 }
    }
    let times = lags.map { Double($0) * spacing }
    let all = lags.map { $0 == 0 ? 0 : mean($0, nil) }
    var columns = ["t (ps)", "msd (Å²)"]
    var data = [times, all]
    var series = [Series(names.count > 1 ? "all" : "", x: times, y: all)]
    if names.count > 1 {
      for kind in names.indices {
        let own = lags.map { $0 == 0 ? 0 : mean($0, kind) }
        columns.append("msd \(names[kind]) (Å²)")
        data.append(own)
        series.append(Series(names[kind], x: times, y: own))
      }
    }
    result.tables = [AnalysisTable(name: "msd", columns: columns, rows: transposed(data))]
    result.charts = [
      Chart(
        "Mean-square displacement", x: Axis("t", unit: "ps", from: 0),
        y: Axis("⟨Δr²⟩", unit: "Å²", from: 0), series: series)
    ]
    addDiffusion(times, all, to: &result)
    if !hasImages {
      result.notes.append(
        "the file has no image counts: paths were followed by the shortest way between frames, which is right while no atom moves half a box from frame to frame"
      )
    }
    if window.skipped > 0 {
      result.notes.append("\(window.skipped) frames repeat the moment before and were left out")
    }
    return result
  }

  /// D = slope / 6 (Einstein), the slope by least squares over the second to eighth tenth of the lags.
  private func addDiffusion(_ t: [Double], _ y: [Double], to result: inout AnalysisResult) {
    let low = t.count / 5, high = max(low + 2, t.count * 4 / 5)
    guard high <= t.count, high - low >= 2 else { return }
    let ts = t[low..<high], ys = y[low..<high]
    let n = Double(ts.count)
    let (mt, my) = (ts.reduce(0, +) / n, ys.reduce(0, +) / n)
    let above = zip(ts, ys).reduce(0) { $0 + ($1.0 - mt) * ($1.1 - my) }
    let below = ts.reduce(0) { $0 + ($1 - mt) * ($1 - mt) }
    guard below > 0 else { return }
    let slope = above / below
    result.charts[0].references.append(Reference(.slope(slope, intercept: my - slope * mt), "fit"))
    result.numbers = [
      // 1 Å²/ps is 10⁻⁴ cm²/s.
      AnalysisNumber(name: "diffusion coefficient", value: slope / 6 * 1e-4, unit: "cm²/s")
    ]
  }
}
