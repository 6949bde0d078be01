import Foundation
import MDCore

/// The functions of numbers that formulas may call.
enum MathFunction: String, CaseIterable, Sendable {
  case sqrt, exp, ln, log, abs, sin, cos, tan, asin, acos, atan, atan2
  case random, normal, ceil, floor, round
  case ramp, stagger, logfreq, logfreq2, logfreq3, stride, stride2, vdisplace, swiggle, cwiggle

  /// How many values the function takes.
  var argumentCount: Int {
    switch self {
    case .sqrt, .exp, .ln, .log, .abs, .sin, .cos, .tan, .asin, .acos, .atan, .ceil, .floor,
      .round:
      1
    case .atan2, .ramp, .stagger, .vdisplace: 2
    case .random, .normal, .logfreq, .logfreq2, .logfreq3, .stride, .swiggle, .cwiggle: 3
    case .stride2: 6
    }
  }

  /// The value of a function of numbers alone; nil for those that need the run or random numbers.
  func value(_ x: [Double]) throws(InputError) -> Double? {
    switch self {
    case .sqrt:
      try demand(x[0] >= 0, "must not be below zero", x[0])
      return x[0].squareRoot()
    case .exp: return Foundation.exp(x[0])
    case .ln:
      try demand(x[0] > 0, "must be above zero", x[0])
      return Foundation.log(x[0])
    case .log:
      try demand(x[0] > 0, "must be above zero", x[0])
      return Foundation.log10(x[0])
    case .abs: return Swift.abs(x[0])
    case .sin: return Foundation.sin(x[0])
    case .cos: return Foundation.cos(x[0])
    case .tan: return Foundation.tan(x[0])
    case .asin:
      try demand(Swift.abs(x[0]) <= 1, "must lie between -1 and 1", x[0])
      return Foundation.asin(x[0])
    case .acos:
      try demand(Swift.abs(x[0]) <= 1, "must lie between -1 and 1", x[0])
      return Foundation.acos(x[0])
    case .atan: return Foundation.atan(x[0])
    case .atan2: return Foundation.atan2(x[0], x[1])
    case .ceil: return Foundation.ceil(x[0])
    case .floor: return Foundation.floor(x[0])
    case .round:
      // Halves go up, also below zero.
      let down = Foundation.floor(x[0])
      return x[0] - down >= 0.5 ? Foundation.ceil(x[0]) : down
    default: return nil
    }
  }

  /// The value of a function that moves along a run: time is counted from its start.
  func value(_ x: [Double], step: Int, in run: RunInterval?) throws(InputError) -> Double? {
    switch self {
    case .ramp, .vdisplace, .swiggle, .cwiggle: break
    default: return nil
    }
    guard let run else { throw InputError("\(rawValue)() has a value only during a run") }
    let steps = Double(step - run.first)
    let time = steps * run.timestep
    switch self {
    case .ramp:
      let part = steps == 0 ? 0 : steps / Double(run.last - run.first)
      return x[0] + part * (x[1] - x[0])
    case .vdisplace: return x[0] + x[1] * time
    default:
      try demand(x[2] != 0, "has a period, the last value, that must not be zero", x[2])
      let phase = 2 * Double.pi / x[2] * time
      return x[0] + x[1] * (self == .swiggle ? Foundation.sin(phase) : 1 - Foundation.cos(phase))
    }
  }

  /// The next step at which something is due, after a step; nil for functions that are no schedule.
  func nextStep(after step: Int, _ x: [Double]) throws(InputError) -> Double? {
    let n = x.map { Int(Int64(clamped: $0)) }
    switch self {
    case .stagger:
      try demand(n[1] > 0 && n[0] > n[1], "takes x > y > 0", x[0])
      let lower = step / n[0] * n[0]
      return Double(lower + (step - lower < n[1] ? n[1] : n[0]))
    case .logfreq: return try logarithmic(step, n)
    case .logfreq2: return try logarithmicParts(step, n)
    case .logfreq3: return try logarithmicPoints(step, n)
    case .stride:
      try demand(n[0] >= 0 && n[2] > 0 && n[0] <= n[1], "takes 0 <= x <= y and z > 0", x[0])
      if step < n[0] { return Double(n[0]) }
      let next = step < n[1] ? onGrid(from: n[0], by: n[2], after: step) : .max
      return next > n[1] ? Double(Int.max) : Double(next)
    case .stride2: return try doubleStride(step, n)
    default: return nil
    }
  }

  private func onGrid(from start: Int, by spacing: Int, after step: Int) -> Int {
    start + (step - start) / spacing * spacing + spacing
  }

  /// x, 2x, … yx, then the same at z times the scale, and so on.
  private func logarithmic(_ step: Int, _ n: [Int]) throws(InputError) -> Double {
    try demand(n.allSatisfy { $0 > 0 } && n[1] < n[2], "takes x, y, z > 0 and y < z", Double(n[1]))
    if step < n[0] { return Double(n[0]) }
    var scale = n[0]
    while step / n[2] >= scale { scale *= n[2] }
    let multiple = step / scale
    return Double(multiple < n[1] ? (multiple + 1) * scale : scale * n[2])
  }

  /// y even parts of every interval from x·zᵏ to x·zᵏ⁺¹.
  private func logarithmicParts(_ step: Int, _ n: [Int]) throws(InputError) -> Double {
    // With z = 1 the intervals are empty and no step would ever be found.
    try demand(n.allSatisfy { $0 > 0 } && n[2] > 1, "takes x, y > 0 and z > 1", Double(n[2]))
    var next = Double(n[0])
    var part = Double(n[0]) * Double(n[2] - 1) / Double(n[1])
    var count = 0
    while Double(step) >= next {
      next += part
      count += 1
      if count % n[1] == 0 { part *= Double(n[2]) }
    }
    return Foundation.ceil(next)
  }

  /// y points from x to z, evenly spaced on a logarithmic scale and at least one step apart.
  private func logarithmicPoints(_ step: Int, _ n: [Int]) throws(InputError) -> Double {
    try demand(
      n[0] > 0 && n[1] > 1 && n[2] > 0 && n[2] - n[0] + 1 >= n[1],
      "takes x, z > 0, y > 1 and z - x + 1 >= y", Double(n[1]))
    guard step <= n[2] else { throw InputError("logfreq3() is asked beyond its last step \(n[2])") }
    var next = Double(n[0])
    if step < n[0] { return next }
    var even = next
    var dense = n[0]
    let factor = Foundation.pow(Double(n[2]) / Double(n[0]), 1 / Double(n[1] - 1))
    while Double(step) >= next {
      even *= factor
      dense += 1
      // Rounding may put the last point one step beyond z.
      let rounded = Foundation.ceil(even)
      next =
        Double(dense) > even ? Double(dense) : rounded - Double((Int(rounded) - 1) / n[2])
    }
    return next
  }

  /// A stride with a finer one inside it.
  private func doubleStride(_ step: Int, _ n: [Int]) throws(InputError) -> Double {
    try demand(
      0 <= n[0] && n[0] <= n[3] && n[3] <= n[4] && n[4] <= n[1] && n[2] > 0 && n[5] > 0,
      "takes 0 <= x <= a <= b <= y, z > 0 and c > 0", Double(n[0]))
    if step < n[0] { return Double(n[0]) }
    if step >= n[1] { return Double(Int.max) }
    if step >= n[3], step <= n[4] {
      let inner = onGrid(from: n[3], by: n[5], after: step)
      if inner <= n[4] { return Double(inner) }
      let outer = onGrid(from: n[0], by: n[2], after: n[4])
      return outer > n[1] ? Double(Int.max) : Double(outer)
    }
    let outer = onGrid(from: n[0], by: n[2], after: step)
    return Double(step < n[3] ? min(outer, n[3]) : outer)
  }

  private func demand(_ holds: Bool, _ rule: String, _ value: Double) throws(InputError) {
    guard holds else { throw InputError("\(rawValue)(): \(rule); the value is \(value)") }
  }
}
