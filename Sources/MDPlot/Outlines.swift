import Foundation

/// Closed outlines of what a pen or a stamp covers, all turning the same way.
enum Outlines {
  /// The outlines of a line of some thickness: a box for each piece, a disc at each bend.
  static func stroke(_ places: [Place], width: Double, dashes: [Double] = [], round: Bool = false)
    -> [[Place]]
  {
    let pieces = dashes.isEmpty ? [places] : dashed(places, dashes)
    return pieces.flatMap { solid($0, width / 2, round: round) }
  }

  private static func solid(_ places: [Place], _ radius: Double, round: Bool) -> [[Place]] {
    var outlines: [[Place]] = []
    outlines.reserveCapacity(2 * places.count)
    for (a, b) in zip(places, places.dropFirst()) {
      let along = b - a
      let length = (along * along).sum().squareRoot()
      guard length > 0 else { continue }
      let across = Place(-along.y, along.x) * (radius / length)
      outlines.append([a - across, b - across, b + across, a + across])
    }
    let joints = round ? places[...] : places.dropFirst().dropLast()
    for place in joints { outlines.append(disc(place, radius)) }
    return outlines
  }

  /// A disc as a polygon that is round to a tenth of a pixel.
  static func disc(_ center: Place, _ radius: Double) -> [Place] {
    let corners = max(8, Int((2.2 * .pi * radius.squareRoot() * 1.6).rounded(.up)))
    return (0..<corners).map { corner in
      let angle = 2 * .pi * Double(corner) / Double(corners)
      return center + Place(cos(angle), sin(angle)) * radius
    }
  }

  /// The full pieces of a dashed line.
  private static func dashed(_ places: [Place], _ dashes: [Double]) -> [[Place]] {
    guard var place = places.first, dashes.allSatisfy({ $0 > 0 }) else { return [places] }
    var pieces: [[Place]] = []
    var index = 0, left = dashes[0]
    var piece = [place]
    for next in places.dropFirst() {
      while true {
        let along = next - place
        let length = (along * along).sum().squareRoot()
        if length <= left {
          left -= length
          piece.append(next)
          place = next
          break
        }
        place += along * (left / length)
        piece.append(place)
        if index % 2 == 0 { pieces.append(piece) }
        index += 1
        left = dashes[index % dashes.count]
        piece = [place]
      }
    }
    if index % 2 == 0, piece.count > 1 { pieces.append(piece) }
    return pieces
  }
}
