import MDKernels
import Testing

/// Tiles of pairs, roots and layers against plain loops.
@Suite struct PairTileTests {
  private static let numbers = (0..<64).map { Double(($0 * 37 + 11) % 101) - 50 }

  /// Lane 4·row + column of a tile, and what is left of it.
  private func tilesAgree<Real: LaneScalar>(_: Real.Type) {
    typealias Lanes = Real.Lanes
    let (width, rows) = (Lanes.width, Lanes.width / 4)
    let memory = UnsafeMutablePointer<Real>.allocate(capacity: 128)
    defer { memory.deallocate() }
    for (n, x) in Self.numbers.enumerated() { memory[n] = Real(x) }
    func lanes(_ vector: Lanes) -> [Real] {
      memory.store(vector, 64)
      return (0..<width).map { memory[64 + $0] }
    }
    #expect(lanes(.tileColumns(memory + 5)) == (0..<width).map { memory[5 + $0 % 4] })
    #expect(lanes(.tileRows(memory + 5)) == (0..<width).map { memory[5 + $0 / 4] })

    // Row r of four rows of four columns; a tile of doubles has two of them.
    let tiles = (memory.lanes(0), memory.lanes(width))
    let asColumns = lanes(.rowsAsColumns(tiles.0, tiles.1))
    for row in 0..<4 {
      let sum = (0..<4).reduce(Real(0)) { $0 + memory[4 * row + $1] }
      #expect(stride(from: row, to: width, by: 4).reduce(Real(0)) { $0 + asColumns[$1] } == sum)
    }

    let sums = (0..<4).map { tile in
      (0..<4).map { column in
        (0..<rows).reduce(Real(0)) { $0 + memory[width * (tile % 2) + 4 * $1 + column] }
      }
    }
    let targets = memory + 96
    for n in 0..<16 { targets[n] = Real(n) }
    Lanes.addTiles(
      (tiles.0, tiles.1, tiles.0, tiles.1), to: (targets, targets + 4, targets + 8, targets + 12))
    for n in 0..<16 { #expect(targets[n] == Real(n) + sums[n / 4][n % 4]) }
  }

  @Test func spreadsAndSums() {
    tilesAgree(Double.self)
    tilesAgree(Float.self)
  }

  @Test func rootsAndInverses() {
    for exponent in stride(from: -250.0, through: 250, by: 0.37) {
      let x = exp10(exponent)
      let (root, inverse) = DoubleLanes(repeating: x).roots()
      #expect(abs(root[3] / x.squareRoot() - 1) <= 2 * Double.ulpOfOne)
      #expect(abs(inverse[3] * x.squareRoot() - 1) <= 3 * Double.ulpOfOne)
    }
    for exponent in stride(from: Float(-30), through: 30, by: 0.037) {
      let x = Float(exp10(Double(exponent)))
      let (root, inverse) = FloatLanes(repeating: x).roots()
      #expect(abs(root[3] / x.squareRoot() - 1) <= 2 * Float.ulpOfOne)
      #expect(abs(inverse[3] * x.squareRoot() - 1) <= 3 * Float.ulpOfOne)
    }
  }

  private func exp10(_ x: Double) -> Double {
    DoubleLanes(repeating: x * 2.302585093).exponential()[0]
  }

  /// Layers of all sizes, forwards and backwards.
  @Test(arguments: [1, 3, 8, 11, 27], [1, 4, 7, 8, 9, 24])
  func layer(inputs: Int, outputs: Int) {
    let weights = (0..<(inputs * outputs)).map { Double(($0 * 29 + 3) % 17) - 8 }
    let biases = (0..<outputs).map { Double($0 % 5) }
    let longest = 8 * max(inputs, outputs)
    let rows = (0..<longest).map { Double(($0 * 13) % 23) - 11 }
    var (forward, back) = (
      [Double](repeating: .nan, count: 8 * outputs), [Double](repeating: .nan, count: 8 * inputs)
    )
    weights.withUnsafeBufferPointer { w in
      biases.withUnsafeBufferPointer { b in
        let layer = DenseLayer(
          weights: w.baseAddress!, biases: b.baseAddress!, inputs: inputs, outputs: outputs)
        rows.withUnsafeBufferPointer { source in
          forward.withUnsafeMutableBufferPointer {
            layer.propagate(source.baseAddress!, to: $0.baseAddress!)
          }
          back.withUnsafeMutableBufferPointer {
            layer.propagateBack(source.baseAddress!, to: $0.baseAddress!)
          }
        }
      }
    }
    for lane in 0..<8 {
      for k in 0..<outputs {
        var sum = biases[k]
        for j in 0..<inputs { sum += weights[k * inputs + j] * rows[8 * j + lane] }
        #expect(forward[8 * k + lane] == sum)
      }
      for j in 0..<inputs {
        var sum = 0.0
        for k in 0..<outputs { sum += weights[k * inputs + j] * rows[8 * k + lane] }
        #expect(back[8 * j + lane] == sum)
      }
    }
  }
}
