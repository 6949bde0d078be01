import MDCore

extension NeighborColumns {
  /// Turns the gradients into forces on the neighbours, in place of g, and sums them up.
  ///
  /// - Parameters:
  ///   - factor: from the gradient in the model's units to a force, with the sign.
  ///   - inverseScale: Å for a unit of the columns.
  /// - Returns: the sum of the forces, and Σ r ⊗ F in eV.
  public func finishForces(vectors: Int, factor: Double, inverseScale: Double) -> (
    force: Vector3, virial: SymmetricTensor
  ) {
    var (sx, sy, sz) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
    var (xx, yy, zz) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var (xy, xz, yz) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for v in 0..<vectors {
      let n = Lanes.width * v
      let (dx, dy, dz, a) = (x.lanes(n), y.lanes(n), z.lanes(n), alpha.lanes(n))
      let fx = gx.lanes(n).addingProduct(a, dx) * factor
      let fy = gy.lanes(n).addingProduct(a, dy) * factor
      let fz = gz.lanes(n).addingProduct(a, dz) * factor
      gx.store(fx, n)
      gy.store(fy, n)
      gz.store(fz, n)
      fx.add(to: &sx)
      fy.add(to: &sy)
      fz.add(to: &sz)
      xx.addProduct(dx, fx)
      yy.addProduct(dy, fy)
      zz.addProduct(dz, fz)
      xy.addProduct(dx, fy)
      xz.addProduct(dx, fz)
      yz.addProduct(dy, fz)
    }
    let virial = SymmetricTensor(
      xx: Double(xx.total), yy: Double(yy.total), zz: Double(zz.total), xy: Double(xy.total),
      xz: Double(xz.total), yz: Double(yz.total))
    return (Vector3(sx.total, sy.total, sz.total), virial * inverseScale)
  }

  /// r ⊗ F of one neighbour in eV, once forces stand in place of g.
  public func virial(_ n: Int, inverseScale: Double) -> SymmetricTensor {
    let (dx, dy, dz) = (
      Double(x[n]) * inverseScale, Double(y[n]) * inverseScale, Double(z[n]) * inverseScale
    )
    let (fx, fy, fz) = (Double(gx[n]), Double(gy[n]), Double(gz[n]))
    return SymmetricTensor(
      xx: dx * fx, yy: dy * fy, zz: dz * fz, xy: dx * fy, xz: dx * fz, yz: dy * fz)
  }
}
