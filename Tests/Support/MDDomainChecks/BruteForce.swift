import MDCore

/// A neighbour as it can be compared: an atom and which of its images is meant.
public struct NeighborKey: Hashable, Comparable, CustomStringConvertible, Sendable {
  public var id: Int64
  /// The image count of the neighbour less that of the central atom.
  public var image: SIMD3<Int32>

  public static func < (a: Self, b: Self) -> Bool {
    (a.id, a.image.x, a.image.y, a.image.z) < (b.id, b.image.x, b.image.y, b.image.z)
  }

  public var description: String { "\(id)(\(image.x),\(image.y),\(image.z))" }
}

/// The neighbours of an atom found among all atoms and all images, without cells and without ghosts.
struct BruteForce {
  let box: Box
  /// Unwrapped positions by id, from 1; the first element is not used.
  let unwrapped: [Vector3]

  /// The displacement from atom i to an image of atom j.
  func displacement(from i: Int64, to neighbor: NeighborKey) -> Vector3 {
    unwrapped[Int(neighbor.id)] - unwrapped[Int(i)] - box.shift(neighbor.image)
  }

  /// All neighbours within the cutoff with their distances.
  func neighbors(of i: Int64, cutoff: Double) -> [NeighborKey: Double] {
    var result: [NeighborKey: Double] = [:]
    // An image is within the cutoff only if it is within it perpendicular to each pair of faces.
    let reach = Vector3(repeating: cutoff * 1.001) / box.faceDistances
    for j in 1..<unwrapped.count {
      let s = box.fractionalDisplacement(unwrapped[j] - unwrapped[Int(i)])
      func images(_ d: Int) -> ClosedRange<Int32> {
        guard box.isPeriodic(d) else { return 0...0 }
        // One more than there can be, so that the range is never empty.
        return Int32((s[d] - reach[d]).rounded(.down))...Int32((s[d] + reach[d]).rounded(.up))
      }
      for x in images(0) {
        for y in images(1) {
          for z in images(2) where !(j == Int(i) && x == 0 && y == 0 && z == 0) {
            let key = NeighborKey(id: Int64(j), image: SIMD3(x, y, z))
            let distance = displacement(from: i, to: key).length
            if distance <= cutoff { result[key] = distance }
          }
        }
      }
    }
    return result
  }
}
