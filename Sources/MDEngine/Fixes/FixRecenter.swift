import MDCore

/// Carries atoms in every step so that the centre of mass of a group is where it shall be: `fix recenter`.
/// Velocities stay. It belongs behind the fixes that integrate.
public struct FixRecenter: Fix {
  /// Where the centre shall be along a dimension.
  public enum Target: Equatable, Sendable {
    /// Where it was when the run began.
    case initial
    /// Å.
    case position(Double)
    /// A fraction of the block around the box, which may change.
    case fraction(Double)
  }

  public let id: String
  public var style: String { "recenter" }
  let mask: UInt32
  let shiftedMask: UInt32
  let targets: [Target?]
  private var initial = Vector3.zero
  private var shift = Vector3.zero

  /// - Parameters:
  ///   - targets: by dimension; nil (`NULL`) for one that is left alone.
  ///   - shiftedMask: the group that is carried; by default the one whose centre it is.
  public init(id: String, mask: UInt32 = 1, targets: [Target?], shiftedMask: UInt32? = nil) {
    self.id = id
    self.mask = mask
    self.targets = targets
    self.shiftedMask = shiftedMask ?? mask
  }

  public var displacesAtoms: Bool { true }

  public mutating func begin(_ state: inout SystemState) throws {
    guard state.groupMotion(of: mask).count > 0 else {
      throw InputError("Fix recenter group has no atoms")
    }
  }

  public mutating func beginRun(_ state: inout SystemState) throws {
    initial = state.groupMotion(of: mask).center
  }

  public mutating func initialIntegrate(_ state: inout SystemState) throws {
    let center = state.groupMotion(of: mask).center
    let (lower, upper) = state.box.boundingBox
    shift = .zero
    for d in 0..<3 {
      switch targets[d] {
      case .initial: shift[d] = initial[d] - center[d]
      case .position(let x): shift[d] = x - center[d]
      case .fraction(let s): shift[d] = lower[d] + s * (upper[d] - lower[d]) - center[d]
      case nil: break
      }
    }
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & shiftedMask != 0 {
      atoms.x[i] += shift.x
      atoms.y[i] += shift.y
      atoms.z[i] += shift.z
    }
  }

  /// How far the atoms were carried in the last step, Å.
  public func scalar(_ state: borrowing SystemState) -> Double? { shift.length }

  /// The same by dimension, Å.
  public func vector(_ state: borrowing SystemState) -> [Double] { [shift.x, shift.y, shift.z] }

  public func isExtensive(isElement: Bool) -> Bool { true }

  public var memory: [Double] {
    get { [initial, shift].flatMap { [$0.x, $0.y, $0.z] } }
    set {
      guard newValue.count == 6 else { return }
      initial = Vector3(newValue[0], newValue[1], newValue[2])
      shift = Vector3(newValue[3], newValue[4], newValue[5])
    }
  }
}
