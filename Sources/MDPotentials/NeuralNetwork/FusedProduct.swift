import MDKernels

/// a·b of vectors in space, rounded as n2p2 does: its makefile has it compiled with fused multiply-adds, x first.
///
/// Compact functions of the angle ask whether a cosine is exactly ±1, which hangs on the last bit of the distances and
/// products that it is made of.
enum FusedProduct {
  typealias Vector<Number> = (x: Number, y: Number, z: Number)

  @inline(__always)
  static func dot(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
    (a.y * b.y).addingProduct(a.x, b.x).addingProduct(a.z, b.z)
  }

  @inline(__always)
  static func dot(_ a: Vector<DoubleLanes>, _ b: Vector<DoubleLanes>) -> DoubleLanes {
    (a.y * b.y).addingProduct(a.x, b.x).addingProduct(a.z, b.z)
  }
}
