import Foundation
import MDCore

/// Widths and shifts of Gaussians: one family of symmetry functions.
///
/// Written `RULE:N[:FROM[:TO]][@CUTOFF]`, lengths in Å and η in Å⁻²:
///
/// | rule | functions |
/// | --- | --- |
/// | `centred` | η = 1/(2r²), shift 0, for N radii r in equal steps from FROM (1.5) to TO (the cutoff) (Gastegger et al., J. Chem. Phys. 148, 241709 (2018)) |
/// | `shifted` | shift r, η = 1/(2Δ²), for N radii in equal steps Δ from FROM (1.5) to TO (the cutoff) (same source) |
/// | `powers` | η = (n^(m/n)/rc)², shift 0, m = 0 … n, n = N − 1 (Imbalzano et al., J. Chem. Phys. 148, 241730 (2018)) |
/// | `shifted-powers` | shifts rc/n^(m/n), each with η = 1/(distance to the next)², n = N (same source) |
/// | `ladder` | N values of η in equal ratios from FROM to TO, shift 0 |
/// | `eta:A,B,…` | these values of η, shift 0 |
public struct FunctionGrid: Equatable, Sendable {
  /// One Gaussian.
  public struct Gaussian: Equatable, Sendable {
    /// Å⁻².
    public let eta: Double
    /// Å.
    public let shift: Double
  }

  /// The Gaussians in the order of the rule.
  public let gaussians: [Gaussian]
  /// Å; nil for the cutoff of the set.
  public let cutoff: Double?

  private enum Rule: String, CaseIterable {
    case centred, shifted, powers, ladder, eta
    case shiftedPowers = "shifted-powers"
  }

  /// - Parameter standardCutoff: Å, where the text names none.
  /// - Throws: ``InputError`` if the text is not as described.
  public init(_ text: String, standardCutoff: Double) throws {
    let halves = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    let own = halves.count == 2 ? try Self.numbers(halves[1], text) : []
    guard halves.count <= 2, halves.count == 1 || own.count == 1, own.allSatisfy({ $0 > 0 }) else {
      throw Self.error(text, "one cutoff behind @ is expected")
    }
    cutoff = own.first
    let words = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let rule = Rule(rawValue: words[0]) else {
      let nearest = nearestName(to: words[0], among: Rule.allCases.map(\.rawValue))
      throw Self.error(
        text,
        "the rules are \(Rule.allCases.map(\.rawValue).joined(separator: ", "))"
          + (nearest.map { "; did you mean \($0)?" } ?? ""))
    }
    guard words.count > 1 else { throw Self.error(text, "a number of functions is missing") }
    if rule == .eta {
      let etas = try Self.numbers(words[1], text)
      guard words.count == 2, etas.allSatisfy({ $0 >= 0 }), !etas.isEmpty else {
        throw Self.error(text, "values of eta that are not negative are expected")
      }
      gaussians = etas.map { Gaussian(eta: $0, shift: 0) }
      return
    }
    guard let count = Int(words[1]), count >= 1, words.count <= 4 else {
      throw Self.error(text, "RULE:N[:FROM[:TO]] is expected")
    }
    let ends = try words.dropFirst(2).flatMap { try Self.numbers($0, text) }
    gaussians = try Self.gaussians(
      rule, count, ends, cutoff: cutoff ?? standardCutoff, text)
  }

  private static func gaussians(
    _ rule: Rule, _ count: Int, _ ends: [Double], cutoff: Double, _ text: String
  ) throws -> [Gaussian] {
    switch rule {
    case .centred, .shifted:
      let radii = try steps(
        count, from: ends.first ?? 1.5, to: ends.count > 1 ? ends[1] : cutoff, text)
      if rule == .centred {
        return radii.map { Gaussian(eta: 1 / (2 * $0 * $0), shift: 0) }
      }
      guard count > 1 else { throw error(text, "shifted functions need at least two radii") }
      let step = radii[1] - radii[0]
      return radii.map { Gaussian(eta: 1 / (2 * step * step), shift: $0) }
    case .powers:
      guard ends.isEmpty else {
        throw error(text, "powers:N takes no ends; they follow from the cutoff")
      }
      let n = Double(count - 1)
      return (0..<count).map { m in
        let ratio = n > 0 ? pow(n, Double(m) / n) : 1
        return Gaussian(eta: pow(ratio / cutoff, 2), shift: 0)
      }
    case .shiftedPowers:
      guard ends.isEmpty, count > 1 else {
        throw error(text, "shifted-powers:N needs N above 1 and takes no ends")
      }
      let n = Double(count)
      let grid = (0...count).reversed().map { cutoff / pow(n, Double($0) / n) }
      return (0..<count).map { m in
        let step = grid[m + 1] - grid[m]
        return Gaussian(eta: 1 / (step * step), shift: grid[m])
      }
    case .ladder:
      guard ends.count == 2, ends[0] > 0, ends[1] >= ends[0] else {
        throw error(text, "ladder:N:FROM:TO with 0 < FROM ≤ TO is expected")
      }
      let ratio = count > 1 ? pow(ends[1] / ends[0], 1 / Double(count - 1)) : 1
      return (0..<count).map { Gaussian(eta: ends[0] * pow(ratio, Double($0)), shift: 0) }
    case .eta: return []
    }
  }

  private static func steps(_ count: Int, from low: Double, to high: Double, _ text: String) throws
    -> [Double]
  {
    guard low > 0, high >= low, count == 1 || high > low else {
      throw error(text, "radii from \(low) to \(high) Å do not ascend from above zero")
    }
    return (0..<count).map {
      count == 1 ? low : low + (high - low) * Double($0) / Double(count - 1)
    }
  }

  private static func numbers(_ list: String, _ text: String) throws -> [Double] {
    try list.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let number = Double(word), number.isFinite else {
        throw error(text, "'\(word)' is not a number")
      }
      return number
    }
  }

  private static func error(_ text: String, _ message: String) -> InputError {
    InputError("'\(text)': \(message)")
  }
}
