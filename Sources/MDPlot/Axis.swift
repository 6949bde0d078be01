import Foundation

/// One of the two directions of a chart.
public struct Axis: Sendable {
  /// How values lie along it.
  public enum Scale: Sendable {
    case linear, logarithmic
  }

  /// What it shows.
  public var name: String
  /// The unit, written behind the name in brackets; nil for pure numbers.
  public var unit: String?
  /// How values lie along it.
  public var scale: Scale
  /// What it covers; nil for all the data. Either end may be left to the data.
  public var range: AxisRange
  /// Values to mark and what is written there, instead of round numbers.
  public var categories: [(value: Double, label: String)]?

  /// An axis.
  public init(
    _ name: String, unit: String? = nil, scale: Scale = .linear, from: Double? = nil,
    to: Double? = nil, categories: [(value: Double, label: String)]? = nil
  ) {
    self.name = name
    self.unit = unit
    self.scale = scale
    range = AxisRange(from: from, to: to)
    self.categories = categories
  }

  /// Name and unit.
  var title: String { unit.map { "\(name) (\($0))" } ?? name }

  /// The ends that the axis gets for these data.
  func covering(_ values: [Double]) -> ClosedRange<Double> {
    let usable = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    var low = range.from ?? usable.min() ?? (scale == .linear ? 0 : 1)
    var high = range.to ?? usable.max() ?? (scale == .linear ? 1 : 10)
    if scale == .logarithmic {
      low = max(low, .leastNormalMagnitude * 1e10)
      high = max(high, low * 1.0001)
      // Room of a twentieth at each end that the data decide.
      let room = pow(high / low, 0.05)
      return (range.from == nil ? low / room : low)...(range.to == nil ? high * room : high)
    }
    if high <= low {
      let half = max(abs(low) * 0.05, 1e-12)
      (low, high) = (range.from ?? low - half, max(range.to ?? high + half, low + half))
    }
    // Zero stays the end of quantities that start there.
    let room = (high - low) * 0.05
    let tight = categories == nil ? room : 0
    if range.from == nil { low -= low == 0 ? 0 : tight }
    if range.to == nil { high += high == 0 ? 0 : tight }
    return low...high
  }

  /// The share of the way from the low end to the high one.
  func share(of value: Double, in range: ClosedRange<Double>) -> Double {
    switch scale {
    case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      value > 0
        ? log(value / range.lowerBound) / log(range.upperBound / range.lowerBound) : -.infinity
    }
  }

  /// The marks for these ends.
  func ticks(in range: ClosedRange<Double>, about count: Int) -> Ticks {
    if let categories {
      let inside = categories.filter { range.contains($0.value) }
      return Ticks(values: inside.map(\.value), labels: inside.map(\.label))
    }
    return scale == .linear
      ? .linear(range, about: count) : .logarithmic(range, about: count)
  }
}

/// The ends of an axis that are fixed.
public struct AxisRange: Sendable {
  /// The low and the high end; nil leaves it to the data.
  public var from, to: Double?

  /// The two ends.
  public init(from: Double? = nil, to: Double? = nil) {
    self.from = from
    self.to = to
  }
}
