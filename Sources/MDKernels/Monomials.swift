/// The powers of c = cos θ up to a number of them, 1 counted: made anew in each sweep, since that takes less time
/// than to keep them.
struct Monomials<Vector: RegisterVector, let count: Int> {
  let c1, c2, c3, c4, c5, c6, c7, c8: Vector

  @inline(__always)
  init(of c: Vector) {
    c1 = c
    c2 = count > 2 ? c * c : .zero
    c3 = count > 3 ? c2 * c : .zero
    c4 = count > 4 ? c2 * c2 : .zero
    c5 = count > 5 ? c3 * c2 : .zero
    c6 = count > 6 ? c3 * c3 : .zero
    c7 = count > 7 ? c4 * c3 : .zero
    c8 = count > 8 ? c4 * c4 : .zero
  }
}
