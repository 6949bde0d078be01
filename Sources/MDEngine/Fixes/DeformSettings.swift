import Foundation
import MDCore

/// What `fix deform` is told; lengths in Å, times in ps.
public struct DeformSettings: Equatable, Sendable {
  /// How a length of the box changes during a run.
  public enum Length: Equatable, Sendable {
    /// To these bounds at the end.
    case final(lower: Double, upper: Double)
    /// By these amounts.
    case delta(lower: Double, upper: Double)
    /// By a factor.
    case scale(Double)
    /// At a speed of the length.
    case velocity(Double)
    /// At a rate relative to the length at the start, 1/ps.
    case engineeringRate(Double)
    /// At a rate relative to the length of now, 1/ps.
    case trueRate(Double)
    /// So that the volume stays.
    case volume
    /// As a sine.
    case wiggle(amplitude: Double, period: Double)
  }

  /// How a tilt changes during a run.
  public enum Tilt: Equatable, Sendable {
    case final(Double)
    case delta(Double)
    case velocity(Double)
    /// At a rate relative to the length that is perpendicular to the tilt, 1/ps.
    case engineeringRate(Double)
    /// At a rate relative to the tilt of now, 1/ps.
    case trueRate(Double)
    case wiggle(amplitude: Double, period: Double)
  }

  /// What is carried along with the box.
  public enum Remap: String, CaseIterable, Sendable {
    /// Positions.
    case x
    /// Velocities of atoms that cross a periodic face.
    case v
    case none
  }

  /// x, y and z; nil where the box is left alone.
  public var lengths: [Length?] = [nil, nil, nil]
  /// xy, xz and yz.
  public var tilts: [Tilt?] = [nil, nil, nil]
  /// Steps between changes.
  public var interval: Int64 = 1
  public var remap = Remap.x
  /// Whether a strongly tilted box is described by a less tilted one.
  public var flips = true

  /// Nothing changes yet.
  public init() {}

  /// What the box is changed in, in Voigt's order.
  var components: [PressureComponent] {
    let order: [PressureComponent] = [.xx, .yy, .zz, .xy, .xz, .yz]
    let isSet = lengths.map { $0 != nil } + tilts.map { $0 != nil }
    return zip(order, isSet).filter(\.1).map(\.0)
  }

  /// Throws ``InputError`` for settings that contradict each other or the box.
  func validate(_ box: Box) throws(InputError) {
    guard !components.isEmpty else { throw InputError("fix deform: no dimension is named") }
    if tilts.contains(where: { $0 != nil }) && !box.isTriclinic {
      throw InputError(
        "Fix deform tilt factors require triclinic box (change_box all triclinic makes it one)")
    }
    for component in components
    where box.boundaries[component.periodicDimension] == .shrinkWrapped {
      throw InputError(
        "Cannot use fix deform on a shrink-wrapped boundary: \(component.keyword) needs p or f")
    }
    for d in 0..<3 where lengths[d] == .volume {
      let others = [lengths[(d + 1) % 3], lengths[(d + 2) % 3]]
      guard others.contains(where: { $0 != nil && $0 != .volume }) else {
        throw InputError(
          "Fix deform volume setting is invalid: another dimension must change in a way of its own")
      }
    }
  }
}
