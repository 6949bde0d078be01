import MDCore

extension HelperEncoder {
  mutating func write(_ frame: Frame) {
    write(frame.number)
    write(optional: frame.step)
    write(optional: frame.time)
    write(optional: frame.energy)
    write(frame.box.lower)
    write(frame.box.lengths)
    write(frame.box.tilts)
    write(frame.box.isTriclinic)
    for d in 0..<3 { write(frame.box.isPeriodic(d)) }
    write(frame.ids)
    write(frame.species)
    write(frame.speciesNames)
    // A mass that is not known travels as what no mass is.
    write(frame.masses.map { $0 ?? .nan })
    write(frame.positions)
    write(optional: frame.images)
    write(optional: frame.velocities)
  }
}

extension HelperDecoder {
  /// A frame whose parts fit together.
  mutating func frame() throws(Malformed) -> Frame {
    let number = try value(Int.self)
    let (step, time, energy) = (
      try optional(Int64.self), try optional(Double.self), try optional(Double.self)
    )
    let (lower, lengths, tilts) = (
      try value(Vector3.self), try value(Vector3.self), try value(Vector3.self)
    )
    let isTriclinic = try flag()
    var faces: [Boundary] = []
    for _ in 0..<3 { faces.append(try flag() ? .periodic : .fixed) }
    var frame = Frame(
      number: number,
      box: Box(
        lower: lower, lengths: lengths, tilts: tilts, isTriclinic: isTriclinic,
        boundaries: Boundaries(x: faces[0], y: faces[1], z: faces[2])))
    (frame.step, frame.time, frame.energy) = (step, time, energy)
    frame.ids = try values()
    frame.species = try values()
    frame.speciesNames = try texts()
    frame.masses = try values(Double.self).map { $0.isNaN ? nil : $0 }
    frame.positions = try values()
    frame.images = try flag() ? try values() : nil
    frame.velocities = try flag() ? try values() : nil
    let kinds = Int32(clamping: frame.speciesNames.count)
    guard frame.ids.count == frame.count, frame.species.count == frame.count,
      frame.species.allSatisfy({ (0..<kinds).contains($0) }), frame.masses.count == kinds,
      frame.images.map({ $0.count == frame.count }) ?? true,
      frame.velocities.map({ $0.count == frame.count }) ?? true
    else { throw Malformed() }
    return frame
  }
}
