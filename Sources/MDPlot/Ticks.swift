import Foundation

/// Places along an axis and what is written there.
struct Ticks {
  let values: [Double]
  let labels: [String]

  /// Round values, about so many, over a range: steps of 1, 2 or 5 times a power of ten.
  static func linear(_ range: ClosedRange<Double>, about count: Int) -> Ticks {
    let step = niceStep(range, about: count)
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return Ticks(values: [], labels: []) }
    let values = (0...Int(last - first)).map { (first + Double($0)) * step }
    return Ticks(values: values, labels: values.map { number($0, step: step) })
  }

  /// The round step of `linear`.
  static func niceStep(_ range: ClosedRange<Double>, about count: Int) -> Double {
    let raw = (range.upperBound - range.lowerBound) / Double(max(1, count))
    let power = pow(10, log10(raw).rounded(.down))
    let step = [1, 2, 5, 10].first { $0 * power >= raw * 0.75 } ?? 10
    return step * power
  }

  /// Powers of ten; between them 2 and 5 where there are few.
  static func logarithmic(_ range: ClosedRange<Double>, about count: Int) -> Ticks {
    let low = Int((log10(range.lowerBound) - 1e-9).rounded(.down))
    let high = Int((log10(range.upperBound) + 1e-9).rounded(.up))
    let decades = log10(range.upperBound / range.lowerBound)
    let stride = max(1, Int((decades / Double(count)).rounded(.up)))
    let factors: [Double] = decades < 2.5 ? [1, 2, 5] : [1]
    var values: [Double] = []
    for exponent in low...max(low, high) where exponent % stride == 0 {
      values += factors.map { $0 * pow(10, Double(exponent)) }
    }
    values = values.filter {
      $0 >= range.lowerBound * 0.999999 && $0 <= range.upperBound * 1.000001
    }
    if values.count < 2 { return linear(range, about: count) }
    let plain = range.lowerBound >= 0.00999 && range.upperBound <= 10001
    let labels = values.map { plain ? number($0, step: min($0, 1)) : power($0) }
    return Ticks(values: values, labels: labels)
  }

  /// A number with the decimals that its step needs; very large or small ones with a power of ten.
  static func number(_ value: Double, step: Double) -> String {
    let size = abs(value)
    if size < step * 1e-6 { return "0" }
    if size >= 99_999.5 || (size < 1e-3 && step < 1e-3) {
      let exponent = Int(log10(size * (1 + 1e-12)).rounded(.down))
      let unit = pow(10, Double(exponent))
      return "\(number(value / unit, step: min(1, step / unit)))×10\(superscript(exponent))"
    }
    var decimals = 0
    while decimals < 8, !isWhole(step * pow(10, Double(decimals))) { decimals += 1 }
    return String(format: "%.\(decimals)f", value).replacing("-", with: "−")
  }

  private static func isWhole(_ value: Double) -> Bool {
    abs(value.rounded() - value) <= value * 1e-6
  }

  private static func power(_ value: Double) -> String {
    let exponent = Int(log10(value * (1 + 1e-12)).rounded(.down))
    let factor = Int((value / pow(10, Double(exponent))).rounded())
    return (factor == 1 ? "" : "\(factor)×") + "10" + superscript(exponent)
  }

  private static func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (number < 0 ? "⁻" : "")
      + String(String(abs(number)).map { digits[$0.wholeNumberValue ?? 0] })
  }
}
