extension TripletKernel {
  /// The second sweep: contracts the derivatives of all functions with their weights.
  ///
  /// With Q_m = Σ w·P and P = (1 + λc)^ζ, the energy's change is
  /// T·d(ln f_ij f_ik f_jk) − U·dS + V·dc, where T = Σ_m A_m Q_m, U = Σ_m η_m A_m Q_m and
  /// V = Σ_m A_m Q_m′. Leaves four streams in the bench: T, W − 2U, V·c and β, with
  /// W = 2(T·d(ln f_jk)/d(r_jk²) − U) and β = V/(r_ij r_ik) − W.
  ///
  /// - Parameter weights: for each place ∂E/∂(sum), and after all places the same times λζ.
  public func contract(weights: UnsafePointer<Real>) {
    let rows = program.etas.count
    let passes = program.passes.count
    for index in 0..<passes {
      let pass = program.passes[index]
      let block = program.blocks[pass.block]
      let partner = pass.partner < 0 ? block : program.blocks[pass.partner]
      for m in stride(from: 0, to: rows, by: 3) {
        let work = ContractionPass(
          terms: UnsafePointer(term(m)), length: length, vectors: vectors, block: columns(block),
          other: columns(partner), weights: weights + m * program.columnCount + block.first,
          otherOffset: partner.first - block.first, slopeOffset: rows * program.columnCount,
          rowStride: program.columnCount, eta0: program.etas[m],
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
private struct ContractionPass<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let terms: UnsafePointer<Real>
  let length, vectors: Int
  let block, other: ColumnBlock<Real>
  let weights: UnsafePointer<Real>
  let otherOffset, slopeOffset, rowStride: Int
  let eta0, eta1, eta2: Double
  let results: ContractionResults<Real>
  let isFirst, isLast: Bool

  func run(rows: Int, chains: Int) {
    switch (chains, block.beginsWithOne) {
    case (2, true): run(rows, 2, true)
    case (2, false): run(rows, 2, false)
    case (_, true): run(rows, 1, true)
    default: run(rows, 1, false)
    }
  }

  @inline(__always)
  private func run(_ rows: Int, _ chains: Int, _ hasOne: Bool) {
    switch (rows, block.count) {
    case (3, 4): run(3, 4, chains, hasOne)
    case (2, 4): run(2, 4, chains, hasOne)
    case (1, 4): run(1, 4, chains, hasOne)
    case (3, 2): run(3, 2, chains, hasOne)
    case (2, 2): run(2, 2, chains, hasOne)
    case (1, 2): run(1, 2, chains, hasOne)
    case (3, _): run(3, 1, chains, hasOne)
    case (2, _): run(2, 1, chains, hasOne)
    default: run(1, 1, chains, hasOne)
    }
  }

  @inline(__always)
  private func run(_ rows: Int, _ columns: Int, _ chains: Int, _ hasOne: Bool) {
    for i in 0..<vectors {
      let n = Lanes.width &* i
      let own = Powers(block, n, columns, hasOne)
      let second = chains > 1 ? Powers(other, n, columns, hasOne) : own
      var sums = results.begin(n, isFirst)
      add(0, eta0, own, second, n, columns, chains, hasOne, &sums)
      if rows > 1 { add(1, eta1, own, second, n, columns, chains, hasOne, &sums) }
      if rows > 2 { add(2, eta2, own, second, n, columns, chains, hasOne, &sums) }
      results.end(sums, n, isLast)
    }
  }

  /// (1 + λc)^(ζ−1) of a block's columns, and 1 + λc.
  private struct Powers {
    let base, c0, c1, c2, c3: Lanes

    @inline(__always)
    init(_ block: ColumnBlock<Real>, _ n: Int, _ columns: Int, _ hasOne: Bool) {
      base = block.base.lanes(n)
      c0 = hasOne ? .zero : block.c0.lanes(n)
      c1 = columns > 1 ? block.c1.lanes(n) : .zero
      c2 = columns > 2 ? block.c2.lanes(n) : .zero
      c3 = columns > 3 ? block.c3.lanes(n) : .zero
    }

    /// Σ w·column, added to a sum if there is one.
    @inline(__always)
    func combined(
      _ weights: UnsafePointer<Real>, _ columns: Int, _ hasOne: Bool, onto sum: Lanes
    ) -> Lanes {
      // A column of ones adds its weight.
      var result =
        hasOne
        ? sum + Lanes(repeating: weights[0]) : sum.addingProduct(c0, Lanes(repeating: weights[0]))
      if columns > 1 { result.addProduct(c1, Lanes(repeating: weights[1])) }
      if columns > 2 {
        result.addProduct(c2, Lanes(repeating: weights[2]))
        result.addProduct(c3, Lanes(repeating: weights[3]))
      }
      return result
    }
  }

  @inline(__always)
  private func add(
    _ row: Int, _ eta: Double, _ own: Powers, _ second: Powers, _ n: Int, _ columns: Int,
    _ chains: Int, _ hasOne: Bool, _ sums: inout ContractionResults<Real>.Sums
  ) {
    let w = weights + row * rowStride
    let term = terms.lanes(row * length + n)
    var q = own.combined(w, columns, hasOne, onto: .zero) * own.base
    var slope = own.combined(w + slopeOffset, columns, hasOne, onto: .zero)
    if chains > 1 {
      q.addProduct(second.combined(w + otherOffset, columns, hasOne, onto: .zero), second.base)
      slope = second.combined(w + otherOffset + slopeOffset, columns, hasOne, onto: slope)
    }
    let y = term * q
    sums.t += y
    sums.u.addProduct(y, Lanes(repeating: eta))
    sums.v.addProduct(term, slope)
  }
}
