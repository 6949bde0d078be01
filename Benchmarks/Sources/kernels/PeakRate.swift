/// How many operations a second one core does in fused multiply-adds on registers: what no kernel
/// can pass.
///
/// Six independent chains fill the units of a processor with 32 registers of four numbers, twelve
/// those of one with 32 of eight; the better of the two counts.
enum PeakRate {
  /// GFLOP/s in double precision, vectors of eight.
  static func double() -> Double {
    let seed = SIMD8<Double>(repeating: 1e-9)
    return max(
      best(chains: 6, lanes: 8) { six($0, seed)[0] != 0 },
      best(chains: 12, lanes: 8) { twelve($0, seed)[0] != 0 })
  }

  /// GFLOP/s in single precision, vectors of sixteen.
  static func float() -> Double {
    let seed = SIMD16<Float>(repeating: 1e-5)
    return max(
      best(chains: 6, lanes: 16) { six($0, seed)[0] != 0 },
      best(chains: 12, lanes: 16) { twelve($0, seed)[0] != 0 })
  }

  /// The best of some short runs: what disturbs can only slow down.
  private static func best(chains: Int, lanes: Int, _ work: (Int) -> Bool) -> Double {
    let rounds = 2_000_000
    var rate = 0.0
    for _ in 0..<9 {
      let began = processorTime()
      precondition(work(rounds), "the result is used, so that the loop is not left out")
      let seconds = processorTime() - began
      rate = max(rate, Double(2 * rounds * chains * lanes) / seconds * 1e-9)
    }
    return rate
  }

  @inline(__always)
  private static func six<V: SIMD>(_ rounds: Int, _ seed: V) -> V where V.Scalar: FloatingPoint {
    let factor = V(repeating: 1) - seed
    var (a, b, c) = (seed, seed + seed, seed + seed + seed)
    var (d, e, f) = (a + c, b + c, c + c)
    for _ in 0..<rounds {
      a = seed.addingProduct(a, factor)
      b = seed.addingProduct(b, factor)
      c = seed.addingProduct(c, factor)
      d = seed.addingProduct(d, factor)
      e = seed.addingProduct(e, factor)
      f = seed.addingProduct(f, factor)
    }
    return a + b + c + d + e + f
  }

  @inline(__always)
  private static func twelve<V: SIMD>(_ rounds: Int, _ seed: V) -> V
  where V.Scalar: FloatingPoint {
    let factor = V(repeating: 1) - seed
    var (a, b, c) = (seed, seed + seed, seed + seed + seed)
    var (d, e, f) = (a + c, b + c, c + c)
    var (g, h, i) = (d + a, d + b, d + c)
    var (j, k, l) = (g + a, g + b, g + c)
    for _ in 0..<rounds {
      a = seed.addingProduct(a, factor)
      b = seed.addingProduct(b, factor)
      c = seed.addingProduct(c, factor)
      d = seed.addingProduct(d, factor)
      e = seed.addingProduct(e, factor)
      f = seed.addingProduct(f, factor)
      g = seed.addingProduct(g, factor)
      h = seed.addingProduct(h, factor)
      i = seed.addingProduct(i, factor)
      j = seed.addingProduct(j, factor)
      k = seed.addingProduct(k, factor)
      l = seed.addingProduct(l, factor)
    }
    return a + b + c + d + e + f + g + h + i + j + k + l
  }
}
