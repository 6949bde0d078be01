/// A cutoff function of the squared distance u as two factors, fc = g·h, with dfc/du = g·k.
///
/// The factor that fc and its derivative share is what lets the second sweep go without a division:
/// triplet terms are kept without h, and multiplied by h or by k where they are needed.
struct SplitCutoffValue<Lanes: LaneVector> {
  let g, h, k: Lanes
}

/// A cutoff function for vectors of squared distances below the radius squared.
protocol SplitCutoff {
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes>
}

/// fc = cos²(πr/2rc), which is ½(cos(πr/rc) + 1): g = h = cos(π√y/2) with y = (r/rc)².
///
/// h is an entire function of y with its first zero at 1; the polynomials go through the Chebyshev
/// points of [0, 1] (errors 2e-17 and 3e-19), with the zero divided off, so that h is good to the
/// last digits there too.
struct CosineSplit: SplitCutoff {
  let inverseSquare: Double

  init(radius: Double) { inverseSquare = 1 / (radius * radius) }

  @inline(__always)
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes> {
    let y = square * inverseSquare
    let (h, slope) = Self.valueAndSlope(y)
    return SplitCutoffValue(g: h, h: h, k: slope * (2 * inverseSquare))
  }

  /// cos(π√y/2) and its derivative with respect to y.
  @inline(__always)
  static func valueAndSlope<Lanes: LaneVector>(_ y: Lanes) -> (Lanes, Lanes) {
    if Lanes.isSingle { return shortValueAndSlope(y) }
    var q = Lanes(repeating: -6.30616956165683e-11)
    q = Lanes(repeating: 6.318119670622831e-09).addingProduct(q, y)
    q = Lanes(repeating: -4.6476318093539006e-07).addingProduct(q, y)
    q = Lanes(repeating: 2.47372750411264e-05).addingProduct(q, y)
    q = Lanes(repeating: -0.000894522998138162).addingProduct(q, y)
    q = Lanes(repeating: 0.01996895776483613).addingProduct(q, y)
    q = Lanes(repeating: -0.23370055013616783).addingProduct(q, y)
    q = Lanes(repeating: 1.0).addingProduct(q, y)
    var s = Lanes(repeating: -4.612624363643642e-12)
    s = Lanes(repeating: 5.249928703122759e-10).addingProduct(s, y)
    s = Lanes(repeating: -4.470593496436372e-08).addingProduct(s, y)
    s = Lanes(repeating: 2.8265246986307096e-06).addingProduct(s, y)
    s = Lanes(repeating: -0.0001260102118069729).addingProduct(s, y)
    s = Lanes(repeating: 0.003677041099346371).addingProduct(s, y)
    s = Lanes(repeating: -0.06259044229005778).addingProduct(s, y)
    s = Lanes(repeating: 0.507339015802096).addingProduct(s, y)
    s = Lanes(repeating: -1.2337005501361697).addingProduct(s, y)
    return (q * (1 - y), s)
  }

  /// The same to single precision (errors 9e-10 and 5e-9).
  @inline(__always)
  static func shortValueAndSlope<Lanes: LaneVector>(_ y: Lanes) -> (Lanes, Lanes) {
    var q = Lanes(repeating: 2.3600689581301923e-05)
    q = Lanes(repeating: -0.0008935355014632738).addingProduct(q, y)
    q = Lanes(repeating: 0.019968606206800278).addingProduct(q, y)
    q = Lanes(repeating: -0.23370050625459746).addingProduct(q, y)
    q = Lanes(repeating: 1.0).addingProduct(q, y)
    var s = Lanes(repeating: -0.000119122677497138)
    s = Lanes(repeating: 0.003671063985939906).addingProduct(s, y)
    s = Lanes(repeating: -0.06258831549691163).addingProduct(s, y)
    s = Lanes(repeating: 0.5073387503982226).addingProduct(s, y)
    s = Lanes(repeating: -1.2337005448297882).addingProduct(s, y)
    return (q * (1 - y), s)
  }
}

/// The same with an inner radius, from which on the function falls.
struct InnerCosineSplit: SplitCutoff {
  let innerRadius, inverseWidth: Double

  @inline(__always)
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes> {
    let r = square.squareRoot()
    let x = ((r - innerRadius) * inverseWidth).atLeast(.zero)
    let (h, slope) = CosineSplit.valueAndSlope(x * x)
    // dy/du = 2x·(1/width)/(2r); 0 inside, where x is, also at r = 0.
    let inner = x * inverseWidth / r.atLeast(Lanes(repeating: 1e-30))
    return SplitCutoffValue(g: h, h: h, k: slope * inner * 2)
  }
}

/// fc = S((rc − r)/(rc − α·rc)), with the smooth step S whose first 1, 2, 3 or 4 derivatives vanish
/// at 0 and 1: the polynomials of ``CoreFunction`` seen from the cutoff radius, where they are small
/// and keep their digits.
struct PolynomialSplit: SplitCutoff {
  let order: Int
  let radius, inverseWidth: Double

  @inline(__always)
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes> {
    let (r, inverse) = square.atLeast(Lanes(repeating: 1e-30)).roots()
    let one = Lanes(repeating: 1)
    let t = ((radius - r) * inverseWidth).atLeast(.zero).atMost(one)
    // S(t) = 1 − S(1 − t): the polynomial is only taken where its terms hardly cancel.
    let small = t.atMost(1 - t)
    let (low, slope) = step(small, 1 - small)
    let value = low.selected(t.isLess(Lanes(repeating: 0.5)), else: 1 - low)
    return SplitCutoffValue(g: one, h: value, k: slope * (inverse * (-0.5 * inverseWidth)))
  }

  /// S(t) and its derivative, with 1 − t given.
  @inline(__always)
  private func step<Lanes: LaneVector>(_ t: Lanes, _ rest: Lanes) -> (Lanes, Lanes) {
    let (t2, rest2) = (t * t, rest * rest)
    switch order {
    case 1:
      return (t2 * polynomial(t, 0, 0, 0, -2, 3), t * rest * 6)
    case 2:
      return (t2 * t * polynomial(t, 0, 0, 6, -15, 10), t2 * rest2 * 30)
    case 3:
      return (t2 * t2 * polynomial(t, 0, -20, 70, -84, 35), t2 * t * rest2 * rest * 140)
    default:
      return (t2 * t2 * t * polynomial(t, 70, -315, 540, -420, 126), t2 * t2 * rest2 * rest2 * 630)
    }
  }

  /// (((a·t + b)t + c)t + d)t + e
  @inline(__always)
  private func polynomial<Lanes: LaneVector>(
    _ t: Lanes, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double
  ) -> Lanes {
    let first = Lanes(repeating: b).addingProduct(Lanes(repeating: a), t)
    let second = Lanes(repeating: c).addingProduct(first, t)
    let third = Lanes(repeating: d).addingProduct(second, t)
    return Lanes(repeating: e).addingProduct(third, t)
  }
}

/// fc = c·tanh³(1 − r/rc), g = c·tanh².
///
/// On [0, 1] tanh z is z times a polynomial in z², through the Chebyshev points (errors 1.2e-17 and 4e-9): half
/// the work of an exponential and a quotient.
struct TangentSplit: SplitCutoff {
  let prefactor, inverseRadius: Double

  @inline(__always)
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes> {
    let (r, inverse) = square.atLeast(Lanes(repeating: 1e-30)).roots()
    let t = Self.hyperbolicTangent((1 - r * inverseRadius).atLeast(.zero))
    let square = t * t
    return SplitCutoffValue(
      g: prefactor * square, h: t, k: (square - 1) * (inverse * (1.5 * inverseRadius)))
  }

  /// tanh z for z in [0, 1].
  @inline(__always)
  static func hyperbolicTangent<Lanes: LaneVector>(_ z: Lanes) -> Lanes {
    let w = z * z
    if Lanes.isSingle {
      var p = Lanes(repeating: -0.0003523280943633135)
      p = Lanes(repeating: 0.0022786476648711633).addingProduct(p, w)
      p = Lanes(repeating: -0.007912485058835692).addingProduct(p, w)
      p = Lanes(repeating: 0.021461410155256627).addingProduct(p, w)
      p = Lanes(repeating: -0.05386970672481632).addingProduct(p, w)
      p = Lanes(repeating: 0.1333213930517482).addingProduct(p, w)
      p = Lanes(repeating: -0.3333327737813325).addingProduct(p, w)
      p = Lanes(repeating: 0.9999999956422977).addingProduct(p, w)
      return z * p
    }
    var p = Lanes(repeating: -6.20675330545365e-08)
    p = Lanes(repeating: 6.496857637862531e-07).addingProduct(p, w)
    p = Lanes(repeating: -3.402993826979274e-06).addingProduct(p, w)
    p = Lanes(repeating: 1.2306805295349983e-05).addingProduct(p, w)
    p = Lanes(repeating: -3.603918536997382e-05).addingProduct(p, w)
    p = Lanes(repeating: 9.472256075732066e-05).addingProduct(p, w)
    p = Lanes(repeating: -0.00023801236323479905).addingProduct(p, w)
    p = Lanes(repeating: 0.0005896028950856166).addingProduct(p, w)
    p = Lanes(repeating: -0.00145571559077928).addingProduct(p, w)
    p = Lanes(repeating: 0.003592104115230281).addingProduct(p, w)
    p = Lanes(repeating: -0.008863232181130274).addingProduct(p, w)
    p = Lanes(repeating: 0.021869488226930838).addingProduct(p, w)
    p = Lanes(repeating: -0.05396825395091773).addingProduct(p, w)
    p = Lanes(repeating: 0.13333333333282113).addingProduct(p, w)
    p = Lanes(repeating: -0.3333333333333273).addingProduct(p, w)
    p = Lanes(repeating: 1.0).addingProduct(p, w)
    return z * p
  }
}

/// fc = exp(1 + 1/(x² − 1)) = g, k the derivative of the exponent.
struct ExponentialSplit: SplitCutoff {
  let innerRadius, inverseWidth: Double

  @inline(__always)
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes> {
    let r = square.squareRoot()
    let x = ((r - innerRadius) * inverseWidth).atLeast(.zero)
    // Kept off 1, where the exponential is 0 long before.
    let inverse = 1 / (1 - x * x).atLeast(Lanes(repeating: 1e-9))
    let value = (1 - inverse).exponential()
    let chain = inverseWidth / r.atLeast(Lanes(repeating: 1e-30))
    return SplitCutoffValue(
      g: value, h: Lanes(repeating: 1), k: -x * inverse * inverse * chain)
  }
}

/// fc = 1.
struct HardSplit: SplitCutoff {
  @inline(__always)
  func callAsFunction<Lanes: LaneVector>(_ square: Lanes) -> SplitCutoffValue<Lanes> {
    SplitCutoffValue(g: Lanes(repeating: 1), h: Lanes(repeating: 1), k: .zero)
  }
}

/// Something that works with any cutoff function, each time compiled for one kind.
protocol SplitCutoffUser {
  func run(_ cutoff: some SplitCutoff)
}

extension CutoffFunction {
  /// Calls with the form of this cutoff function for vectors: one branch for a whole array.
  @inline(__always)
  func withSplit(_ user: some SplitCutoffUser) {
    switch kind {
    case .hard: user.run(HardSplit())
    case .cosine where innerRadius == 0: user.run(CosineSplit(radius: radius))
    case .cosine:
      user.run(InnerCosineSplit(innerRadius: innerRadius, inverseWidth: inverseWidth))
    case .tanh, .scaledTanh:
      user.run(TangentSplit(prefactor: prefactor, inverseRadius: inverseRadius))
    case .exponential:
      user.run(ExponentialSplit(innerRadius: innerRadius, inverseWidth: inverseWidth))
    case .polynomial1: polynomial(1, user)
    case .polynomial2: polynomial(2, user)
    case .polynomial3: polynomial(3, user)
    case .polynomial4: polynomial(4, user)
    }
  }

  @inline(__always)
  private func polynomial(_ order: Int, _ user: some SplitCutoffUser) {
    user.run(PolynomialSplit(order: order, radius: radius, inverseWidth: inverseWidth))
  }
}
