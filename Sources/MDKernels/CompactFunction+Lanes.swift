/// A core function by its type, so that a loop over many arguments is compiled for each.
private protocol CoreLanes {
  /// The value at x in [0, 1]; 0 at 1, to the last bit for the polynomials.
  static func value(_ x: DoubleLanes) -> DoubleLanes
  /// The derivative at x in [0, 1], divided by ``slopeFactor``.
  static func slope(_ x: DoubleLanes) -> DoubleLanes
  static var slopeFactor: Double { get }
}

extension DoubleLanes {
  /// self·x + c, a step of Horner's rule.
  @inline(__always)
  fileprivate func times(_ x: Self, plus c: Double) -> Self {
    Self(repeating: c).addingProduct(self, x)
  }
}

/// x(1 − x): the derivatives of the polynomials are multiples of its powers.
@inline(__always)
private func hump(_ x: DoubleLanes) -> DoubleLanes { x.addingProduct(-x, x) }

private enum FirstPolynomial: CoreLanes {
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes {
    DoubleLanes(repeating: 2).times(x, plus: -3).times(x * x, plus: 1)
  }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes { hump(x) }
  static var slopeFactor: Double { -6 }
}

private enum SecondPolynomial: CoreLanes {
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes {
    DoubleLanes(repeating: -6).times(x, plus: 15).times(x, plus: -10).times(x * x * x, plus: 1)
  }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes {
    let y = hump(x)
    return y * y
  }
  static var slopeFactor: Double { -30 }
}

private enum ThirdPolynomial: CoreLanes {
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes {
    let x2 = x * x
    return DoubleLanes(repeating: 20).times(x, plus: -70).times(x, plus: 84).times(x, plus: -35)
      .times(x2 * x2, plus: 1)
  }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes {
    let y = hump(x)
    return y * y * y
  }
  static var slopeFactor: Double { -140 }
}

private enum FourthPolynomial: CoreLanes {
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes {
    let x2 = x * x
    return DoubleLanes(repeating: -70).times(x, plus: 315).times(x, plus: -540).times(x, plus: 420)
      .times(x, plus: -126).times(x2 * x2 * x, plus: 1)
  }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes {
    let y = hump(x)
    return (y * y) * (y * y)
  }
  static var slopeFactor: Double { -630 }
}

private enum CosineCore: CoreLanes {
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes {
    let h = CosineSplit.valueAndSlope(x * x).0
    return h * h
  }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes {
    let (h, slope) = CosineSplit.valueAndSlope(x * x)
    return h * slope * x
  }
  static var slopeFactor: Double { 4 }
}

private enum ExponentialCore: CoreLanes {
  /// 1/(1 − x²), kept off 1, where the exponential is 0 long before.
  @inline(__always)
  private static func inverse(_ x: DoubleLanes) -> DoubleLanes {
    1 / (1 - x * x).atLeast(DoubleLanes(repeating: 1e-9))
  }
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes {
    let inverse = inverse(x)
    return (1 - inverse).exponential()
      .selected(inverse.isLess(DoubleLanes(repeating: 700)), else: .zero)
  }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes {
    let inverse = inverse(x)
    return x * inverse * inverse * value(x)
  }
  static var slopeFactor: Double { -2 }
}

/// A core function of (2 − x)x.
private enum Asymmetric<Core: CoreLanes>: CoreLanes {
  @inline(__always)
  static func value(_ x: DoubleLanes) -> DoubleLanes { Core.value((2 - x) * x) }
  @inline(__always)
  static func slope(_ x: DoubleLanes) -> DoubleLanes { Core.slope((2 - x) * x) * (1 - x) }
  static var slopeFactor: Double { 2 * Core.slopeFactor }
}

extension CompactFunction {
  /// Writes the values at many arguments to memory, and the derivatives if there is room for them: whole vectors, the
  /// last of which may reach behind `count`.
  public func fill(
    _ values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>?,
    at arguments: UnsafePointer<Double>, count: Int
  ) {
    switch core {
    case .cosine: fold(CosineCore.self, values, slopes, arguments, count)
    case .polynomial1: fold(FirstPolynomial.self, values, slopes, arguments, count)
    case .polynomial2: fold(SecondPolynomial.self, values, slopes, arguments, count)
    case .polynomial3: fold(ThirdPolynomial.self, values, slopes, arguments, count)
    case .polynomial4: fold(FourthPolynomial.self, values, slopes, arguments, count)
    case .exponential: fold(ExponentialCore.self, values, slopes, arguments, count)
    }
  }

  @inline(__always)
  private func fold<Core: CoreLanes>(
    _: Core.Type, _ values: UnsafeMutablePointer<Double>, _ slopes: UnsafeMutablePointer<Double>?,
    _ arguments: UnsafePointer<Double>, _ count: Int
  ) {
    if isAsymmetric {
      fill(Asymmetric<Core>.self, values, slopes, arguments, count)
    } else {
      fill(Core.self, values, slopes, arguments, count)
    }
  }

  @inline(__always)
  private func fill<Core: CoreLanes>(
    _: Core.Type, _ values: UnsafeMutablePointer<Double>, _ slopes: UnsafeMutablePointer<Double>?,
    _ arguments: UnsafePointer<Double>, _ count: Int
  ) {
    let inverse = DoubleLanes(repeating: inverseHalfWidth)
    let offset = DoubleLanes(repeating: -center * inverseHalfWidth)
    let one = DoubleLanes(repeating: 1)
    var n = 0
    guard let slopes else {
      while n < count {
        let x = offset.addingProduct(arguments.lanes(n), inverse).magnitude.atMost(one)
        values.store(Core.value(x), n)
        n &+= 8
      }
      return
    }
    let factor = DoubleLanes(repeating: Core.slopeFactor * inverseHalfWidth)
    while n < count {
      let signed = offset.addingProduct(arguments.lanes(n), inverse)
      let x = signed.magnitude.atMost(one)
      values.store(Core.value(x), n)
      slopes.store((Core.slope(x) * factor).flipped(where: signed), n)
      n &+= 8
    }
  }
}
