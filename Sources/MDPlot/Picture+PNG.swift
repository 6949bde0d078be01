import Foundation

extension Picture {
  /// The picture as a PNG file, with smooth edges.
  ///
  /// - Parameter scale: pixels of the file for each pixel of the screen; 2 is sharp on paper at
  ///   column width and on dense screens.
  public func png(scale: Double = 2) -> [UInt8] {
    var raster = Raster(
      width: max(1, Int((width * scale).rounded())), height: max(1, Int((height * scale).rounded()))
    )
    for primitive in primitives { draw(primitive, into: &raster, scale) }
    return PNGFile.bytes(of: raster, dotsPerInch: 96 * scale)
  }

  private func draw(_ primitive: Primitive, into raster: inout Raster, _ scale: Double) {
    switch primitive {
    case .line(let places, let stroke):
      let outlines = Outlines.stroke(
        places.map { $0 * scale }, width: stroke.width * scale,
        dashes: stroke.dashes.map { $0 * scale })
      raster.fill(outlines, stroke.color, opacity: 1)
    case .area(let places, let color, let opacity):
      raster.fill([places.map { $0 * scale }], color, opacity: opacity)
    case .dots(let places, let radius, let color, let opacity):
      for chunk in stride(from: 0, to: places.count, by: 4096) {
        let part = places[chunk..<min(chunk + 4096, places.count)]
        let discs = part.map { Outlines.disc($0 * scale, radius * scale) }
        raster.fill(discs, color, opacity: opacity)
      }
    case .label(let label): draw(label, into: &raster, scale)
    }
  }

  private func draw(_ label: Label, into raster: inout Raster, _ scale: Double) {
    let (lines, width) = StrokeFont.layout(label.text)
    let shift =
      switch label.anchor {
      case .start: 0.0
      case .middle: -width / 2
      case .end: -width
      }
    // Letters are drawn with y up; the picture has y down.
    let placed = lines.map { line in
      line.map { point -> Place in
        let x = (point.x + shift) * label.size, y = -point.y * label.size
        let turned = label.upwards ? Place(y, -x) : Place(x, y)
        return (label.place + turned) * scale
      }
    }
    let pen = label.size * scale * (label.bold ? 0.105 : 0.076)
    if label.halo {
      let border = placed.flatMap { Outlines.stroke($0, width: pen + 4 * scale, round: true) }
      raster.fill(border, .white, opacity: 1)
    }
    let letters = placed.flatMap { Outlines.stroke($0, width: pen, round: true) }
    raster.fill(letters, label.color, opacity: 1)
  }
}
