import MDCore
import MDDomain

/// One operation of `change_box`; lengths in Å.
public enum BoxChange: Equatable, Sendable {
  /// New lower and upper bound of a dimension.
  case bounds(Int, BoundsChange, keepingVolumeBy: [Int])
  /// A new tilt factor, its place in (xy, xz, yz).
  case tilt(Int, TiltChange)
  /// New boundaries.
  case boundaries(Boundaries)
  /// Declares the box orthogonal; its tilts must be zero.
  case orthogonal
  /// Declares the box triclinic.
  case triclinic
  /// Takes the box as it is now as the one that the next `remap` starts from.
  case set
  /// Moves the atoms with the box, from the one of the last `set` or `remap` to that of now.
  case remap

  /// How the bounds of a dimension change.
  public enum BoundsChange: Equatable, Sendable {
    /// To these values.
    case final(lower: Double, upper: Double)
    /// By these amounts.
    case delta(lower: Double, upper: Double)
    /// By a factor about the middle.
    case scale(Double)
  }

  /// How a tilt factor changes.
  public enum TiltChange: Equatable, Sendable {
    /// To this value.
    case final(Double)
    /// By this amount.
    case delta(Double)
  }
}

extension Box {
  /// Å, a metre: beyond it no digits are left for distances between atoms.
  public static let longestEdge = 1e10

  /// Throws if the cell cannot be simulated.
  ///
  /// - Parameter allowsLargeTilts: whether a tilt may exceed half the length of the edge along which
  ///   it leans, as `box tilt large` allows.
  public func check(allowsLargeTilts: Bool) throws(InputError) {
    guard lengths.min() > 0 else {
      throw InputError("the upper bounds of the box must lie above the lower ones")
    }
    guard lengths.max() <= Self.longestEdge, pointwiseMax(lower, -lower).max() <= Self.longestEdge
    else {
      throw InputError(
        "the box reaches from (\(lower.x), \(lower.y), \(lower.z)) to (\(upper.x), \(upper.y), "
          + "\(upper.z)) Å, and must not be larger than \(Self.longestEdge) Å")
    }
    let tiltsAreLarge =
      (isPeriodic(0) && max(abs(tilts.x), abs(tilts.y)) > 0.5 * lengths.x)
      || (isPeriodic(1) && abs(tilts.z) > 0.5 * lengths.y)
    if isTriclinic && tiltsAreLarge && !allowsLargeTilts {
      throw InputError(
        "Triclinic box skew is too large: a tilt exceeds half the box; `box tilt large` allows it")
    }
  }

  /// The cell after an operation that moves its bounds.
  func changed(_ dimension: Int, _ change: BoxChange.BoundsChange, keepingVolumeBy others: [Int])
    -> Box
  {
    var result = self
    switch change {
    case .final(let lower, let upper):
      result.setBounds(dimension, lower, upper)
    case .delta(let lower, let upper):
      result.setBounds(dimension, self.lower[dimension] + lower, self.upper[dimension] + upper)
    case .scale(let factor):
      result.scaleAboutMiddle(dimension, factor)
    }
    let factor = volume / result.volume
    for other in others {
      result.scaleAboutMiddle(other, others.count == 1 ? factor : factor.squareRoot())
    }
    return result
  }

  mutating func setBounds(_ d: Int, _ lower: Double, _ upper: Double) {
    self.lower[d] = lower
    lengths[d] = upper - lower
  }

  private mutating func scaleAboutMiddle(_ d: Int, _ factor: Double) {
    let middle = 0.5 * (lower[d] + upper[d])
    setBounds(d, middle + factor * (lower[d] - middle), middle + factor * (upper[d] - middle))
  }
}

extension SystemState {
  /// Carries out operations on the box, in their order, and wraps the atoms into the box that results.
  ///
  /// - Parameters:
  ///   - mask: the atoms that `remap` moves.
  ///   - report: told of the box after each operation that changes it.
  public mutating func changeBox(
    _ changes: [BoxChange], remapping mask: UInt32, allowsLargeTilts: Bool,
    report: (Box) -> Void
  ) throws(InputError) {
    wrapAtoms()
    shrinkWrap()
    var reference = box
    for change in changes {
      switch change {
      case .bounds(let d, let amount, let others):
        box = box.changed(d, amount, keepingVolumeBy: others)
      case .tilt(let place, let amount):
        try requireTriclinic()
        switch amount {
        case .final(let value): box.tilts[place] = value
        case .delta(let value): box.tilts[place] += value
        }
      case .boundaries(let boundaries):
        box.boundaries = boundaries
        clearImages()
      case .orthogonal:
        guard box.tilts == .zero else {
          throw InputError("Cannot change box to orthogonal when tilt is non-zero")
        }
        box.isTriclinic = false
      case .triclinic:
        box.isTriclinic = true
      case .set:
        reference = box
      case .remap:
        remap(mask, from: reference)
        reference = box
      }
      try box.check(allowsLargeTilts: allowsLargeTilts)
      if change.definesBox { freeShrinkWrappedFaces() }
      if change.changesShape { report(box) }
    }
    shrinkWrap()
    wrapAtoms()
  }

  private func requireTriclinic() throws(InputError) {
    guard box.isTriclinic else {
      throw InputError("Cannot change box tilt factors for orthogonal box; say 'triclinic' first")
    }
  }

  /// Images along dimensions that are not periodic mean nothing.
  private func clearImages() {
    forEachAtom(in: .group(1)) { view, i in
      var image = view.image(i)
      for d in 0..<3 where !box.isPeriodic(d) { image[d] = 0 }
      view.setImage(image, of: i)
    }
  }

  private func remap(_ mask: UInt32, from reference: Box) {
    let now = box
    forEachAtom(in: .group(mask)) { view, i in
      view.setPosition(now.cartesian(reference.fractional(view.position(i))), of: i)
    }
  }
}

extension BoxChange {
  /// Whether the box counts as newly defined.
  var definesBox: Bool {
    switch self {
    case .bounds, .tilt, .orthogonal, .triclinic, .boundaries: true
    case .set, .remap: false
    }
  }

  /// Whether the box that the log shows has changed.
  var changesShape: Bool {
    switch self {
    case .bounds, .tilt, .orthogonal, .triclinic: true
    case .boundaries, .set, .remap: false
    }
  }
}
