import Foundation

/// The lagged-Fibonacci generator of Marsaglia, Zaman and Tsang in the form RANMAR, which LAMMPS uses
/// for `random()` and `normal()`: the same seed gives the same numbers there and here.
///
/// A sequence x[n] = x[n−97] − x[n−33] mod 1 is combined with an arithmetic sequence of period
/// 2²⁴ − 3. Source: F. James, Comput. Phys. Commun. 60, 329 (1990); normal deviates by Marsaglia's
/// polar method.
struct MarsagliaGenerator: Equatable, Sendable {
  /// The seeds LAMMPS admits.
  static let seeds = 1...900_000_000

  private static let scale = 1.0 / 16_777_216.0
  /// Entry 0 is the newest value's place when the generator starts at the far end.
  private var lags = [Double](repeating: 0, count: 97)
  private var long = 96
  private var short = 32
  private var arithmetic = 362_436.0 * scale
  private var spareNormal: Double?

  /// A generator at the start of the sequence of a seed.
  init(seed: Int) {
    precondition(Self.seeds.contains(seed))
    let high = (seed - 1) / 30_082
    let low = (seed - 1) % 30_082
    var triple = (high / 177 % 177 + 2, high % 177 + 2, low / 169 % 178 + 1)
    var linear = low % 169
    for index in lags.indices {
      var bit = 0.5
      for _ in 0..<24 {
        let product = triple.0 * triple.1 % 179 * triple.2 % 179
        triple = (triple.1, triple.2, product)
        linear = (53 * linear + 1) % 169
        if linear * product % 64 >= 32 { lags[index] += bit }
        bit *= 0.5
      }
    }
    // LAMMPS throws the first number away.
    _ = uniform()
  }

  /// The next number, even in [0, 1).
  mutating func uniform() -> Double {
    var value = lags[long] - lags[short]
    if value < 0 { value += 1 }
    lags[long] = value
    long = long == 0 ? 96 : long - 1
    short = short == 0 ? 96 : short - 1
    arithmetic -= 7_654_321.0 * Self.scale
    if arithmetic < 0 { arithmetic += 16_777_213.0 * Self.scale }
    value -= arithmetic
    return value < 0 ? value + 1 : value
  }

  /// The next number of the normal distribution of mean 0 and width 1.
  mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spareNormal = x * factor
      return y * factor
    }
  }
}

extension MarsagliaGenerator {
  /// Its state, for a restart.
  var numbers: [Double] {
    lags + [Double(long), Double(short), arithmetic, spareNormal ?? .nan]
  }

  /// The generator of such a state; nil if it is none.
  init?(numbers: [Double]) {
    guard numbers.count == 101, numbers.dropLast().allSatisfy({ abs($0) < 1000 }) else {
      return nil
    }
    self.init(seed: 1)
    lags = Array(numbers[..<97])
    (long, short) = (Int(numbers[97]), Int(numbers[98]))
    guard lags.indices.contains(long), lags.indices.contains(short) else { return nil }
    arithmetic = numbers[99]
    spareNormal = numbers[100].isNaN ? nil : numbers[100]
  }
}
