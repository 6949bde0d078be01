/// Wide angular functions of one centre without a loop over pairs.
///
/// (1 + λ cos θ)^ζ with whole ζ is a sum of Legendre polynomials P_l(cos θ), l ≤ ζ, and each of them
/// a product of spherical harmonics of the two directions (addition theorem). So the sum over pairs
/// is one over squares of moments M_lμ = Σ_j a_j Y_lμ(r̂_j), with a_j = exp(−η r²)·fc(r): the work
/// grows with the number of neighbours, not with its square.
///
/// Real harmonics, with Re and Im of (x + iy)^μ as C_μ and S_μ: Y_lμ = Π_lμ(z)·{C_μ, S_μ}, where
/// Π_lμ is the μ-th derivative of P_l, scaled so that P_l(r̂·r̂′) = Σ_μ Π_lμ Π′_lμ (C_μ C′_μ + S_μ S′_μ).
public final class MomentProgram: Sendable {
  /// The largest exponent that goes this way; the work grows with its square.
  public static let largestZeta = 8

  public let etas: [Double]
  /// Distinct (λ, ζ).
  public let shapes: [(lambda: Double, zeta: Int)]
  /// The largest l.
  public let order: Int
  /// Π_lμ = rise·z·Π_(l−1)μ + fall·Π_(l−2)μ; Π_lμ′ = slope·Π_l(μ+1).
  struct Recurrence: Sendable {
    let rise, fall, slope: Double
  }
  let recurrences: [Recurrence]
  /// Π_μμ, a constant for each μ.
  let starts: [Double]
  /// Coefficients of P_0 … P_order: a row of whole vectors of l for each shape, and a row of whole
  /// vectors of shapes for each l.
  let byShape, byOrder: [Double]
  /// (1 + λ)^ζ, what a neighbour would contribute with itself; whole vectors.
  let diagonals: [Double]
  /// The lengths of the rows.
  var orderPlaces: Int { DoubleLanes.padded(order + 1) }
  var shapePlaces: Int { DoubleLanes.padded(shapes.count) }

  /// Moments of up to three η are made at once.
  static let tileRows = 3
  var tileCount: Int { (etas.count + 2) / 3 }
  /// How many (l, μ) there are.
  var termCount: Int { (order + 1) * (order + 2) / 2 }
  /// Places of the moments of one centre and element: for each tile and (l, μ) C and S of three η, and a
  /// vector more, in whole vectors.
  public var momentPlaces: Int { (tileCount * termCount * 6 + 31) / 16 * 16 }
  /// Numbers that the work between the sweeps needs: a vector of the widest for each l.
  public var workPlaces: Int { 16 * (order + 1) }
  /// Streams that are kept for each centre and element: a_m, C_μ, S_μ, Π_lμ.
  public var streamCount: Int { etas.count + 2 * (order + 1) + termCount }
  public var placeCount: Int { etas.count * shapes.count }
  /// Memory for numbers of all places, since rows are written in whole vectors.
  public var paddedPlaceCount: Int { placeCount + 8 }

  func aStream(_ m: Int) -> Int { m }
  func cStream(_ mu: Int) -> Int { etas.count + mu }
  func sStream(_ mu: Int) -> Int { etas.count + order + 1 + mu }
  func piStream(_ l: Int, _ mu: Int) -> Int { etas.count + 2 * (order + 1) + Self.term(l, mu) }
  /// The place of (l, μ) among the terms.
  static func term(_ l: Int, _ mu: Int) -> Int { l * (l + 1) / 2 + mu }

  /// A program for all combinations of η and shapes, whose exponents are 1 to `largestZeta`.
  public init(etas: [Double], shapes: [(lambda: Double, zeta: Int)]) {
    self.etas = Set(etas).sorted()
    var distinct: [(lambda: Double, zeta: Int)] = []
    for shape in shapes where !distinct.contains(where: { $0 == shape }) { distinct.append(shape) }
    self.shapes = distinct
    let order = distinct.map(\.zeta).max() ?? 0
    self.order = order
    recurrences = (0...order).flatMap { l in (0...l).map { Self.recurrence(l, $0) } }
    starts = (0...order).map { mu in
      (0..<mu).reduce(1.0) { $0 * Double(2 * $1 + 1) } * Self.scale(mu, mu)
    }
    let rows = distinct.map { Self.legendre($0.lambda, $0.zeta, order) }
    byShape = rows.flatMap(Self.padded)
    byOrder = (0...order).flatMap { l in Self.padded(rows.map { $0[l] }) }
    diagonals = Self.padded(distinct.map { integerPower(1 + $0.lambda, $0.zeta) })
  }

  /// Zeros behind numbers up to whole vectors.
  private static func padded(_ row: [Double]) -> [Double] {
    row + Array(repeating: 0, count: DoubleLanes.padded(row.count) - row.count)
  }

  /// The row and column of a function.
  public func place(eta: Double, lambda: Double, zeta: Int) -> Int {
    etas.firstIndex(of: eta)! * shapes.count + shapes.firstIndex { $0 == (lambda, zeta) }!
  }

  /// √((2 − δ_μ0)(l − μ)!/(l + μ)!)
  private static func scale(_ l: Int, _ mu: Int) -> Double {
    let ratio = ((l - mu + 1)..<(l + mu + 1)).reduce(1.0) { $0 / Double($1) }
    return (ratio * (mu == 0 ? 1 : 2)).squareRoot()
  }

  private static func recurrence(_ l: Int, _ mu: Int) -> Recurrence {
    let own = scale(l, mu)
    let width = Double(max(l - mu, 1))
    return Recurrence(
      rise: l > mu ? Double(2 * l - 1) / width * own / scale(l - 1, mu) : 0,
      fall: l > mu + 1 ? -Double(l + mu - 1) / width * own / scale(l - 2, mu) : 0,
      slope: l > mu ? own / scale(l, mu + 1) : 0)
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
