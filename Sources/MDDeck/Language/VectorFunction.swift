/// The functions that make one number of a vector of a compute or fix: `c_ID`, or a column `c_ID[i]`.
enum VectorFunction: String, CaseIterable, Sendable {
  case sum, min, max, ave, trap, slope

  /// The value for a vector that is not empty.
  func value(_ v: [Double]) -> Double {
    switch self {
    case .sum: return v.reduce(0, +)
    case .min: return v.min() ?? 0
    case .max: return v.max() ?? 0
    case .ave: return v.reduce(0, +) / Double(v.count)
    // The ends count half: values a distance of 1 apart.
    case .trap: return v.reduce(0, +) - 0.5 * (v[0] + v[v.count - 1])
    case .slope: return slope(v)
    }
  }

  /// The slope of the straight line with the least squares through values at 0, 1, 2 …
  private func slope(_ v: [Double]) -> Double {
    let count = Double(v.count)
    var (x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0)
    for (i, value) in v.enumerated() {
      let place = Double(i)
      x += place
      y += value
      xx += place * place
      xy += place * value
    }
    let denominator = count * xx - x * x
    return denominator == 0 ? 0 : (count * xy - x * y) / denominator
  }
}
