import MDKernels

/// One symmetry function of one element: its kind and its parameters, in the model's own unit of
/// length (that of the training data, normalised if the data were).
struct SymmetryFunction: Sendable {
  /// The types of `symfunction_short` (Behler, J. Chem. Phys. 134, 074106 (2011); Gastegger et al.,
  /// J. Chem. Phys. 148, 241709 (2018); Bircher et al., Mach. Learn. Sci. Technol. 2, 035026 (2021)).
  enum Kind: Int, Sendable, CaseIterable {
    case radial = 2
    case narrowAngular = 3
    case wideAngular = 9
    case weightedRadial = 12
    case weightedNarrowAngular = 13
    case compactRadial = 20
    case compactNarrowAngular = 21
    case compactWideAngular = 22
    case compactWeightedRadial = 23
    case compactWeightedNarrowAngular = 24
    case compactWeightedWideAngular = 25

    /// Whether it sums over pairs of neighbours.
    var isAngular: Bool {
      switch self {
      case .radial, .weightedRadial, .compactRadial, .compactWeightedRadial: false
      default: true
      }
    }

    /// Whether the distance between the two neighbours enters.
    var isNarrow: Bool {
      switch self {
      case .narrowAngular, .weightedNarrowAngular, .compactNarrowAngular,
        .compactWeightedNarrowAngular:
        true
      default: false
      }
    }

    /// Whether neighbours of all elements count, each with its atomic number as a weight.
    var isWeighted: Bool {
      switch self {
      case .weightedRadial, .weightedNarrowAngular, .compactWeightedRadial,
        .compactWeightedNarrowAngular, .compactWeightedWideAngular:
        true
      default: false
      }
    }

    /// Whether it is built of functions with compact support instead of Gaussians and a cutoff.
    var isCompact: Bool { rawValue >= 20 }
  }

  /// Which function of a distance it uses.
  enum RadialPart: Sendable, Equatable {
    /// exp(−η(r − rs)²)·fc(r)
    case gaussian(eta: Double, shift: Double)
    /// A compact function from rl to rc.
    case compact(CoreFunction, isAsymmetric: Bool, lower: Double)
  }

  /// Which function of the angle it uses.
  enum AngularPart: Sendable, Equatable {
    case none
    /// 2^(1−ζ)·(1 + λ cos θ)^ζ
    case power(lambda: Double, zeta: Double)
    /// A compact function of θ between two angles in degrees.
    case compact(left: Double, right: Double)
  }

  let kind: Kind
  /// Indices of the neighbours' elements, the smaller first; the second only for angular functions,
  /// none for weighted ones.
  let neighbors: [Int]
  var radial: RadialPart
  let angular: AngularPart
  /// rc
  var cutoff: Double
  /// `p2a` and the like, empty for functions with a cutoff function.
  let subtype: String
  /// The line of `input.nn`, from 1.
  let line: Int

  /// Changes the unit of length: lengths are multiplied by the factor.
  mutating func scaleLengths(by factor: Double) {
    cutoff *= factor
    switch radial {
    case .gaussian(let eta, let shift):
      radial = .gaussian(eta: eta / (factor * factor), shift: shift * factor)
    case .compact(let core, let isAsymmetric, let lower):
      radial = .compact(core, isAsymmetric: isAsymmetric, lower: lower * factor)
    }
  }

  /// Whether n2p2 puts this function before another one of the same element.
  ///
  /// The order decides which input neuron and which line of `scaling.data` belongs to a function.
  static func precedes(_ a: Self, _ b: Self) -> Bool {
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    if a.subtype != b.subtype { return a.subtype < b.subtype }
    return a.sortKey.lexicographicallyPrecedes(b.sortKey)
  }

  /// What functions of one type and subtype are sorted by.
  private var sortKey: [Double] {
    let elements = neighbors.map { Double($0) }
    switch (radial, angular) {
    case (.gaussian(let eta, let shift), .power(let lambda, let zeta)):
      return [cutoff, eta, shift, zeta, lambda] + elements
    case (.gaussian(let eta, let shift), _):
      return [cutoff, eta, shift] + elements
    case (.compact(_, _, let lower), .compact(let left, let right)):
      return elements + [cutoff, lower, left, right]
    case (.compact(_, _, let lower), _):
      return elements + [cutoff, lower]
    }
  }
}
