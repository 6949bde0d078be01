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
  /// The values and the derivatives at eight distances.
  @inline(__always)
  func valueAndDerivative(_ r: DoubleLanes, cached: inout CachedCutoffLanes)
    -> (value: DoubleLanes, derivative: DoubleLanes)
  {
    switch self {
    case .gaussian(let eta, let shift, let cutoff):
      if cached.radius != cutoff.radius {
        (cached.value, cached.derivative) = cutoff.valueAndDerivative(r)
        cached.radius = cutoff.radius
      }
      let x = r - shift
      let e = (x * x * -eta).exponential()
      return (e * cached.value, e * (cached.derivative - x * (2 * eta) * cached.value))
    case .compact(let function):
      return function.valueAndDerivative(r)
    }
  }
}

/// The same as ``CachedCutoff`` for eight distances.
struct CachedCutoffLanes {
  var radius = -1.0
  var value = DoubleLanes.zero
  var derivative = DoubleLanes.zero
}

/// The cutoff function at one distance, kept from one factor to the next.
struct CachedCutoff {
  var radius = -1.0
  var value = 0.0
  var derivative = 0.0
}
