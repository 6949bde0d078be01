/// One pass of the first sweep over the neighbours: the moments of one μ and a few values of d, which stay
/// in registers.
///
/// What decides the loop's shape is part of the type, so that no branch is left in it: `length` values of d,
/// up to four; `factors` radial factors, up to three; `parts` 1 for μ = 0, which has no S, else 2;
/// `isFirst` 1 if d begins at 0.
struct MomentPass<
  Real: LaneScalar, let length: Int, let factors: Int, let parts: Int, let isFirst: Int
> {
  typealias Register = Real.Register
  typealias Values = FactorValues<Register, factors>
  typealias Field = NeighborField

  let rows: NeighborRows<Real>
  /// −β of the values of d.
  let steps: UnsafePointer<Real>
  /// The first of the radial factors.
  let factor: Int
  /// Whether another pass goes on from here.
  let goesOn: Bool

  /// Writes C's and S's of each d.
  func run(_ target: UnsafeMutablePointer<Real>) {
    for part in stride(from: 0, to: width, by: Real.registerWidth) { run(target + part, part) }
  }

  /// Numbers from a value to the next.
  @inline(__always)
  private var width: Int { Real.Lanes.width }

  /// The same for the centres from one on that a register holds.
  @inline(__always)
  private func run(_ target: UnsafeMutablePointer<Real>, _ part: Int) {
    var (c0, c1, c2, c3) = (Values(), Values(), Values(), Values())
    var (s0, s1, s2, s3) = (Values(), Values(), Values(), Values())
    for n in 0..<rows.count {
      let row = rows.row(n) + part
      let z = row.register(width * Field.z)
      let (c, s) = products(row)
      // Q_μ0 = 1 and Q_μ1 = z; a pass of one value goes on from Q_μ0, with none before it.
      var before = length > 1 ? Register(repeating: 1) : .zero
      var last = length > 1 ? z : Register(repeating: 1)
      if isFirst == 1 {
        c0.add(c)
        if parts > 1 { s0.add(s) }
      } else {
        before = row.register(width * Field.before)
        last = row.register(width * Field.last)
        advance(z, 0, &before, &last)
        c0.addProduct(last, c)
        if parts > 1 { s0.addProduct(last, s) }
      }
      if length > 1 {
        if isFirst == 0 { advance(z, 1, &before, &last) }
        c1.addProduct(last, c)
        if parts > 1 { s1.addProduct(last, s) }
      }
      if length > 2 {
        advance(z, 2, &before, &last)
        c2.addProduct(last, c)
        if parts > 1 { s2.addProduct(last, s) }
      }
      if length > 3 {
        advance(z, 3, &before, &last)
        c3.addProduct(last, c)
        if parts > 1 { s3.addProduct(last, s) }
      }
      if goesOn {
        row.store(before, register: width * Field.before)
        row.store(last, register: width * Field.last)
      }
    }
    store(c0, s0, 0, target)
    if length > 1 { store(c1, s1, 1, target) }
    if length > 2 { store(c2, s2, 2, target) }
    if length > 3 { store(c3, s3, 3, target) }
  }

  @inline(__always)
  private func store(_ c: Values, _ s: Values, _ d: Int, _ target: UnsafeMutablePointer<Real>) {
    let place = target + width * factors * parts * d
    c.store(registers: place)
    if parts > 1 { s.store(registers: place + width * factors) }
  }

  /// Q_μd from the two before it.
  @inline(__always)
  private func advance(_ z: Register, _ d: Int, _ before: inout Register, _ last: inout Register) {
    let next = (before * Register(repeating: steps[d])).addingProduct(last, z)
    (before, last) = (last, next)
  }

  /// The radial factors times C_μ and S_μ, which the first pass of each μ makes from those of μ − 1.
  @inline(__always)
  private func products(_ row: UnsafeMutablePointer<Real>) -> (Values, Values) {
    let a = Values(registers: row + width * (Field.first + factor))
    if parts == 1 {
      if isFirst == 1 {
        row.store(Register(repeating: 1), register: width * Field.c)
        row.store(.zero, register: width * Field.s)
      }
      return (a, a)
    }
    var c = row.register(width * Field.c)
    var s = row.register(width * Field.s)
    if isFirst == 1 {
      let x = row.register(width * Field.x)
      let y = row.register(width * Field.y)
      (c, s) = ((x * c).addingProduct(Real.negative(y), s), (x * s).addingProduct(y, c))
      row.store(c, register: width * Field.c)
      row.store(s, register: width * Field.s)
    }
    return (c * a, s * a)
  }
}

/// The passes of the first sweep for a number of radial factors.
struct MomentPasses<Real: LaneScalar, let factors: Int> {
  let rows: NeighborRows<Real>
  let steps: UnsafePointer<Real>
  let factor: Int
  let goesOn: Bool
  let target: UnsafeMutablePointer<Real>

  /// The one with the given shape; see ``MomentPass``.
  func run(length: Int, isAxial: Bool, isFirst: Bool) {
    switch (isAxial, isFirst) {
    case (true, true): run(length, Start<1, 1>())
    case (true, false): run(length, Start<1, 0>())
    case (false, true): run(length, Start<2, 1>())
    case (false, false): run(length, Start<2, 0>())
    }
  }

  private struct Start<let parts: Int, let isFirst: Int> {}

  private func run<let parts: Int, let isFirst: Int>(_ length: Int, _ start: Start<parts, isFirst>)
  {
    switch length {
    case 1: pass(MomentPass<Real, 1, factors, parts, isFirst>.self)
    case 2: pass(MomentPass<Real, 2, factors, parts, isFirst>.self)
    case 3: pass(MomentPass<Real, 3, factors, parts, isFirst>.self)
    default: pass(MomentPass<Real, 4, factors, parts, isFirst>.self)
    }
  }

  private func pass<let length: Int, let parts: Int, let isFirst: Int>(
    _ type: MomentPass<Real, length, factors, parts, isFirst>.Type
  ) {
    MomentPass<Real, length, factors, parts, isFirst>(
      rows: rows, steps: steps, factor: factor, goesOn: goesOn
    ).run(target)
  }
}
