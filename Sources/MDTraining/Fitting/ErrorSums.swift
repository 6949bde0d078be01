/// Sums of errors over structures: what learning curves and tables are made of.
struct ErrorSums: Equatable, Sendable, Codable {
  /// Sum of squares, of magnitudes, the largest magnitude, and how many.
  struct Kind: Equatable, Sendable, Codable {
    var squares = 0.0
    var magnitudes = 0.0
    var largest = 0.0
    var count = 0

    mutating func add(_ error: Double) {
      squares += error * error
      magnitudes += abs(error)
      largest = max(largest, abs(error))
      count += 1
    }

    mutating func add(_ other: Kind) {
      squares += other.squares
      magnitudes += other.magnitudes
      largest = max(largest, other.largest)
      count += other.count
    }

    /// Root of the mean square; 0 of nothing.
    var rmse: Double { count == 0 ? 0 : (squares / Double(count)).squareRoot() }
    /// Mean magnitude; 0 of nothing.
    var mae: Double { count == 0 ? 0 : magnitudes / Double(count) }
  }

  /// Energy an atom (eV), force components (eV/Å), stress components (eV/Å³).
  var energy = Kind()
  var force = Kind()
  var stress = Kind()
  /// Half the sum of weighted squares that the fit makes small.
  var loss = 0.0

  mutating func add(_ other: Self) {
    energy.add(other.energy)
    force.add(other.force)
    stress.add(other.stress)
    loss += other.loss
  }
}
