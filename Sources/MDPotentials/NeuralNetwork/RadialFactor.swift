import MDKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of one distance that enters symmetry functions as a factor: exp(−η(r − rs)²)·fc(r), or
/// a compact function.
enum RadialFactor: Sendable, Equatable {
  case gaussian(eta: Double, shift: Double, CutoffFunction)
  case compact(CompactFunction)

  /// The distance from which on it is 0.
  var reach: Double {
    switch self {
    case .gaussian(_, _, let cutoff): cutoff.radius
    case .compact(let function): function.right
    }
  }

  /// The value and the derivative at a distance.
  ///
  /// - Parameters:
  ///   - cached: the cutoff function of the factor evaluated last at the same distance, and its
  ///     radius; factors with one radius stand next to each other and share it.
  @inline(__always)
  func valueAndDerivative(_ r: Double, cached: inout CachedCutoff) -> (Double, Double) {
    switch self {
    case .gaussian(let eta, let shift, let cutoff):
      if cached.radius != cutoff.radius {
        (cached.value, cached.derivative) = cutoff.valueAndDerivative(r)
        cached.radius = cutoff.radius
      }
      guard r < cutoff.radius else { return (0, 0) }
      let x = r - shift
      let e = exp(-eta * x * x)
      return (e * cached.value, e * (cached.derivative - 2 * eta * x * cached.value))
    case .compact(let function):
      return function.valueAndDerivative(r)
    }
  }
}

extension RadialFactor {
  /// Writes the values and the derivatives at many distances to memory: whole vectors, the last of which may reach behind
  /// `count`.
  ///
  /// - Parameter cutoff: the cutoff function of the factor evaluated last at the same distances, if any was.
  func fill(
    _ values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>,
    at distances: UnsafePointer<Double>, count: Int, cutoff: inout CutoffRows
  ) {
    switch self {
    case .gaussian(let eta, let shift, let function):
      cutoff.fill(function, at: distances, count: count)
      for n in stride(from: 0, to: count, by: 8) {
        let x = distances.lanes(n) - shift
        let e = (x * x * -eta).exponential()
        let value = e * cutoff.values.lanes(n)
        values.store(value, n)
        slopes.store(e * cutoff.slopes.lanes(n) - x * (2 * eta) * value, n)
      }
    case .compact(let function):
      function.fill(values, slopes: slopes, at: distances, count: count)
    }
  }
}

/// A cutoff function and its derivative at many distances, kept from one factor to the next.
struct CutoffRows {
  let values, slopes: UnsafeMutablePointer<Double>
  private var radius = -1.0

  init(values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>) {
    (self.values, self.slopes) = (values, slopes)
  }

  /// Evaluates a function, if it is not the last one. Factors with one radius reach as far as each other, so that they
  /// ask for as many distances.
  mutating func fill(
    _ function: CutoffFunction, at distances: UnsafePointer<Double>, count: Int
  ) {
    if radius == function.radius { return }
    radius = function.radius
    function.fill(values, slopes: slopes, at: distances, count: count)
  }
}

/// The cutoff function at one distance, kept from one factor to the next.
struct CachedCutoff {
  var radius = -1.0
  var value = 0.0
  var derivative = 0.0
}
