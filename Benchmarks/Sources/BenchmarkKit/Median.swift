/// The middle of the sorted values, the mean of the two middle ones if their number is even; 0 of
/// none.
public func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return 0 }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Half the distance between the quartiles, as a part of the median.
public func spread(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard sorted.count > 1 else { return 0 }
  func quantile(_ part: Double) -> Double {
    let place = part * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
  }
  return 0.5 * (quantile(0.75) - quantile(0.25)) / median(sorted)
}
