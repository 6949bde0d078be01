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
    var isFirst = true
    for pass in program.passes {
      let block = program.blocks[pass.block]
      let partner = pass.partner < 0 ? block : program.blocks[pass.partner]
      let chains = pass.partner < 0 ? 1 : 2
      let rows = program.etas.count
      for m in stride(from: 0, to: rows, by: 3) {
        let work = ContractionPass(
          terms: term(m), length: length, vectors: vectors, block: columns(block),
          other: columns(partner), weights: weights + m * program.columnCount + block.first,
          otherOffset: partner.first - block.first, slopeOffset: rows * program.columnCount,
          rowStride: program.columnCount, eta0: program.etas[m],
          eta1: program.etas[min(m + 1, rows - 1)], eta2: program.etas[min(m + 2, rows - 1)],
          t: bench(0), u: bench(1), v: bench(2), isFirst: isFirst)
        work.run(rows: min(3, rows - m), chains: chains)
        isFirst = false
      }
    }
    finish()
  }

  /// From T, U, V without the factor h to the four streams.
  private func finish() {
    let (t, u, v) = (bench(0), bench(1), bench(2))
    let beta = bench(3)
    let h = kept(TripletProgram.Kept.h)
    let k = kept(TripletProgram.Kept.k)
    let cosine = kept(TripletProgram.Kept.cosine)
    let inverse = kept(TripletProgram.Kept.inverse)
    let narrow = Lanes(repeating: program.isNarrow ? -2 : 0)
    for n in stride(from: 0, to: length, by: Lanes.width) {
      let factor = h.lanes(n)
      let total = t.lanes(n)
      let u2 = u.lanes(n) * factor
      let angular = v.lanes(n) * factor
      let w = ((total + total) * k.lanes(n)).addingProduct(u2, narrow)
      t.store(total * factor, n)
      u.store(w.addingProduct(u2, Lanes(repeating: -2)), n)
      v.store(angular * cosine.lanes(n), n)
      beta.store((angular * inverse.lanes(n)) - w, n)
    }
  }
}

/// Up to three rows and one or two blocks of columns of the contraction.
private struct ContractionPass<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let terms: UnsafeMutablePointer<Real>
  let length, vectors: Int
  let block, other: ColumnBlock<Real>
  let weights: UnsafePointer<Real>
  let otherOffset, slopeOffset, rowStride: Int
  let eta0, eta1, eta2: Double
  let t, u, v: UnsafeMutablePointer<Real>
  let isFirst: Bool

  func run(rows: Int, chains: Int) {
    if chains == 2 { both(rows) } else { single(rows) }
  }

  private func both(_ rows: Int) {
    switch (rows, block.count) {
    case (3, 4): run(3, 4, 2)
    case (2, 4): run(2, 4, 2)
    case (1, 4): run(1, 4, 2)
    case (3, 2): run(3, 2, 2)
    case (2, 2): run(2, 2, 2)
    case (1, 2): run(1, 2, 2)
    case (3, _): run(3, 1, 2)
    case (2, _): run(2, 1, 2)
    default: run(1, 1, 2)
    }
  }

  private func single(_ rows: Int) {
    switch (rows, block.count) {
    case (3, 4): run(3, 4, 1)
    case (2, 4): run(2, 4, 1)
    case (1, 4): run(1, 4, 1)
    case (3, 2): run(3, 2, 1)
    case (2, 2): run(2, 2, 1)
    case (1, 2): run(1, 2, 1)
    case (3, _): run(3, 1, 1)
    case (2, _): run(2, 1, 1)
    default: run(1, 1, 1)
    }
  }

  @inline(__always)
  private func run(_ rows: Int, _ columns: Int, _ chains: Int) {
    for i in 0..<vectors {
      let n = Lanes.width * i
      let own = Powers(block, n, columns)
      let second = chains > 1 ? Powers(other, n, columns) : own
      var sums = Sums()
      if !isFirst { sums = Sums(t: t.lanes(n), u: u.lanes(n), v: v.lanes(n)) }
      add(0, eta0, own, second, n, columns, chains, &sums)
      if rows > 1 { add(1, eta1, own, second, n, columns, chains, &sums) }
      if rows > 2 { add(2, eta2, own, second, n, columns, chains, &sums) }
      t.store(sums.t, n)
      u.store(sums.u, n)
      v.store(sums.v, n)
    }
  }

  private struct Sums {
    var t = Lanes.zero
    var u = Lanes.zero
    var v = Lanes.zero
  }

  /// (1 + λc)^(ζ−1) of a block's columns, and 1 + λc.
  private struct Powers {
    let base, c0, c1, c2, c3: Lanes

    @inline(__always)
    init(_ block: ColumnBlock<Real>, _ n: Int, _ columns: Int) {
      base = block.base.lanes(n)
      c0 = block.c0.lanes(n)
      c1 = columns > 1 ? block.c1.lanes(n) : .zero
      c2 = columns > 2 ? block.c2.lanes(n) : .zero
      c3 = columns > 3 ? block.c3.lanes(n) : .zero
    }

    /// Σ w·column, added to a sum.
    @inline(__always)
    func combined(_ weights: UnsafePointer<Real>, _ columns: Int, onto sum: Lanes) -> Lanes {
      var result = sum.addingProduct(c0, Lanes(repeating: weights[0]))
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
    _ chains: Int, _ sums: inout Sums
  ) {
    let w = weights + row * rowStride
    let term = terms.lanes(row * length + n)
    var q = own.combined(w, columns, onto: .zero) * own.base
    var slope = own.combined(w + slopeOffset, columns, onto: .zero)
    if chains > 1 {
      q.addProduct(second.combined(w + otherOffset, columns, onto: .zero), second.base)
      slope = second.combined(w + otherOffset + slopeOffset, columns, onto: slope)
    }
    let y = term * q
    sums.t += y
    sums.u.addProduct(y, Lanes(repeating: eta))
    sums.v.addProduct(term, slope)
  }
}
