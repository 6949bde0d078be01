import CSIMD

extension TripletKernel {
  /// The second sweep: contracts the derivatives of all functions with their weights.
  ///
  /// With Q_m = Σ w·φ over the columns φ, the energy's change is
  /// T·d(ln f_ij f_ik f_jk) − U·dS + V·dc, where T = Σ_m A_m Q_m, U = Σ_m η_m A_m Q_m and
  /// V = Σ_m A_m Q_m′. Leaves four streams in the bench: T, W − 2U, V·c and β, with
  /// W = 2(T·d(ln f_jk)/d(r_jk²) − U) and β = V/(r_ij r_ik) − W.
  ///
  /// - Parameter weights: for each place ∂E/∂(sum), and after all places the same times
  ///   ``TripletProgram/slope(ofPlace:)``; from one place to the next it is a vector, since those of a vector of
  ///   centres stand side by side.
  public func contract(weights: UnsafePointer<Real>) {
    let rows = tables.pointee.etas.count
    let passes = tables.pointee.passes.count
    let width = Lanes.width
    for index in 0..<passes {
      let pass = tables.pointee.passes[index]
      for m in stride(from: 0, to: rows, by: 3) {
        let work = ContractionWork(
          terms: UnsafePointer(term(m)), length: length, vectors: vectors,
          cosine: UnsafePointer(kept(TripletProgram.Kept.cosine)),
          v0: stream(pass.values[0]), v1: stream(pass.values[1]), v2: stream(pass.values[2]),
          v3: stream(pass.values[3]), d0: stream(pass.slopes[0]), d1: stream(pass.slopes[1]),
          d2: stream(pass.slopes[2]), d3: stream(pass.slopes[3]),
          weights: weights + width &* m &* tables.pointee.columnCount,
          powerOffset: width &* pass.firstPower,
          slopeOffset: width &* rows &* tables.pointee.columnCount,
          rowStride: width &* tables.pointee.columnCount, eta0: tables.pointee.etas[m],
          eta1: tables.pointee.etas[min(m + 1, rows - 1)],
          eta2: tables.pointee.etas[min(m + 2, rows - 1)],
          results: results, isFirst: index == 0 && m == 0,
          isLast: index == passes - 1 && m + 3 >= rows)
        work.run(rows: min(3, rows - m), monomials: pass.monomials, powers: pass.powers)
      }
    }
  }

  private var results: ContractionResults<Real> {
    ContractionResults(
      t: bench(0), u: bench(1), v: bench(2), beta: bench(3),
      h: UnsafePointer(kept(TripletProgram.Kept.h)), k: UnsafePointer(kept(TripletProgram.Kept.k)),
      cosine: UnsafePointer(kept(TripletProgram.Kept.cosine)),
      inverse: UnsafePointer(kept(TripletProgram.Kept.inverse)),
      narrow: Real.Register(repeating: tables.pointee.isNarrow ? -2 : 0))
  }
}

/// Where T, U and V are summed up, and what makes the four streams of them.
private struct ContractionResults<Real: LaneScalar> {
  typealias Register = Real.Register

  let t, u, v, beta: UnsafeMutablePointer<Real>
  let h, k, cosine, inverse: UnsafePointer<Real>
  /// −2 where r_jk counts, else 0.
  let narrow: Register

  /// T, U and V, still without the factor h.
  struct Sums {
    var t = Register.zero
    var u = Register.zero
    var v = Register.zero
  }

  @inline(__always)
  func begin(_ n: Int, _ isFirst: Bool) -> Sums {
    isFirst ? Sums() : Sums(t: t.register(n), u: u.register(n), v: v.register(n))
  }

  @inline(__always)
  func end(_ sums: Sums, _ n: Int, _ isLast: Bool) {
    guard isLast else {
      t.store(sums.t, register: n)
      u.store(sums.u, register: n)
      v.store(sums.v, register: n)
      return
    }
    let factor = h.register(n)
    let u2 = sums.u * factor
    let angular = sums.v * factor
    let w = ((sums.t + sums.t) * k.register(n)).addingProduct(u2, narrow)
    t.store(sums.t * factor, register: n)
    u.store(w.addingProduct(u2, Register(repeating: -2)), register: n)
    v.store(angular * cosine.register(n), register: n)
    beta.store(angular * inverse.register(n) - w, register: n)
  }
}

/// Up to three rows and the columns of one pass of the contraction.
private struct ContractionWork<Real: LaneScalar> {
  let terms: UnsafePointer<Real>
  let length, vectors: Int
  let cosine: UnsafePointer<Real>
  /// Powers of 1 + λc, and what their derivatives are multiples of.
  let v0, v1, v2, v3, d0, d1, d2, d3: UnsafePointer<Real>
  let weights: UnsafePointer<Real>
  let powerOffset, slopeOffset, rowStride: Int
  let eta0, eta1, eta2: Double
  let results: ContractionResults<Real>
  let isFirst, isLast: Bool

  private struct Rows<let rows: Int> {}
  private struct Degree<let monomials: Int> {}

  @inline(__always)
  func run(rows: Int, monomials: Int, powers: Int) {
    switch rows {
    case 3: run(Rows<3>(), monomials, powers)
    case 2: run(Rows<2>(), monomials, powers)
    default: run(Rows<1>(), monomials, powers)
    }
  }

  @inline(__always)
  private func run<let rows: Int>(_: Rows<rows>, _ monomials: Int, _ powers: Int) {
    switch monomials {
    case 9: run(Rows<rows>(), Degree<9>(), powers)
    case 7: run(Rows<rows>(), Degree<7>(), powers)
    case 5: run(Rows<rows>(), Degree<5>(), powers)
    case 3: run(Rows<rows>(), Degree<3>(), powers)
    case 2: run(Rows<rows>(), Degree<2>(), powers)
    default:
      switch powers {
      case 4: ContractionPass<Real, rows, 0, 4>(work: self).run()
      case 2: ContractionPass<Real, rows, 0, 2>(work: self).run()
      default: ContractionPass<Real, rows, 0, 1>(work: self).run()
      }
    }
  }

  @inline(__always)
  private func run<let rows: Int, let monomials: Int>(
    _: Rows<rows>, _: Degree<monomials>, _ powers: Int
  ) {
    switch powers {
    case 4: ContractionPass<Real, rows, monomials, 4>(work: self).run()
    case 2: ContractionPass<Real, rows, monomials, 2>(work: self).run()
    case 1: ContractionPass<Real, rows, monomials, 1>(work: self).run()
    default: ContractionPass<Real, rows, monomials, 0>(work: self).run()
    }
  }
}

/// The loop over the pairs, with what decides its shape as part of the type.
///
/// Where there are many registers, two of pairs are worked on at once: the weights outnumber the registers and are
/// loaded again for each of them, which would take longer than the arithmetic. Where there are few, the columns of
/// two would be in memory.
private struct ContractionPass<
  Real: LaneScalar, let rows: Int, let monomials: Int, let powers: Int
> {
  typealias Register = Real.Register

  /// Whether two registers of pairs are worked on at once.
  @inline(__always)
  private static var isPaired: Bool { csimd_has_many_registers() }

  let work: ContractionWork<Real>

  @inline(never)
  func run() {
    let (step, end) = (Real.registerWidth, Real.Lanes.width &* work.vectors)
    var a = 0
    while a < end {
      // The last one is its own partner: both leave the same.
      run(a, Self.isPaired && a &+ step < end ? a &+ step : a)
      a &+= Self.isPaired ? 2 &* step : step
    }
  }

  @inline(__always)
  private func run(_ a: Int, _ b: Int) {
    let (first, second) = (Columns(work, a), Columns(work, b))
    var sumsA = work.results.begin(a, work.isFirst)
    var sumsB = work.results.begin(b, work.isFirst)
    let (w, terms) = (work.weights, work.terms)
    add(w, terms, work.eta0, a, b, first, second, &sumsA, &sumsB)
    if rows > 1 {
      add(
        w + work.rowStride, terms + work.length, work.eta1, a, b, first, second, &sumsA, &sumsB)
    }
    if rows > 2 {
      add(
        w + 2 &* work.rowStride, terms + 2 &* work.length, work.eta2, a, b, first, second, &sumsA,
        &sumsB)
    }
    work.results.end(sumsA, a, work.isLast)
    if Self.isPaired { work.results.end(sumsB, b, work.isLast) }
  }

  /// The columns at a vector of pairs, and what their derivatives are multiples of.
  private struct Columns {
    let c: Monomials<Register, monomials>
    let v0, v1, v2, v3, d0, d1, d2, d3: Register

    @inline(__always)
    init(_ work: ContractionWork<Real>, _ n: Int) {
      c = Monomials(of: monomials > 1 ? work.cosine.register(n) : .zero)
      v0 = powers > 0 ? work.v0.register(n) : .zero
      v1 = powers > 1 ? work.v1.register(n) : .zero
      v2 = powers > 2 ? work.v2.register(n) : .zero
      v3 = powers > 3 ? work.v3.register(n) : .zero
      d0 = powers > 0 ? work.d0.register(n) : .zero
      d1 = powers > 1 ? work.d1.register(n) : .zero
      d2 = powers > 2 ? work.d2.register(n) : .zero
      d3 = powers > 3 ? work.d3.register(n) : .zero
    }
  }

  /// A sum at two registers of pairs, of which the second may mean nothing.
  private struct Pair {
    var x, y: Register

    /// Begins with a column of ones.
    @inline(__always)
    init(_ weight: UnsafePointer<Real>) {
      x = Register(repeating: weight[0])
      y = x
    }

    @inline(__always)
    init(_ weight: UnsafePointer<Real>, _ a: Register, _ b: Register) {
      let w = Register(repeating: weight[0])
      x = w * a
      y = ContractionPass.isPaired ? w * b : .zero
      if ContractionPass.isPaired { Real.keepTogether(&x, &y) }
    }

    @inline(__always)
    mutating func add(_ weight: UnsafePointer<Real>, _ a: Register, _ b: Register) {
      let w = Register(repeating: weight[0])
      x.addProduct(a, w)
      guard ContractionPass.isPaired else { return }
      y.addProduct(b, w)
      Real.keepTogether(&x, &y)
    }
  }

  /// Q = Σ w·φ.
  @inline(__always)
  private func values(_ w: UnsafePointer<Real>, _ a: Columns, _ b: Columns) -> Pair {
    let width = Real.Lanes.width
    let p = w + work.powerOffset
    var q = monomials > 0 ? Pair(w) : Pair(p, a.v0, b.v0)
    if monomials > 1 { q.add(w + width, a.c.c1, b.c.c1) }
    if monomials > 2 { q.add(w + 2 &* width, a.c.c2, b.c.c2) }
    if monomials > 3 { q.add(w + 3 &* width, a.c.c3, b.c.c3) }
    if monomials > 4 { q.add(w + 4 &* width, a.c.c4, b.c.c4) }
    if monomials > 5 { q.add(w + 5 &* width, a.c.c5, b.c.c5) }
    if monomials > 6 { q.add(w + 6 &* width, a.c.c6, b.c.c6) }
    if monomials > 7 { q.add(w + 7 &* width, a.c.c7, b.c.c7) }
    if monomials > 8 { q.add(w + 8 &* width, a.c.c8, b.c.c8) }
    if monomials > 0 && powers > 0 { q.add(p, a.v0, b.v0) }
    if powers > 1 { q.add(p + width, a.v1, b.v1) }
    if powers > 2 { q.add(p + 2 &* width, a.v2, b.v2) }
    if powers > 3 { q.add(p + 3 &* width, a.v3, b.v3) }
    return q
  }

  /// Q′ = dQ/dc; that of c is 1.
  @inline(__always)
  private func slopes(_ w: UnsafePointer<Real>, _ a: Columns, _ b: Columns) -> Pair {
    let width = Real.Lanes.width
    let p = w + work.powerOffset
    var q = monomials > 0 ? Pair(w + width) : Pair(p, a.d0, b.d0)
    if monomials > 2 { q.add(w + 2 &* width, a.c.c1, b.c.c1) }
    if monomials > 3 { q.add(w + 3 &* width, a.c.c2, b.c.c2) }
    if monomials > 4 { q.add(w + 4 &* width, a.c.c3, b.c.c3) }
    if monomials > 5 { q.add(w + 5 &* width, a.c.c4, b.c.c4) }
    if monomials > 6 { q.add(w + 6 &* width, a.c.c5, b.c.c5) }
    if monomials > 7 { q.add(w + 7 &* width, a.c.c6, b.c.c6) }
    if monomials > 8 { q.add(w + 8 &* width, a.c.c7, b.c.c7) }
    if monomials > 0 && powers > 0 { q.add(p, a.d0, b.d0) }
    if powers > 1 { q.add(p + width, a.d1, b.d1) }
    if powers > 2 { q.add(p + 2 &* width, a.d2, b.d2) }
    if powers > 3 { q.add(p + 3 &* width, a.d3, b.d3) }
    return q
  }

  @inline(__always)
  private func add(
    _ w: UnsafePointer<Real>, _ terms: UnsafePointer<Real>, _ eta: Double, _ a: Int, _ b: Int,
    _ first: Columns, _ second: Columns,
    _ sumsA: inout ContractionResults<Real>.Sums, _ sumsB: inout ContractionResults<Real>.Sums
  ) {
    let q = values(w, first, second)
    let slope = slopes(w + work.slopeOffset, first, second)
    let (termA, termB) = (terms.register(a), terms.register(b))
    let (yA, yB) = (termA * q.x, termB * q.y)
    let rate = Register(repeating: Real(eta))
    sumsA.t += yA
    sumsA.u.addProduct(yA, rate)
    sumsA.v.addProduct(termA, slope.x)
    guard Self.isPaired else { return }
    sumsB.t += yB
    sumsB.u.addProduct(yB, rate)
    sumsB.v.addProduct(termB, slope.y)
  }
}
