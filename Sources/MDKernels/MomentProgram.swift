/// Wide angular functions without a loop over pairs.
///
/// (1 + λ cos θ)^ζ with whole ζ is a sum of Legendre polynomials P_l(cos θ), l ≤ ζ, and each of them
/// a product of spherical harmonics of the two directions (addition theorem). So the sum over pairs
/// is one over squares of moments M_lμ = Σ_j a_j Y_lμ(r̂_j), with a_j = exp(−η r²)·fc(r): the work
/// grows with the number of neighbours, not with its square.
///
/// Real harmonics, with Re and Im of (x + iy)^μ as C_μ and S_μ: Y_lμ = Q_μd(z)·{C_μ, S_μ}, d = l − μ, where
/// Q_μd is the μ-th derivative of P_l divided by its leading coefficient. Then
/// P_l(r̂·r̂′) = Σ_μ κ_μd Q_μd Q′_μd (C_μ C′_μ + S_μ S′_μ), and Q needs no constant but one a step:
/// Q_μd = z·Q_μ(d−1) − β_μd·Q_μ(d−2).
public final class MomentProgram: Sendable {
  /// The largest exponent that goes this way; the work grows with its square.
  public static let largestZeta = 8

  public let etas: [Double]
  /// Distinct (λ, ζ).
  public let shapes: [(lambda: Double, zeta: Int)]
  /// The largest l.
  public let order: Int
  /// −β_μd, in whole vectors.
  let constants: [Double]
  /// What is needed between the sweeps: κ_μd; for each shape the coefficients of P_0 … P_order and
  /// (1 + λ)^ζ, what a neighbour would contribute with itself; for each μ, for each d, the coefficients of
  /// κ_μd·Q_μd in powers of z.
  let tables: [Double]

  /// Which η's exponential is taken to which power to make that of each η: its own and 1 if there is no
  /// smaller η of which it is a whole multiple.
  let roots: [(eta: Int, power: Int)]
  /// The largest power: it multiplies the rounding error of the exponential.
  static let largestPower = 16.0

  /// Moments of up to three η are made at once.
  static let tileFactors = 3
  /// The values of d that a table has for each μ.
  var degrees: Int { order + 1 }
  /// Where the shapes and the powers of z begin in the tables.
  var shapeTable: Int { degrees * degrees }
  var powerTable: Int { shapeTable + shapes.count * (degrees + 1) }
  /// Moments of a centre and element: for each three η, for each μ, for each l, C's and then S's; no S for
  /// μ = 0.
  public var momentCount: Int { etas.count * degrees * degrees }
  public var placeCount: Int { etas.count * shapes.count }

  /// A program for all combinations of η and shapes, whose exponents are 1 to `largestZeta`.
  public init(etas: [Double], shapes: [(lambda: Double, zeta: Int)]) {
    let etas = Set(etas).sorted()
    self.etas = etas
    roots = etas.indices.map { Self.root(of: $0, etas) }
    var distinct: [(lambda: Double, zeta: Int)] = []
    for shape in shapes where !distinct.contains(where: { $0 == shape }) { distinct.append(shape) }
    self.shapes = distinct
    let order = distinct.map(\.zeta).max() ?? 0
    self.order = order
    let table = (0...order).flatMap { mu in (0...order).map { (mu, $0) } }
    let steps = table.map { -Self.step($0, $1) }
    constants = steps + Array(repeating: 0, count: FloatLanes.padded(steps.count) - steps.count)
    let ownValues = distinct.flatMap {
      Self.legendre($0.lambda, $0.zeta, order) + [integerPower(1 + $0.lambda, $0.zeta)]
    }
    tables =
      table.map(Self.weight) + ownValues
      + (0...order).flatMap { mu in
        Self.polynomials(mu, order).enumerated().flatMap { d, row in
          row.map { Self.weight(mu, d) * $0 }
        }
      }
  }

  /// Where a function's sum and weight are: for each three η, for each shape, for each η.
  public func place(eta: Double, lambda: Double, zeta: Int) -> Int {
    let m = etas.firstIndex(of: eta)!
    let first = m / Self.tileFactors * Self.tileFactors
    let factors = min(Self.tileFactors, etas.count - first)
    return first * shapes.count + shapes.firstIndex { $0 == (lambda, zeta) }! * factors + m - first
  }

  private static func root(of m: Int, _ etas: [Double]) -> (eta: Int, power: Int) {
    for (k, eta) in etas[..<m].enumerated().reversed() where eta > 0 {
      let ratio = (etas[m] / eta).rounded()
      if ratio <= largestPower && abs(etas[m] / eta - ratio) <= 1e-13 * ratio {
        return (k, Int(ratio))
      }
    }
    return (m, 1)
  }

  /// β_μd, from the recurrence of the associated Legendre functions.
  private static func step(_ mu: Int, _ d: Int) -> Double {
    let l = mu + d
    return d < 2 ? 0 : Double((l + mu - 1) * (d - 1)) / Double((2 * l - 1) * (2 * l - 3))
  }

  /// For each d the coefficients of Q_μd in powers of z.
  private static func polynomials(_ mu: Int, _ order: Int) -> [[Double]] {
    var rows: [[Double]] = []
    for d in 0...order {
      var row = Array(repeating: 0.0, count: order + 1)
      if d == 0 { row[0] = 1 }
      for k in 0..<d {
        row[k + 1] += rows[d - 1][k]
        if d > 1 { row[k] -= step(mu, d) * rows[d - 2][k] }
      }
      rows.append(row)
    }
    return rows
  }

  /// κ_μd = (2 − δ_μ0)·(l − μ)!/(l + μ)!·b², with the leading coefficient b = (2l)!/(2^l l! (l − μ)!) of the
  /// μ-th derivative of P_l.
  private static func weight(_ mu: Int, _ d: Int) -> Double {
    let l = mu + d
    let ratio = ((d + 1)..<(l + mu + 1)).reduce(1.0) { $0 / Double($1) }
    // (2l)!/(2^l l!) is the product of the odd numbers below 2l.
    let odd = (0..<l).reduce(1.0) { $0 * Double(2 * $1 + 1) }
    let leading = (0..<d).reduce(odd) { $0 / Double($1 + 1) }
    return ratio * (mu == 0 ? 1 : 2) * leading * leading
  }

  /// Coefficients of (1 + λc)^ζ, by c·P_l = ((l + 1)P_(l+1) + l·P_(l−1))/(2l + 1).
  private static func legendre(_ lambda: Double, _ zeta: Int, _ order: Int) -> [Double] {
    var result = [1.0] + Array(repeating: 0, count: order)
    for _ in 0..<zeta {
      var next = result
      for l in 0...order {
        let part = lambda * result[l] / Double(2 * l + 1)
        if l < order { next[l + 1] += part * Double(l + 1) }
        if l > 0 { next[l - 1] += part * Double(l) }
      }
      result = next
    }
    return result
  }
}
