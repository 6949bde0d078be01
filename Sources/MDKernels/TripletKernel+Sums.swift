/// The streams of up to five columns of a chain.
struct ColumnBlock<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  /// 1 + λ cos θ, and (1 + λ cos θ)^(ζ−1) for each column.
  let base, c0, c1, c2, c3, c4: UnsafePointer<Real>
  /// 1, 2 or 4, or 5 if the first is 1.
  let count: Int
  /// Whether the first column is 1 everywhere, as for ζ = 1.
  let beginsWithOne: Bool
}

extension TripletKernel {
  /// Σ_t A_m·(1 + λc)^ζ for all m and a block of columns: a matrix product over the pairs, in tiles
  /// of up to three rows and five columns whose sums stay in registers.
  func accumulate(_ block: TripletProgram.Block, sums: UnsafeMutablePointer<Real>) {
    let columns = columns(block)
    let rows = program.etas.count
    for m in stride(from: 0, to: rows, by: 3) {
      let tile = SumTile(
        terms: term(m), length: length, vectors: vectors, h: kept(TripletProgram.Kept.h),
        block: columns, sums: sums + Self.sumStride * (m * program.columnCount + block.first),
        rowStride: Self.sumStride * program.columnCount)
      tile.run(rows: min(3, rows - m))
    }
  }
}

/// One tile of the matrix product.
private struct SumTile<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let terms: UnsafeMutablePointer<Real>
  let length, vectors: Int
  /// The factor of the cutoff function that the terms lack.
  let h: UnsafeMutablePointer<Real>
  let block: ColumnBlock<Real>
  let sums: UnsafeMutablePointer<Real>
  let rowStride: Int

  func run(rows: Int) {
    switch (rows, block.count) {
    case (3, 5): run(3, 5, true)
    case (2, 5): run(2, 5, true)
    case (_, 5): run(1, 5, true)
    default: if block.beginsWithOne { run(rows, true) } else { run(rows, false) }
    }
  }

  @inline(__always)
  private func run(_ rows: Int, _ hasOne: Bool) {
    switch (rows, block.count) {
    case (3, 4): run(3, 4, hasOne)
    case (2, 4): run(2, 4, hasOne)
    case (1, 4): run(1, 4, hasOne)
    case (3, 2): run(3, 2, hasOne)
    case (2, 2): run(2, 2, hasOne)
    case (1, 2): run(1, 2, hasOne)
    case (3, _): run(3, 1, hasOne)
    case (2, _): run(2, 1, hasOne)
    default: run(1, 1, hasOne)
    }
  }

  /// The arguments are literals, so that every copy holds only its own sums.
  @inline(__always)
  private func run(_ rows: Int, _ columns: Int, _ hasOne: Bool) {
    var s0 = RowSums<Real>()
    var s1 = RowSums<Real>()
    var s2 = RowSums<Real>()
    for v in 0..<vectors {
      let n = Lanes.width * v
      let factor = block.base.lanes(n) * h.lanes(n)
      let c0 = hasOne ? .zero : block.c0.lanes(n)
      let c1 = columns > 1 ? block.c1.lanes(n) : .zero
      let c2 = columns > 2 ? block.c2.lanes(n) : .zero
      let c3 = columns > 3 ? block.c3.lanes(n) : .zero
      let c4 = columns > 4 ? block.c4.lanes(n) : .zero
      s0.add(terms.lanes(n) * factor, c0, c1, c2, c3, c4, columns, hasOne)
      if rows > 1 {
        s1.add(terms.lanes(length + n) * factor, c0, c1, c2, c3, c4, columns, hasOne)
      }
      if rows > 2 {
        s2.add(terms.lanes(2 * length + n) * factor, c0, c1, c2, c3, c4, columns, hasOne)
      }
    }
    s0.store(sums, columns)
    if rows > 1 { s1.store(sums + rowStride, columns) }
    if rows > 2 { s2.store(sums + 2 * rowStride, columns) }
  }
}

/// The sums of a row of a tile.
private struct RowSums<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  var s0 = Lanes.zero
  var s1 = Lanes.zero
  var s2 = Lanes.zero
  var s3 = Lanes.zero
  var s4 = Lanes.zero

  @inline(__always)
  mutating func add(
    _ a: Lanes, _ c0: Lanes, _ c1: Lanes, _ c2: Lanes, _ c3: Lanes, _ c4: Lanes,
    _ columns: Int, _ hasOne: Bool
  ) {
    if hasOne { s0 += a } else { s0.addProduct(a, c0) }
    if columns > 1 { s1.addProduct(a, c1) }
    if columns > 2 {
      s2.addProduct(a, c2)
      s3.addProduct(a, c3)
    }
    if columns > 4 { s4.addProduct(a, c4) }
  }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Real>, _ columns: Int) {
    let step = TripletKernel<Real>.sumStride
    target.store(s0, 0)
    if columns > 1 { target.store(s1, step) }
    if columns > 2 {
      target.store(s2, 2 * step)
      target.store(s3, 3 * step)
    }
    if columns > 4 { target.store(s4, 4 * step) }
  }
}
