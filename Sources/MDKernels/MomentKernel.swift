import CSIMD

/// Executes a ``MomentProgram`` on the neighbours of one element of as many centres as there are lanes.
public struct MomentKernel<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  let program: MomentProgram
  let rows: NeighborRows<Real>
  /// The program's constants, rounded.
  let constants: UnsafeMutablePointer<Real>
  /// What an evaluation works in.
  let work: UnsafeMutablePointer<Real>
  /// Values of l that a pass goes through, at most four: as many sums as registers can hold.
  var longestPass = csimd_has_many_registers() ? 4 : 2

  /// A kernel for the neighbours in rows.
  ///
  /// - Parameter work: memory for ``workPlaces(of:)`` numbers, which no other kernel needs between its
  ///   calls.
  public init(
    program: MomentProgram, rows: NeighborRows<Real>, work: UnsafeMutablePointer<Real>
  ) {
    self.program = program
    self.rows = rows
    constants = work
    self.work = work + program.constants.count
    program.constants.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      for n in stride(from: 0, to: program.constants.count, by: 8) {
        Real.store(source.lanes(n), to: work + n)
      }
    }
  }

  /// Numbers that a kernel works in.
  public static func workPlaces(of program: MomentProgram) -> Int {
    program.constants.count + NeighborRows<Real>.resultPlaces
  }

  /// The first sweep: the moments, a vector of centres each, and for each η the sums of a² in `squares`.
  ///
  /// - Parameters:
  ///   - neighbors: columns that begin with the first centre, and so with `shell`.
  public func evaluate(
    _ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>,
    moments: UnsafeMutablePointer<Real>, squares: UnsafeMutablePointer<Real>
  ) {
    rows.fill(from: neighbors, shell)
    fillFactors(squares)
    var target = moments
    for first in stride(from: 0, to: program.etas.count, by: MomentProgram.tileFactors) {
      let factors = min(MomentProgram.tileFactors, program.etas.count - first)
      for mu in 0...program.order { addMoments(first, factors, mu, &target) }
    }
  }

  /// The radial factors a = exp(−η r²)·fc: exponentials and powers of them, then products.
  private func fillFactors(_ squares: UnsafeMutablePointer<Real>) {
    for (m, root) in program.roots.enumerated() {
      let field = Lanes.width * (NeighborField.first + m)
      if root.eta == m {
        let eta = program.etas[m]
        for n in 0..<rows.count {
          let row = rows.row(n)
          row.store(row.lanes(Lanes.width * NeighborField.square).gaussian(eta), field)
        }
      } else {
        let source = Lanes.width * (NeighborField.first + root.eta)
        for n in 0..<rows.count {
          let row = rows.row(n)
          row.store(row.lanes(source).power(root.power), field)
        }
      }
    }
    for m in program.etas.indices {
      var sum = Lanes.zero
      for n in 0..<rows.count {
        let row = rows.row(n)
        let field = Lanes.width * (NeighborField.first + m)
        let a = row.lanes(field) * row.lanes(Lanes.width * NeighborField.value)
        row.store(a, field)
        sum.addProduct(a, a)
      }
      squares.store(sum, Lanes.width * m)
    }
  }

  /// The moments of one μ, in passes of about the same length.
  private func addMoments(
    _ first: Int, _ factors: Int, _ mu: Int, _ target: inout UnsafeMutablePointer<Real>
  ) {
    let count = program.degrees - mu
    let passes = (count + longestPass - 1) / longestPass
    for number in 0..<passes {
      let d = count * number / passes
      let end = count * (number + 1) / passes
      switch factors {
      case 1: pass(MomentPasses<Real, 1>.self, first, mu, d..<end, target)
      case 2: pass(MomentPasses<Real, 2>.self, first, mu, d..<end, target)
      default: pass(MomentPasses<Real, 3>.self, first, mu, d..<end, target)
      }
      target += Lanes.width * (end - d) * factors * (mu == 0 ? 1 : 2)
    }
  }

  private func pass<let factors: Int>(
    _ type: MomentPasses<Real, factors>.Type, _ first: Int, _ mu: Int, _ degrees: Range<Int>,
    _ target: UnsafeMutablePointer<Real>
  ) {
    let passes = MomentPasses<Real, factors>(
      rows: rows, steps: constants + mu * program.degrees + degrees.lowerBound, factor: first,
      goesOn: degrees.upperBound < program.degrees - mu, target: target)
    passes.run(length: degrees.count, isAxial: mu == 0, isFirst: degrees.lowerBound == 0)
  }
}

extension LaneVector {
  /// A whole power of 1 or more.
  @inline(__always)
  fileprivate func power(_ exponent: Int) -> Self {
    var square = self
    var rest = exponent
    while rest & 1 == 0 {
      square *= square
      rest >>= 1
    }
    var result = square
    rest >>= 1
    while rest > 0 {
      square *= square
      if rest & 1 == 1 { result *= square }
      rest >>= 1
    }
    return result
  }
}
