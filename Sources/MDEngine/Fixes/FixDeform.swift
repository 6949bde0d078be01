import Foundation
import MDCore

/// Changes the box in a given way while a run goes on: `fix deform`. At the end of each step the box is
/// where the ramp of the run wants it, as in LAMMPS (29 Sep 2021).
public struct FixDeform: Fix {
  public let id: String
  public var style: String { "deform" }
  let mask: UInt32
  let settings: DeformSettings

  /// The box when the fix was defined: from it runs with `start` and `stop` are counted.
  private var initial: Box
  private var start: Box
  private var stop: Box
  /// How fast the lengths (0 to 2) and the tilts xy, xz, yz (3 to 5) change, Å/ps.
  private var rates = [Double](repeating: 0, count: 6)
  /// The step after which the box is to be described anew.
  private var flipsAfter: Int64?

  /// - Parameter box: the box as it is when the deck defines the fix.
  /// - Throws: ``InputError`` for settings that contradict each other or the box.
  public init(id: String, mask: UInt32 = 1, settings: DeformSettings, box: Box) throws {
    try settings.validate(box)
    self.id = id
    self.mask = mask
    self.settings = settings
    initial = box
    start = box
    stop = box
  }

  public var changesBox: Bool { true }
  public var boxComponents: [PressureComponent] { settings.components }

  /// Atoms that are outside the box when a run begins are wrapped with the rates of this run.
  public mutating func beginRun(_ state: inout SystemState) throws { try setup(&state) }

  public mutating func setup(_ state: inout SystemState) throws {
    let steps = state.rampRange.upperBound - state.rampRange.lowerBound
    let time = Double(steps) * state.timestep
    start = state.rampRange.lowerBound == state.step ? state.box : initial
    stop = start
    rates = [Double](repeating: 0, count: 6)
    for d in 0..<3 {
      guard let change = settings.lengths[d] else { continue }
      let (lower, upper) = bounds(d, change, after: time)
      guard lower < upper else {
        throw InputError(
          "Final box dimension due to fix deform is < 0.0 (along \(["x", "y", "z"][d]))")
      }
      stop.setBounds(d, lower, upper)
      if change.isLinear && time > 0 { rates[d] = (stop.lengths[d] - start.lengths[d]) / time }
    }
    for t in 0..<3 {
      guard let change = settings.tilts[t] else { continue }
      if case .trueRate = change, start.tilts[t] == 0 {
        throw InputError("Cannot use fix deform trate on a box with zero tilt")
      }
      stop.tilts[t] = tilt(t, change, after: time)
      if change.isLinear && time > 0 { rates[3 + t] = (stop.tilts[t] - start.tilts[t]) / time }
    }
    try checkFlips()
  }

  /// The flips of yz change xz by xy, which must then stand still.
  private func checkFlips() throws {
    guard settings.flips, let yz = settings.tilts[2], settings.tilts[0] != nil else { return }
    var extremes = [stop.tilts.z]
    if case .wiggle(let amplitude, _) = yz {
      extremes = [start.tilts.z - abs(amplitude), start.tilts.z + abs(amplitude)]
    }
    let least = min(start.lengths.y, stop.lengths.y)
    guard extremes.allSatisfy({ abs($0) <= 0.5 * least }) else {
      throw InputError("Fix deform is changing yz too much with xy; say 'flip no'")
    }
  }

  /// Bounds of a dimension some time after the start of the ramp, ps.
  private func bounds(
    _ d: Int, _ change: DeformSettings.Length, after time: Double
  ) -> (lower: Double, upper: Double) {
    let (lower, upper, length) = (start.lower[d], start.upper[d], start.lengths[d])
    func grown(by growth: Double) -> (Double, Double) {
      (lower - 0.5 * growth, upper + 0.5 * growth)
    }
    switch change {
    case .final(let lower, let upper): return (lower, upper)
    case .delta(let below, let above): return (lower + below, upper + above)
    case .scale(let factor):
      let middle = 0.5 * (lower + upper)
      return (middle - 0.5 * factor * length, middle + 0.5 * factor * length)
    case .velocity(let speed): return grown(by: time * speed)
    case .engineeringRate(let rate): return grown(by: time * rate * length)
    case .trueRate(let rate):
      let middle = 0.5 * (lower + upper)
      let grown = length * exp(rate * time)
      return (middle - 0.5 * grown, middle + 0.5 * grown)
    case .volume: return (lower, upper)
    case .wiggle(let amplitude, let period):
      return grown(by: amplitude * sin(2 * .pi * time / period))
    }
  }

  private func tilt(_ t: Int, _ change: DeformSettings.Tilt, after time: Double) -> Double {
    let tilt = start.tilts[t]
    switch change {
    case .final(let value): return value
    case .delta(let value): return tilt + value
    case .velocity(let speed): return tilt + time * speed
    case .engineeringRate(let rate):
      return tilt + time * rate * (t == 0 ? start.lengths.y : start.lengths.z)
    case .trueRate(let rate): return tilt * exp(rate * time)
    case .wiggle(let amplitude, let period):
      return tilt + amplitude * sin(2 * .pi * time / period)
    }
  }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    guard state.step % settings.interval == 0 else { return }
    let old = state.box
    var new = old
    let time = Double(state.step - state.rampRange.lowerBound) * state.timestep
    setLengths(of: &new, state.rampFraction, after: time, old)
    setTilts(of: &new, state.rampFraction, after: time, old)
    state.box = new
    if settings.remap == .x { state.carryAtoms(mask, from: old) }
    guard settings.flips, old.isTriclinic else { return }
    var flipped = new
    if BoxFlip.reduce(&flipped, margin: 0) != nil {
      flipsAfter = state.step
      state.needsRebuild = true
    }
  }

  private mutating func setLengths(
    of box: inout Box, _ fraction: Double, after time: Double, _ old: Box
  ) {
    for d in 0..<3 {
      guard let change = settings.lengths[d], change != .volume else { continue }
      if change.isLinear {
        let lower = start.lower[d] + fraction * (stop.lower[d] - start.lower[d])
        box.setBounds(d, lower, start.upper[d] + fraction * (stop.upper[d] - start.upper[d]))
        continue
      }
      let (lower, upper) = bounds(d, change, after: time)
      box.setBounds(d, lower, upper)
      switch change {
      case .trueRate(let rate): rates[d] = rate * old.lengths[d]
      case .wiggle(let amplitude, let period):
        rates[d] = 2 * .pi / period * amplitude * cos(2 * .pi * time / period)
      default: break
      }
    }
    for d in 0..<3 where settings.lengths[d] == .volume { keepVolume(of: &box, d) }
  }

  /// Sets a length so that the volume is that of the start.
  private func keepVolume(of box: inout Box, _ d: Int) {
    let (one, two) = ((d + 1) % 3, (d + 2) % 3)
    let middle = 0.5 * (start.lower[d] + start.upper[d])
    let length: Double
    if settings.lengths[one] != nil && settings.lengths[two] != nil
      && settings.lengths[one] != .volume && settings.lengths[two] != .volume
    {
      length = start.volume / box.lengths[one] / box.lengths[two]
    } else {
      // One of the others leads; the last stands still, or follows like this one.
      let leads = { settings.lengths[$0] != nil && settings.lengths[$0] != .volume }
      let (leader, other) = leads(one) ? (one, two) : (two, one)
      let ratio = start.volume / box.lengths[leader] / start.lengths[other]
      length =
        settings.lengths[other] == .volume ? (ratio * start.lengths[d]).squareRoot() : ratio
    }
    box.setBounds(d, middle - 0.5 * length, middle + 0.5 * length)
  }

  private mutating func setTilts(
    of box: inout Box, _ fraction: Double, after time: Double, _ old: Box
  ) {
    for t in 0..<3 {
      guard let change = settings.tilts[t] else { continue }
      var target: Double
      if change.isLinear {
        target = start.tilts[t] + fraction * (stop.tilts[t] - start.tilts[t])
      } else {
        target = tilt(t, change, after: time)
        switch change {
        case .trueRate(let rate): rates[3 + t] = rate * old.tilts[t]
        case .wiggle(let amplitude, let period):
          rates[3 + t] = 2 * .pi / period * amplitude * cos(2 * .pi * time / period)
        default: break
        }
      }
      // Of the tilts that describe the same lattice of images, the one nearest to that of now.
      let edge = t == 2 ? 1 : 0
      let length = box.lengths[edge]
      target -= ((target / length - old.tilts[t] / old.lengths[edge]).rounded()) * length
      box.tilts[t] = target
    }
  }

  public mutating func preExchange(_ state: inout SystemState) throws {
    if let step = flipsAfter, state.step > step {
      state.flipBoxIfNeeded(margin: 0)
      flipsAfter = nil
    }
    guard settings.remap == .v else { return }
    wrapWithVelocities(&state)
  }

  /// Atoms that cross a periodic face take the velocity of the image that they become.
  private func wrapWithVelocities(_ state: inout SystemState) {
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      var r = atoms.position(i)
      let before = atoms.image(i)
      var image = before
      state.box.wrap(&r, image: &image)
      guard image != before else { continue }
      atoms.setPosition(r, of: i)
      atoms.setImage(image, of: i)
      let n = image &- before
      let (x, y, z) = (Double(n.x), Double(n.y), Double(n.z))
      atoms.vx[i] -= x * rates[0] + y * rates[3] + z * rates[4]
      atoms.vy[i] -= y * rates[1] + z * rates[5]
      atoms.vz[i] -= z * rates[2]
    }
  }

  /// The box when the fix was defined.
  public var memory: [Double] {
    get { initial.shape }
    set { if newValue.count == 9 { initial.shape = newValue } }
  }
}

extension DeformSettings.Length {
  /// Whether the bounds move at the same speed all the time.
  var isLinear: Bool {
    switch self {
    case .trueRate, .wiggle, .volume: false
    default: true
    }
  }
}

extension DeformSettings.Tilt {
  /// Whether the tilt moves at the same speed all the time.
  var isLinear: Bool {
    switch self {
    case .trueRate, .wiggle: false
    default: true
    }
  }
}
