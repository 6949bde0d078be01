import MDKernels
import Testing

/// Cutoff functions for vectors of neighbours.
@Suite struct ShellTests {
  static let functions = CutoffFunction.Kind.allCases.flatMap { kind in
    [0, 0.3].map { CutoffFunction(kind: kind, radius: 4, alpha: $0) }
  }

  /// Value and logarithmic slope at distances up to the radius and beyond.
  @Test(arguments: functions)
  func agreesWithScalar(_ function: CutoffFunction) {
    let distances = (0..<64).map { 0.05 + Double($0) * 0.065 }
    let capacity = 64
    let memory = UnsafeMutablePointer<Double>.allocate(
      capacity: NeighborColumns<Double>.columnCount * capacity)
    let numbers = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * capacity)
    let shells = UnsafeMutablePointer<Double>.allocate(capacity: 3 * capacity)
    defer {
      memory.deallocate()
      numbers.deallocate()
      shells.deallocate()
    }
    let columns = NeighborColumns(
      numbers: memory, index: numbers, element: numbers + capacity, capacity: capacity, offset: 0)
    for (n, r) in distances.enumerated() {
      (columns.x[n], columns.y[n], columns.z[n]) = (r, 0, 0)
    }
    columns.complete(start: 0, count: 61, element: 0, scale: 1)
    let shell = ShellColumns(base: shells, capacity: capacity, offset: 0)
    function.fill(shell, columns, vectors: 8, weights: nil)
    for (n, r) in distances.enumerated() {
      let (value, slope) = n < 61 ? function.valueAndDerivative(r) : (0, 0)
      // The scalar polynomials have coefficients of some hundreds that cancel.
      #expect(abs(shell.value[n] - value) <= 1e-13)
      #expect(abs(shell.value[n] * shell.slope[n] * r - slope) <= 1e-12)
      let isFar = n >= 61 || r >= 4
      #expect((shell.reach[n] == DoubleLanes.farAway) == isFar)
    }
  }
}
