import CSIMD

/// Executes a ``MomentProgram`` on a centre's neighbours of one element.
public struct MomentKernel<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  let program: MomentProgram
  let neighbors: NeighborColumns<Real>
  let shell: ShellColumns<Real>
  let places: Range<Int>
  /// `streamCount` streams of as many places as there are neighbours.
  let streams: UnsafeMutablePointer<Real>
  /// What the sums are collected in, a vector for each of `momentPlaces`.
  let bench: UnsafeMutablePointer<Real>

  /// A kernel for neighbours at `places`, whole vectors.
  public init(
    program: MomentProgram, neighbors: NeighborColumns<Real>, shell: ShellColumns<Real>,
    places: Range<Int>,
    streams: UnsafeMutablePointer<Real>, bench: UnsafeMutablePointer<Real>
  ) {
    self.program = program
    self.neighbors = neighbors
    self.shell = shell
    self.places = places
    self.streams = streams
    self.bench = bench
  }

  @inline(__always)
  private func stream(_ number: Int) -> UnsafeMutablePointer<Real> {
    streams + number * places.count
  }

  /// The first sweep: the moments, and for each η the sum of a² in `squares`.
  public func evaluate(
    moments: UnsafeMutablePointer<Real>, squares: UnsafeMutablePointer<Real>
  ) {
    fillBasis()
    for (m, eta) in program.etas.enumerated() {
      let target = stream(program.aStream(m))
      var sum = Lanes.zero
      for n in stride(from: 0, to: places.count, by: Lanes.width) {
        let at = places.lowerBound + n
        let a = (neighbors.square.lanes(at) * -eta).exponential() * shell.value.lanes(at)
        target.store(a, n)
        sum.addProduct(a, a)
      }
      squares[m] = sum.total
    }
    for tile in 0..<program.tileCount { addMoments(tile) }
    for place in stride(from: 0, to: program.momentPlaces, by: Lanes.width) {
      moments.store(Lanes.sumRows(bench + Lanes.width * place), place)
    }
  }

  /// C_μ, S_μ and Π_lμ of all neighbours.
  private func fillBasis() {
    let order = program.order
    for n in stride(from: 0, to: places.count, by: Lanes.width) {
      let at = places.lowerBound + n
      let inverse = neighbors.inverse.lanes(at)
      let (x, y) = (neighbors.x.lanes(at) * inverse, neighbors.y.lanes(at) * inverse)
      var (c, s) = (Lanes(repeating: 1), Lanes.zero)
      for mu in 0...order {
        stream(program.cStream(mu)).store(c, n)
        stream(program.sStream(mu)).store(s, n)
        (c, s) = ((x * c).addingProduct(-y, s), (x * s).addingProduct(y, c))
      }
      fillPolynomials(neighbors.z.lanes(at) * inverse, n)
    }
  }

  @inline(__always)
  private func fillPolynomials(_ z: Lanes, _ n: Int) {
    let recurrences = program.recurrences
    let starts = program.starts
    for mu in 0...program.order {
      var before = Lanes.zero
      var last = Lanes(repeating: starts[mu])
      stream(program.piStream(mu, mu)).store(last, n)
      var l = mu + 1
      while l <= program.order {
        let r = recurrences[MomentProgram.term(l, mu)]
        let next = (before * r.fall).addingProduct(last * r.rise, z)
        stream(program.piStream(l, mu)).store(next, n)
        (before, last) = (last, next)
        l += 1
      }
    }
  }

  private func addMoments(_ tile: Int) {
    let rows = min(3, program.etas.count - 3 * tile)
    switch rows {
    case 3: addMoments(tile, 3)
    case 2: addMoments(tile, 2)
    default: addMoments(tile, 1)
    }
  }

  @inline(__always)
  private func addMoments(_ tile: Int, _ rows: Int) {
    let length = places.count
    let a = stream(program.aStream(3 * tile))
    for l in 0...program.order {
      for mu in 0...l {
        let (c, s) = (stream(program.cStream(mu)), stream(program.sStream(mu)))
        let pi = stream(program.piStream(l, mu))
        var (c0, c1, c2) = (Lanes.zero, Lanes.zero, Lanes.zero)
        var (s0, s1, s2) = (Lanes.zero, Lanes.zero, Lanes.zero)
        for n in stride(from: 0, to: length, by: Lanes.width) {
          let even = pi.lanes(n) * c.lanes(n)
          let odd = pi.lanes(n) * s.lanes(n)
          c0.addProduct(a.lanes(n), even)
          s0.addProduct(a.lanes(n), odd)
          if rows > 1 {
            c1.addProduct(a.lanes(length + n), even)
            s1.addProduct(a.lanes(length + n), odd)
          }
          if rows > 2 {
            c2.addProduct(a.lanes(2 * length + n), even)
            s2.addProduct(a.lanes(2 * length + n), odd)
          }
        }
        let target =
          bench + 6 * Lanes.width * (tile * program.termCount + MomentProgram.term(l, mu))
        target.store(c0, 0)
        target.store(s0, Lanes.width)
        target.store(c1, 2 * Lanes.width)
        target.store(s1, 3 * Lanes.width)
        target.store(c2, 4 * Lanes.width)
        target.store(s2, 5 * Lanes.width)
      }
    }
  }

  /// The second sweep: adds the gradients.
  ///
  /// - Parameters:
  ///   - coefficients: ∂E/∂(moment), in the order of the moments.
  ///   - diagonals: for each η what is taken off ∂E/∂a for each a.
  public func addGradient(
    coefficients: UnsafePointer<Real>, diagonals: UnsafePointer<Real>
  ) {
    for tile in 0..<program.tileCount {
      let rows = min(3, program.etas.count - 3 * tile)
      for n in stride(from: 0, to: places.count, by: Lanes.width) {
        switch rows {
        case 3: addGradient(tile, n, coefficients, diagonals, 3)
        case 2: addGradient(tile, n, coefficients, diagonals, 2)
        default: addGradient(tile, n, coefficients, diagonals, 1)
        }
      }
    }
  }

  @inline(__always)
  private func addGradient(
    _ tile: Int, _ n: Int, _ coefficients: UnsafePointer<Real>,
    _ diagonals: UnsafePointer<Real>, _ rows: Int
  ) {
    let at = places.lowerBound + n
    let a0 = stream(program.aStream(3 * tile)).lanes(n)
    let a1 = rows > 1 ? stream(program.aStream(3 * tile + 1)).lanes(n) : .zero
    let a2 = rows > 2 ? stream(program.aStream(3 * tile + 2)).lanes(n) : .zero
    var (v0, v1, v2) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var (gx, gy, gz) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var (cBefore, sBefore) = (Lanes.zero, Lanes.zero)
    for mu in 0...program.order {
      let c = stream(program.cStream(mu)).lanes(n)
      let s = stream(program.sStream(mu)).lanes(n)
      let sums = columnSums(tile, mu, n, coefficients, rows)
      v0 += sums.w0.even * c
      v0.addProduct(sums.w0.odd, s)
      var (even, odd) = (a0 * sums.w0.even, a0 * sums.w0.odd)
      var (evenZ, oddZ) = (a0 * sums.z0.even, a0 * sums.z0.odd)
      if rows > 1 {
        v1.addProduct(sums.w1.even, c)
        v1.addProduct(sums.w1.odd, s)
        even.addProduct(a1, sums.w1.even)
        odd.addProduct(a1, sums.w1.odd)
        evenZ.addProduct(a1, sums.z1.even)
        oddZ.addProduct(a1, sums.z1.odd)
      }
      if rows > 2 {
        v2.addProduct(sums.w2.even, c)
        v2.addProduct(sums.w2.odd, s)
        even.addProduct(a2, sums.w2.even)
        odd.addProduct(a2, sums.w2.odd)
        evenZ.addProduct(a2, sums.z2.even)
        oddZ.addProduct(a2, sums.z2.odd)
      }
      gz.addProduct(evenZ, c)
      gz.addProduct(oddZ, s)
      // ∂C_μ/∂x = μ C_(μ−1), ∂C_μ/∂y = −μ S_(μ−1), ∂S_μ/∂x = μ S_(μ−1), ∂S_μ/∂y = μ C_(μ−1).
      let (evenMu, oddMu) = (even * Double(mu), odd * Double(mu))
      gx = gx.addingProduct(evenMu, cBefore).addingProduct(oddMu, sBefore)
      gy = gy.addingProduct(oddMu, cBefore).addingProduct(-evenMu, sBefore)
      (cBefore, sBefore) = (c, s)
    }
    let slope = shell.slope.lanes(at)
    var alpha = neighbors.alpha.lanes(at)
    addRadial(v0, a0, 3 * tile, slope, diagonals, &alpha)
    if rows > 1 { addRadial(v1, a1, 3 * tile + 1, slope, diagonals, &alpha) }
    if rows > 2 { addRadial(v2, a2, 3 * tile + 2, slope, diagonals, &alpha) }
    addTangential(gx, gy, gz, at, alpha)
  }

  /// dE/da times da/d(r²) twice, along the neighbour's direction.
  @inline(__always)
  private func addRadial(
    _ v: Lanes, _ a: Lanes, _ m: Int, _ slope: Lanes, _ diagonals: UnsafePointer<Real>,
    _ alpha: inout Lanes
  ) {
    let change = v.addingProduct(a, Lanes(repeating: -diagonals[m])) * a
    alpha.addProduct(change, slope - 2 * program.etas[m])
  }

  /// The part of the gradient with respect to the direction that is across it, divided by r.
  @inline(__always)
  private func addTangential(_ gx: Lanes, _ gy: Lanes, _ gz: Lanes, _ at: Int, _ alpha: Lanes) {
    let inverse = neighbors.inverse.lanes(at)
    let along = (neighbors.x.lanes(at) * gx).addingProduct(neighbors.y.lanes(at), gy)
      .addingProduct(neighbors.z.lanes(at), gz)
    // r̂(r̂·g)/r = r (r·g)/r³
    let cube = inverse * inverse * inverse
    neighbors.alpha.store(alpha.addingProduct(-along, cube), at)
    neighbors.gx.store(neighbors.gx.lanes(at).addingProduct(gx, inverse), at)
    neighbors.gy.store(neighbors.gy.lanes(at).addingProduct(gy, inverse), at)
    neighbors.gz.store(neighbors.gz.lanes(at).addingProduct(gz, inverse), at)
  }

  /// Coefficients of C_μ and of S_μ.
  private struct EvenOdd {
    var even = Lanes.zero
    var odd = Lanes.zero

    @inline(__always)
    mutating func add(_ value: Lanes, _ weights: UnsafePointer<Real>) {
      even.addProduct(value, Lanes(repeating: weights[0]))
      odd.addProduct(value, Lanes(repeating: weights[1]))
    }
  }

  /// For each η Σ_l coefficient·Π_lμ, and the same with the derivative of Π.
  private struct ColumnSums {
    var w0 = EvenOdd()
    var w1 = EvenOdd()
    var w2 = EvenOdd()
    var z0 = EvenOdd()
    var z1 = EvenOdd()
    var z2 = EvenOdd()
  }

  @inline(__always)
  private func columnSums(
    _ tile: Int, _ mu: Int, _ n: Int, _ coefficients: UnsafePointer<Real>, _ rows: Int
  ) -> ColumnSums {
    var sums = ColumnSums()
    let recurrences = program.recurrences
    var l = mu
    while l <= program.order {
      let term = MomentProgram.term(l, mu)
      let w = coefficients + 6 * (tile * program.termCount + term)
      let value = stream(program.piStream(l, mu)).lanes(n)
      sums.w0.add(value, w)
      if rows > 1 { sums.w1.add(value, w + 2) }
      if rows > 2 { sums.w2.add(value, w + 4) }
      if l > mu {
        let slope = stream(program.piStream(l, mu + 1)).lanes(n) * recurrences[term].slope
        sums.z0.add(slope, w)
        if rows > 1 { sums.z1.add(slope, w + 2) }
        if rows > 2 { sums.z2.add(slope, w + 4) }
      }
      l += 1
    }
    return sums
  }
}
