/// A rectangle along the axes.
struct Frame {
  let low, high: Place

  /// Whether a place lies inside or on the border.
  func contains(_ place: Place) -> Bool {
    place.x >= low.x - 0.01 && place.x <= high.x + 0.01 && place.y >= low.y - 0.01
      && place.y <= high.y + 0.01
  }

  /// The pieces of a line that lie inside (Liang and Barsky, 1984); places that are not finite part it.
  func clip(_ places: [Place]) -> [[Place]] {
    var pieces: [[Place]] = []
    for (a, b) in zip(places, places.dropFirst()) {
      guard let (p, q) = clip(a, b) else { continue }
      if let last = pieces.last?.last, last == p {
        pieces[pieces.count - 1].append(q)
      } else {
        pieces.append([p, q])
      }
    }
    return pieces
  }

  private func clip(_ a: Place, _ b: Place) -> (Place, Place)? {
    guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite else { return nil }
    let d = b - a
    var enter = 0.0, leave = 1.0
    for (p, q) in [
      (-d.x, a.x - low.x), (d.x, high.x - a.x), (-d.y, a.y - low.y), (d.y, high.y - a.y),
    ] {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    guard enter <= leave else { return nil }
    return (enter == 0 ? a : a + d * enter, leave == 1 ? b : a + d * leave)
  }
}
