import MDCore

extension NeighborColumns {
  /// Turns the gradients into forces on the neighbours, in place of g, and returns their sum.
  ///
  /// - Parameter factor: from the gradient in the model's units to a force, with the sign.
  public func finishForces(vectors: Int, factor: Double) -> Vector3 {
    var (sx, sy, sz) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
    for v in 0..<vectors {
      let n = Lanes.width &* v
      let a = alpha.lanes(n)
      let fx = gx.lanes(n).addingProduct(a, x.lanes(n)) * factor
      let fy = gy.lanes(n).addingProduct(a, y.lanes(n)) * factor
      let fz = gz.lanes(n).addingProduct(a, z.lanes(n)) * factor
      gx.store(fx, n)
      gy.store(fy, n)
      gz.store(fz, n)
      fx.add(to: &sx)
      fy.add(to: &sy)
      fz.add(to: &sz)
    }
    return Vector3(sx.total, sy.total, sz.total)
  }

  /// Σ r ⊗ F in eV, once forces stand in place of g.
  ///
  /// - Parameters:
  ///   - vectors: of neighbours.
  ///   - inverseScale: Å for a unit of the columns.
  public func virial(vectors: Int, inverseScale: Double) -> SymmetricTensor {
    var (xx, yy, zz) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var (xy, xz, yz) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for v in 0..<vectors {
      let n = Lanes.width * v
      let (dx, dy, dz) = (x.lanes(n), y.lanes(n), z.lanes(n))
      let (fx, fy, fz) = (gx.lanes(n), gy.lanes(n), gz.lanes(n))
      xx.addProduct(dx, fx)
      yy.addProduct(dy, fy)
      zz.addProduct(dz, fz)
      xy.addProduct(dx, fy)
      xz.addProduct(dx, fz)
      yz.addProduct(dy, fz)
    }
    let sum = SymmetricTensor(
      xx: Double(xx.total), yy: Double(yy.total), zz: Double(zz.total), xy: Double(xy.total),
      xz: Double(xz.total), yz: Double(yz.total))
    return sum * inverseScale
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
