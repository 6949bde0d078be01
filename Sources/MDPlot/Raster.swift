import Foundation

/// Pixels, red, green and blue, that areas are filled into with smooth edges.
struct Raster {
  let width, height: Int
  private(set) var pixels: [UInt8]
  private var coverage: [Float]

  /// White pixels.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = Array(repeating: 255, count: 3 * width * height)
    coverage = Array(repeating: 0, count: width + 2)
  }

  /// Fills what lies inside any of the closed outlines (the winding number is not zero, so outlines
  /// that overlap are filled once).
  mutating func fill(_ outlines: [[Place]], _ color: Color, opacity: Double) {
    var crossings = Crossings()
    guard let rows = crossings.collect(outlines, height: height) else { return }
    for row in rows {
      var low = width, high = -1
      for sample in 0..<Crossings.samples {
        crossings.forEachSpan(line: row * Crossings.samples + sample) { from, to in
          let a = max(0, from), b = min(Double(width), to)
          guard b > a else { return }
          low = min(low, Int(a))
          high = max(high, min(width - 1, Int(b)))
          cover(from: a, to: b)
        }
      }
      if high >= low { blend(row, low...high, color, opacity) }
    }
  }

  /// Adds one sample line's span to the coverage of its pixels, with the share of the first and last.
  private mutating func cover(from a: Double, to b: Double) {
    let weight = 1 / Float(Crossings.samples)
    let first = Int(a), last = Int(b)
    if first == last {
      coverage[first] += weight * Float(b - a)
      return
    }
    coverage[first] += weight * Float(Double(first + 1) - a)
    var x = first + 1
    while x < last {
      coverage[x] += weight
      x += 1
    }
    if last < width { coverage[last] += weight * Float(b - Double(last)) }
  }

  private mutating func blend(
    _ row: Int, _ columns: ClosedRange<Int>, _ color: Color, _ opacity: Double
  ) {
    let parts = (Float(color.red), Float(color.green), Float(color.blue))
    var place = 3 * (row * width + columns.lowerBound)
    for column in columns {
      let share = min(1, coverage[column]) * Float(opacity)
      coverage[column] = 0
      if share > 0 {
        pixels[place] = mix(pixels[place], parts.0, share)
        pixels[place + 1] = mix(pixels[place + 1], parts.1, share)
        pixels[place + 2] = mix(pixels[place + 2], parts.2, share)
      }
      place += 3
    }
  }

  private func mix(_ below: UInt8, _ above: Float, _ share: Float) -> UInt8 {
    UInt8((Float(below) + (above - Float(below)) * share).rounded())
  }
}
