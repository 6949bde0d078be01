extension TripletKernel {
  /// The second sweep: contracts the derivatives of all functions with their weights.
  ///
  /// With Q_m = Σ w·P and P = (1 + λc)^ζ, the energy's change is
  /// T·d(ln f_ij f_ik f_jk) − U·dS + V·dc, where T = Σ_m A_m Q_m, U = Σ_m η_m A_m Q_m and
  /// V = Σ_m A_m Q_m′. Leaves four streams in the bench: T, W − 2U, V·c and β, with
  /// W = 2(T·d(ln f_jk)/d(r_jk²) − U) and β = V/(r_ij r_ik) − W.
  ///
  /// - Parameter weights: for each place ∂E/∂(sum), and after all places the same times λζ; from one place
  ///   to the next it is a vector, since those of a vector of centres stand side by side.
  public func contract(weights: UnsafePointer<Real>) {
    let rows = program.etas.count
    let passes = program.passes.count
    let width = Lanes.width
    for index in 0..<passes {
      let pass = program.passes[index]
      let block = program.blocks[pass.block]
      let partner = pass.partner < 0 ? block : program.blocks[pass.partner]
      for m in stride(from: 0, to: rows, by: 3) {
        let work = ContractionWork(
          terms: UnsafePointer(term(m)), length: length, vectors: vectors, block: columns(block),
          other: columns(partner),
          weights: weights + width &* (m &* program.columnCount &+ block.first),
          otherOffset: width &* (partner.first &- block.first),
          slopeOffset: width &* rows &* program.columnCount,
          rowStride: width &* program.columnCount, eta0: program.etas[m],
          eta1: program.etas[min(m + 1, rows - 1)], eta2: program.etas[min(m + 2, rows - 1)],
          results: results, isFirst: index == 0 && m == 0,
          isLast: index == passes - 1 && m + 3 >= rows)
        work.run(rows: min(3, rows - m), chains: pass.partner < 0 ? 1 : 2)
      }
    }
  }

  private var results: ContractionResults<Real> {
    ContractionResults(
      t: bench(0), u: bench(1), v: bench(2), beta: bench(3),
      h: UnsafePointer(kept(TripletProgram.Kept.h)), k: UnsafePointer(kept(TripletProgram.Kept.k)),
      cosine: UnsafePointer(kept(TripletProgram.Kept.cosine)),
      inverse: UnsafePointer(kept(TripletProgram.Kept.inverse)),
      narrow: Lanes(repeating: program.isNarrow ? -2 : 0))
  }
}

/// Where T, U and V are summed up, and what makes the four streams of them.
private struct ContractionResults<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let t, u, v, beta: UnsafeMutablePointer<Real>
  let h, k, cosine, inverse: UnsafePointer<Real>
  /// −2 where r_jk counts, else 0.
  let narrow: Lanes

  /// T, U and V, still without the factor h.
  struct Sums {
    var t = Lanes.zero
    var u = Lanes.zero
    var v = Lanes.zero
  }

  @inline(__always)
  func begin(_ n: Int, _ isFirst: Bool) -> Sums {
    isFirst ? Sums() : Sums(t: t.lanes(n), u: u.lanes(n), v: v.lanes(n))
  }

  @inline(__always)
  func end(_ sums: Sums, _ n: Int, _ isLast: Bool) {
    guard isLast else {
      t.store(sums.t, n)
      u.store(sums.u, n)
      v.store(sums.v, n)
      return
    }
    let factor = h.lanes(n)
    let u2 = sums.u * factor
    let angular = sums.v * factor
    let w = ((sums.t + sums.t) * k.lanes(n)).addingProduct(u2, narrow)
    t.store(sums.t * factor, n)
    u.store(w.addingProduct(u2, Lanes(repeating: -2)), n)
    v.store(angular * cosine.lanes(n), n)
    beta.store(angular * inverse.lanes(n) - w, n)
  }
}

/// Up to three rows and one or two blocks of columns of the contraction.
private struct ContractionWork<Real: LaneScalar> {
  let terms: UnsafePointer<Real>
  let length, vectors: Int
  let block, other: ColumnBlock<Real>
  let weights: UnsafePointer<Real>
  let otherOffset, slopeOffset, rowStride: Int
  let eta0, eta1, eta2: Double
  let results: ContractionResults<Real>
  let isFirst, isLast: Bool

  func run(rows: Int, chains: Int) {
    switch rows {
    case 3: run(Rows<3>(), chains)
    case 2: run(Rows<2>(), chains)
    default: run(Rows<1>(), chains)
    }
  }

  private struct Rows<let rows: Int> {}
  private struct Columns<let columns: Int> {}

  private func run<let rows: Int>(_: Rows<rows>, _ chains: Int) {
    switch block.count {
    case 5: run(Rows<rows>(), Columns<5>(), chains)
    case 4: run(Rows<rows>(), Columns<4>(), chains)
    case 2: run(Rows<rows>(), Columns<2>(), chains)
    default: run(Rows<rows>(), Columns<1>(), chains)
    }
  }

  private func run<let rows: Int, let columns: Int>(
    _: Rows<rows>, _: Columns<columns>, _ chains: Int
  ) {
    switch (chains, block.beginsWithOne) {
    case (2, true): ContractionPass<Real, rows, columns, 2, 1>(work: self).run()
    case (2, false): ContractionPass<Real, rows, columns, 2, 0>(work: self).run()
    case (_, true): ContractionPass<Real, rows, columns, 1, 1>(work: self).run()
    default: ContractionPass<Real, rows, columns, 1, 0>(work: self).run()
    }
  }
}

/// The loop over the pairs, with what decides its shape as part of the type; `hasOne` is 1 where the first
/// column is 1 everywhere.
///
/// Two vectors of pairs are worked on at once: the weights outnumber the registers and are loaded again
/// for each of them, which would take longer than the arithmetic.
private struct ContractionPass<
  Real: LaneScalar, let rows: Int, let columns: Int, let chains: Int, let hasOne: Int
> {
  typealias Lanes = Real.Lanes

  let work: ContractionWork<Real>

  func run() {
    var i = 0
    while i < work.vectors {
      // The last one is its own partner: both leave the same.
      let a = Lanes.width &* i
      let b = i &+ 1 < work.vectors ? a &+ Lanes.width : a
      run(a, b)
      i &+= 2
    }
  }

  @inline(__always)
  private func run(_ a: Int, _ b: Int) {
    let (ownA, ownB) = (Powers(work.block, a), Powers(work.block, b))
    let secondA = chains > 1 ? Powers(work.other, a) : ownA
    let secondB = chains > 1 ? Powers(work.other, b) : ownB
    var sumsA = work.results.begin(a, work.isFirst)
    var sumsB = work.results.begin(b, work.isFirst)
    let w = work.weights
    add(w, work.terms, work.eta0, a, b, ownA, ownB, secondA, secondB, &sumsA, &sumsB)
    if rows > 1 {
      add(
        w + work.rowStride, work.terms + work.length, work.eta1, a, b, ownA, ownB, secondA, secondB,
        &sumsA, &sumsB)
    }
    if rows > 2 {
      add(
        w + 2 &* work.rowStride, work.terms + 2 &* work.length, work.eta2, a, b, ownA, ownB,
        secondA,
        secondB, &sumsA, &sumsB)
    }
    work.results.end(sumsA, a, work.isLast)
    work.results.end(sumsB, b, work.isLast)
  }

  /// (1 + λc)^(ζ−1) of a block's columns, and 1 + λc.
  private struct Powers {
    let base, c0, c1, c2, c3, c4: Lanes

    @inline(__always)
    init(_ block: ColumnBlock<Real>, _ n: Int) {
      base = block.base.lanes(n)
      c0 = hasOne == 1 ? .zero : block.c0.lanes(n)
      c1 = columns > 1 ? block.c1.lanes(n) : .zero
      c2 = columns > 2 ? block.c2.lanes(n) : .zero
      c3 = columns > 3 ? block.c3.lanes(n) : .zero
      c4 = columns > 4 ? block.c4.lanes(n) : .zero
    }
  }

  /// Σ w·column.
  @inline(__always)
  private func combined(_ weights: UnsafePointer<Real>, _ a: Powers, _ b: Powers) -> (Lanes, Lanes)
  {
    let w = Lanes(repeating: weights[0])
    // A column of ones adds its weight.
    return hasOne == 1
      ? rest(weights, a, b, w, w) : rest(weights, a, b, a.c0 * w, b.c0 * w)
  }

  /// The same added to sums.
  @inline(__always)
  private func combined(
    _ weights: UnsafePointer<Real>, _ a: Powers, _ b: Powers, onto sums: (Lanes, Lanes)
  ) -> (Lanes, Lanes) {
    let w = Lanes(repeating: weights[0])
    return hasOne == 1
      ? rest(weights, a, b, sums.0 + w, sums.1 + w)
      : rest(weights, a, b, sums.0.addingProduct(a.c0, w), sums.1.addingProduct(b.c0, w))
  }

  /// Adds all columns but the first.
  @inline(__always)
  private func rest(
    _ weights: UnsafePointer<Real>, _ a: Powers, _ b: Powers, _ sumA: Lanes, _ sumB: Lanes
  ) -> (Lanes, Lanes) {
    var (x, y) = (sumA, sumB)
    Lanes.keepTogether(&x, &y)
    if columns > 1 {
      let w = Lanes(repeating: weights[Lanes.width])
      x.addProduct(a.c1, w)
      y.addProduct(b.c1, w)
      Lanes.keepTogether(&x, &y)
    }
    if columns > 2 {
      let (w, v) = (
        Lanes(repeating: weights[2 &* Lanes.width]), Lanes(repeating: weights[3 &* Lanes.width])
      )
      x.addProduct(a.c2, w)
      y.addProduct(b.c2, w)
      Lanes.keepTogether(&x, &y)
      x.addProduct(a.c3, v)
      y.addProduct(b.c3, v)
      Lanes.keepTogether(&x, &y)
    }
    if columns > 4 {
      let w = Lanes(repeating: weights[4 &* Lanes.width])
      x.addProduct(a.c4, w)
      y.addProduct(b.c4, w)
      Lanes.keepTogether(&x, &y)
    }
    return (x, y)
  }

  @inline(__always)
  private func add(
    _ w: UnsafePointer<Real>, _ terms: UnsafePointer<Real>, _ eta: Double, _ a: Int, _ b: Int,
    _ ownA: Powers, _ ownB: Powers, _ secondA: Powers, _ secondB: Powers,
    _ sumsA: inout ContractionResults<Real>.Sums, _ sumsB: inout ContractionResults<Real>.Sums
  ) {
    let q = combined(w, ownA, ownB)
    var (qA, qB) = (q.0 * ownA.base, q.1 * ownB.base)
    var slope = combined(w + work.slopeOffset, ownA, ownB)
    if chains > 1 {
      let other = w + work.otherOffset
      let p = combined(other, secondA, secondB)
      qA.addProduct(p.0, secondA.base)
      qB.addProduct(p.1, secondB.base)
      slope = combined(other + work.slopeOffset, secondA, secondB, onto: slope)
    }
    let (termA, termB) = (terms.lanes(a), terms.lanes(b))
    let (yA, yB) = (termA * qA, termB * qB)
    let rate = Lanes(repeating: eta)
    sumsA.t += yA
    sumsB.t += yB
    sumsA.u.addProduct(yA, rate)
    sumsB.u.addProduct(yB, rate)
    sumsA.v.addProduct(termA, slope.0)
    sumsB.v.addProduct(termB, slope.1)
  }
}
