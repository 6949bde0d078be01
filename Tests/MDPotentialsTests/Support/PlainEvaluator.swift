import Foundation
import MDCore

/// The scalar twin of the neural-network potential: every formula as it is printed, function by
/// function, with nothing shared, grouped or cached. It parses its own lines.
struct PlainEvaluator {
  let elements: [String]
  let numbers: [Double]
  let cutoffType: Int
  let alpha: Double

  /// fc(r) of cutoff types 0 to 8.
  func cutoff(_ r: Double, _ rc: Double) -> Double {
    guard r < rc else { return 0 }
    switch cutoffType {
    case 0: return 1
    case 2: return pow(tanh(1 - r / rc), 3)
    case 3: return pow(tanh(1 - r / rc) / tanh(1), 3)
    default:
      let inner = alpha * rc
      return r < inner ? 1 : Self.core("ct\(cutoffType)", (r - inner) / (rc - inner))
    }
  }

  /// The falling functions on [0, 1], by cutoff type or subtype.
  static func core(_ name: String, _ x: Double) -> Double {
    switch name {
    case "ct1": 0.5 * (cos(.pi * x) + 1)
    case "ct4", "e": x < 1 ? exp(1 - 1 / (1 - x * x)) : 0
    case "ct5", "p1": 2 * pow(x, 3) - 3 * pow(x, 2) + 1
    case "ct6", "p2": -6 * pow(x, 5) + 15 * pow(x, 4) - 10 * pow(x, 3) + 1
    case "ct7", "p3":
      20 * pow(x, 7) - 70 * pow(x, 6) + 84 * pow(x, 5) - 35 * pow(x, 4) + 1
    case "ct8", "p4":
      -70 * pow(x, 9) + 315 * pow(x, 8) - 540 * pow(x, 7) + 420 * pow(x, 6) - 126 * pow(x, 5) + 1
    default: core(String(name.dropLast()), (2 - x) * x)
    }
  }

  /// A compact function on left…right.
  static func compact(_ subtype: String, _ argument: Double, _ left: Double, _ right: Double)
    -> Double
  {
    guard argument > left && argument < right else { return 0 }
    return core(subtype, abs(argument - (left + right) / 2) / ((right - left) / 2))
  }

  /// One neighbour seen from a centre.
  struct Neighbor {
    let d: Vector3
    let element: Int
  }

  /// The value of one function for one centre.
  func value(_ words: [String], _ neighbors: [Neighbor]) -> Double {
    let type = Int(words[1])!
    let isWeighted = [12, 13, 23, 24, 25].contains(type)
    let isAngular = ![2, 12, 20, 23].contains(type)
    let own = isWeighted ? [] : words[2..<(isAngular ? 4 : 3)].map { elements.firstIndex(of: $0)! }
    let p = words.dropFirst(2 + own.count).map { Double($0) ?? 0 }
    let subtype = words.last!
    func weight(_ n: Neighbor) -> Double { isWeighted ? numbers[n.element] : 1 }
    func radial(_ r: Double) -> Double {
      switch type {
      case 2, 12: exp(-p[0] * pow(r - p[1], 2)) * cutoff(r, p[2])
      case 3, 9: exp(-p[0] * pow(r - (p.count > 4 ? p[4] : 0), 2)) * cutoff(r, p[3])
      case 13: exp(-p[0] * pow(r - p[1], 2)) * cutoff(r, p[4])
      default: Self.compact(subtype, r, p[0], p[1])
      }
    }
    func angular(_ cosine: Double) -> Double {
      switch type {
      case 3, 9: pow(2, 1 - p[2]) * pow(max(0, 1 + p[1] * cosine), p[2])
      case 13: pow(2, 1 - p[3]) * pow(max(0, 1 + p[2] * cosine), p[3])
      default:
        // The window of the angle has the symmetric core also where the radial one has not.
        Self.compact(
          subtype.hasSuffix("a") ? String(subtype.dropLast()) : subtype,
          acos(cosine), p[2] * .pi / 180, p[3] * .pi / 180)
      }
    }
    var sum = 0.0
    for (j, a) in neighbors.enumerated() {
      guard isAngular else {
        if isWeighted || a.element == own[0] { sum += weight(a) * radial(a.d.length) }
        continue
      }
      for b in neighbors[(j + 1)...] {
        guard isWeighted || [a.element, b.element].sorted() == own.sorted() else { continue }
        var term = weight(a) * weight(b) * radial(a.d.length) * radial(b.d.length)
        if [3, 13, 21, 24].contains(type) { term *= radial((a.d - b.d).length) }
        if term != 0 { sum += term * angular(a.d.dot(b.d) / (a.d.length * b.d.length)) }
      }
    }
    return sum
  }

  /// The neighbours of an atom among all periodic images.
  static func neighbors(of i: Int, in system: Configuration, reach: Double) -> [Neighbor] {
    var result: [Neighbor] = []
    let n = (0..<3).map { Int32((reach / system.box.faceDistances[$0]).rounded(.up)) + 1 }
    for a in -n[0]...n[0] {
      for b in -n[1]...n[1] {
        for c in -n[2]...n[2] {
          for (j, r) in system.positions.enumerated() where !(i == j && (a, b, c) == (0, 0, 0)) {
            let d = r + system.box.shift(SIMD3(a, b, c)) - system.positions[i]
            if d.length < reach {
              result.append(Neighbor(d: d, element: Int(system.types[j]) - 1))
            }
          }
        }
      }
    }
    return result
  }
}
