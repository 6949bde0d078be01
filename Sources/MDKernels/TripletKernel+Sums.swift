import CSIMD

extension TripletKernel {
  /// Σ_t A_m·φ for all m and the columns φ of a pass: a matrix product over the pairs, in tiles of up to three
  /// rows and nine columns whose sums stay in registers; added to what is there unless it is the first part.
  /// Where there are fewer registers the tiles have fewer rows.
  func accumulate(
    _ pass: TripletProgram.Pass, sums: UnsafeMutablePointer<Real>, isFirst: Bool
  ) {
    let rows = tables.pointee.etas.count
    let columns = pass.monomials + pass.powers
    let most = csimd_has_many_registers() ? 3 : columns <= 4 ? 3 : columns <= 6 ? 2 : 1
    for m in stride(from: 0, to: rows, by: most) {
      let tile = SumTile(
        terms: term(m), length: length, vectors: vectors, h: kept(TripletProgram.Kept.h),
        cosine: kept(TripletProgram.Kept.cosine), v0: stream(pass.values[0]),
        v1: stream(pass.values[1]), v2: stream(pass.values[2]), v3: stream(pass.values[3]),
        sums: sums + Self.sumStride * m * tables.pointee.columnCount,
        powerOffset: Self.sumStride * pass.firstPower,
        rowStride: Self.sumStride * tables.pointee.columnCount, isFirst: isFirst)
      tile.run(rows: min(most, rows - m), monomials: pass.monomials, powers: pass.powers)
    }
  }
}

/// One tile of the matrix product.
private struct SumTile<Real: LaneScalar> {
  let terms: UnsafeMutablePointer<Real>
  let length, vectors: Int
  /// The factor of the cutoff function that the terms lack.
  let h: UnsafeMutablePointer<Real>
  let cosine: UnsafeMutablePointer<Real>
  /// Powers of 1 + λc.
  let v0, v1, v2, v3: UnsafePointer<Real>
  let sums: UnsafeMutablePointer<Real>
  let powerOffset, rowStride: Int
  /// Whether nothing is summed up yet.
  let isFirst: Bool

  private struct Rows<let rows: Int> {}

  func run(rows: Int, monomials: Int, powers: Int) {
    switch rows {
    case 3: run(Rows<3>(), monomials, powers)
    case 2: run(Rows<2>(), monomials, powers)
    default: run(Rows<1>(), monomials, powers)
    }
  }

  private func run<let rows: Int>(_: Rows<rows>, _ monomials: Int, _ powers: Int) {
    switch (monomials, powers) {
    case (9, _): SumPass<Real, rows, 9, 0>(tile: self).run()
    case (7, _): SumPass<Real, rows, 7, 0>(tile: self).run()
    case (5, 2): SumPass<Real, rows, 5, 2>(tile: self).run()
    case (5, 1): SumPass<Real, rows, 5, 1>(tile: self).run()
    case (5, _): SumPass<Real, rows, 5, 0>(tile: self).run()
    case (3, 4): SumPass<Real, rows, 3, 4>(tile: self).run()
    case (3, 2): SumPass<Real, rows, 3, 2>(tile: self).run()
    case (3, 1): SumPass<Real, rows, 3, 1>(tile: self).run()
    case (3, _): SumPass<Real, rows, 3, 0>(tile: self).run()
    case (2, 4): SumPass<Real, rows, 2, 4>(tile: self).run()
    case (2, 2): SumPass<Real, rows, 2, 2>(tile: self).run()
    case (2, 1): SumPass<Real, rows, 2, 1>(tile: self).run()
    case (2, _): SumPass<Real, rows, 2, 0>(tile: self).run()
    case (_, 4): SumPass<Real, rows, 0, 4>(tile: self).run()
    case (_, 2): SumPass<Real, rows, 0, 2>(tile: self).run()
    default: SumPass<Real, rows, 0, 1>(tile: self).run()
    }
  }
}

/// The loop over the pairs, with what decides its shape as part of the type.
private struct SumPass<Real: LaneScalar, let rows: Int, let monomials: Int, let powers: Int> {
  typealias Register = Real.Register

  let tile: SumTile<Real>

  /// Lane by lane, so that as few terms as possible are rounded one after the other: all registers of a vector have sums
  /// of their own.
  func run() {
    for part in stride(from: 0, to: Real.Lanes.width, by: Real.registerWidth) { run(part) }
  }

  /// The sums in the lanes of a register, from lane `part` on.
  @inline(__always)
  private func run(_ part: Int) {
    let tile = tile
    let sums = tile.sums + part
    var (s0, s1, s2) = (RowSums(), RowSums(), RowSums())
    for v in 0..<tile.vectors {
      let n = Real.Lanes.width &* v &+ part
      let factor = tile.h.register(n)
      let columns = Columns(tile, n)
      s0.add(tile.terms.register(n) * factor, columns)
      if rows > 1 { s1.add(tile.terms.register(tile.length &+ n) * factor, columns) }
      if rows > 2 { s2.add(tile.terms.register(2 &* tile.length &+ n) * factor, columns) }
    }
    if !tile.isFirst {
      s0.add(sums, tile.powerOffset)
      if rows > 1 { s1.add(sums + tile.rowStride, tile.powerOffset) }
      if rows > 2 { s2.add(sums + 2 &* tile.rowStride, tile.powerOffset) }
    }
    s0.store(sums, tile.powerOffset)
    if rows > 1 { s1.store(sums + tile.rowStride, tile.powerOffset) }
    if rows > 2 { s2.store(sums + 2 &* tile.rowStride, tile.powerOffset) }
  }

  private struct Columns {
    let c: Monomials<Register, monomials>
    let v0, v1, v2, v3: Register

    @inline(__always)
    init(_ tile: SumTile<Real>, _ n: Int) {
      c = Monomials(of: monomials > 1 ? tile.cosine.register(n) : .zero)
      v0 = powers > 0 ? tile.v0.register(n) : .zero
      v1 = powers > 1 ? tile.v1.register(n) : .zero
      v2 = powers > 2 ? tile.v2.register(n) : .zero
      v3 = powers > 3 ? tile.v3.register(n) : .zero
    }
  }

  /// The sums of a row of a tile: those of the powers of c, then those of the others.
  private struct RowSums {
    var s0 = Register.zero
    var s1 = Register.zero
    var s2 = Register.zero
    var s3 = Register.zero
    var s4 = Register.zero
    var s5 = Register.zero
    var s6 = Register.zero
    var s7 = Register.zero
    var s8 = Register.zero
    var p0 = Register.zero
    var p1 = Register.zero
    var p2 = Register.zero
    var p3 = Register.zero

    @inline(__always)
    init() {}

    @inline(__always)
    mutating func add(_ a: Register, _ columns: Columns) {
      if monomials > 0 { s0 += a }
      if monomials > 1 { s1.addProduct(a, columns.c.c1) }
      if monomials > 2 { s2.addProduct(a, columns.c.c2) }
      if monomials > 3 { s3.addProduct(a, columns.c.c3) }
      if monomials > 4 { s4.addProduct(a, columns.c.c4) }
      if monomials > 5 { s5.addProduct(a, columns.c.c5) }
      if monomials > 6 { s6.addProduct(a, columns.c.c6) }
      if monomials > 7 { s7.addProduct(a, columns.c.c7) }
      if monomials > 8 { s8.addProduct(a, columns.c.c8) }
      if powers > 0 { p0.addProduct(a, columns.v0) }
      if powers > 1 { p1.addProduct(a, columns.v1) }
      if powers > 2 { p2.addProduct(a, columns.v2) }
      if powers > 3 { p3.addProduct(a, columns.v3) }
    }

    /// Adds sums of before.
    @inline(__always)
    mutating func add(_ source: UnsafeMutablePointer<Real>, _ powerOffset: Int) {
      let step = TripletKernel<Real>.sumStride
      if monomials > 0 { s0 += source.register(0) }
      if monomials > 1 { s1 += source.register(step) }
      if monomials > 2 { s2 += source.register(2 &* step) }
      if monomials > 3 { s3 += source.register(3 &* step) }
      if monomials > 4 { s4 += source.register(4 &* step) }
      if monomials > 5 { s5 += source.register(5 &* step) }
      if monomials > 6 { s6 += source.register(6 &* step) }
      if monomials > 7 { s7 += source.register(7 &* step) }
      if monomials > 8 { s8 += source.register(8 &* step) }
      let source = source + powerOffset
      if powers > 0 { p0 += source.register(0) }
      if powers > 1 { p1 += source.register(step) }
      if powers > 2 { p2 += source.register(2 &* step) }
      if powers > 3 { p3 += source.register(3 &* step) }
    }

    @inline(__always)
    func store(_ target: UnsafeMutablePointer<Real>, _ powerOffset: Int) {
      let step = TripletKernel<Real>.sumStride
      if monomials > 0 { target.store(s0, register: 0) }
      if monomials > 1 { target.store(s1, register: step) }
      if monomials > 2 { target.store(s2, register: 2 &* step) }
      if monomials > 3 { target.store(s3, register: 3 &* step) }
      if monomials > 4 { target.store(s4, register: 4 &* step) }
      if monomials > 5 { target.store(s5, register: 5 &* step) }
      if monomials > 6 { target.store(s6, register: 6 &* step) }
      if monomials > 7 { target.store(s7, register: 7 &* step) }
      if monomials > 8 { target.store(s8, register: 8 &* step) }
      let target = target + powerOffset
      if powers > 0 { target.store(p0, register: 0) }
      if powers > 1 { target.store(p1, register: step) }
      if powers > 2 { target.store(p2, register: 2 &* step) }
      if powers > 3 { target.store(p3, register: 3 &* step) }
    }
  }
}
