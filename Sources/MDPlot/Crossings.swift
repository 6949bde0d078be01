import Foundation

/// Where outlines cross the sample lines of a raster, several lines to a row of pixels.
struct Crossings {
  /// Sample lines in a row of pixels.
  static let samples = 8

  private struct Crossing {
    let x: Double
    let direction: Int32
  }

  private var starts: [Int] = []
  private var crossings: [Crossing] = []
  private var firstLine = 0

  /// Finds the crossings of closed outlines; the rows of pixels that they touch, nil if none.
  mutating func collect(_ outlines: [[Place]], height: Int) -> Range<Int>? {
    var low = Double.infinity, high = -Double.infinity
    for outline in outlines {
      for place in outline where place.y.isFinite && place.x.isFinite {
        low = min(low, place.y)
        high = max(high, place.y)
      }
    }
    let first = max(0, Int(max(low, -1e6).rounded(.down)))
    let last = min(height - 1, Int(min(high, 1e6).rounded(.down)))
    guard low <= high, first <= last else { return nil }
    firstLine = first * Self.samples
    let count = (last - first + 1) * Self.samples
    starts = Array(repeating: 0, count: count + 1)
    eachCrossing(outlines, count) { line, _ in starts[line + 1] += 1 }
    for line in 0..<count { starts[line + 1] += starts[line] }
    crossings = Array(repeating: Crossing(x: 0, direction: 0), count: starts[count])
    var next = starts
    eachCrossing(outlines, count) { line, crossing in
      crossings[next[line]] = crossing
      next[line] += 1
    }
    return first..<last + 1
  }

  private func eachCrossing(
    _ outlines: [[Place]], _ count: Int, _ body: (Int, Crossing) -> Void
  ) {
    let samples = Double(Self.samples)
    for outline in outlines {
      guard var a = outline.last else { continue }
      for b in outline {
        defer { a = b }
        let (top, bottom) = a.y < b.y ? (a, b) : (b, a)
        guard bottom.y > top.y, top.x.isFinite, bottom.x.isFinite else { continue }
        // Sample line n lies at (n + ½) / samples.
        let offset = Double(firstLine) + 0.5
        let from = max(0, (top.y * samples - offset).rounded(.up))
        let to = min(Double(count), (bottom.y * samples - offset).rounded(.up))
        guard from < to else { continue }
        let slope = (bottom.x - top.x) / (bottom.y - top.y)
        for line in Int(from)..<Int(to) {
          let y = (Double(line) + offset) / samples
          body(line, Crossing(x: top.x + slope * (y - top.y), direction: a.y < b.y ? 1 : -1))
        }
      }
    }
  }

  /// Calls with each stretch of a sample line that lies inside.
  mutating func forEachSpan(line: Int, _ body: (Double, Double) -> Void) {
    let range = starts[line - firstLine]..<starts[line - firstLine + 1]
    guard range.count > 1 else { return }
    crossings[range].sort { $0.x < $1.x }
    var winding: Int32 = 0
    var start = 0.0
    for crossing in crossings[range] {
      if winding == 0 { start = crossing.x }
      winding += crossing.direction
      if winding == 0 { body(start, crossing.x) }
    }
  }
}
