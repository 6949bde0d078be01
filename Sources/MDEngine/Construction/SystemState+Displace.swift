import Foundation
import MDCore

/// A way to move atoms, as `displace_atoms` does; lengths in Å.
public enum Displacement: Equatable, Sendable {
  /// By a vector.
  case move(Vector3)
  /// Along one dimension by what a second one decides: `from` at the lower coordinate, `to` at the
  /// upper one, linear between and constant beyond.
  case ramp(
    dimension: Int, from: Double, to: Double, coordinate: Int, lower: Double, upper: Double)
  /// By random amounts of up to `amplitude` either way, from the seed and the position alone.
  case random(amplitude: Vector3, seed: Int)
  /// By an angle in degrees around an axis through a point, with unwrapped coordinates.
  case rotate(point: Vector3, axis: Vector3, angle: Double)
}

extension SystemState {
  /// Moves the atoms of a group and wraps all atoms into the box.
  public mutating func displace(_ mask: UInt32, _ displacement: Displacement) {
    switch displacement {
    case .move(let vector):
      forEachAtom(in: .group(mask)) { view, i in
        view.setPosition(view.position(i) + vector, of: i)
      }
    case .ramp(let dimension, let from, let to, let coordinate, let lower, let upper):
      forEachAtom(in: .group(mask)) { view, i in
        var r = view.position(i)
        let fraction = min(1, max(0, (r[coordinate] - lower) / (upper - lower)))
        r[dimension] += from + fraction * (to - from)
        view.setPosition(r, of: i)
      }
    case .random(let amplitude, let seed):
      displaceAtRandom(mask, amplitude, seed: seed)
    case .rotate(let point, let axis, let angle):
      rotate(mask, around: point, axis: axis / axis.length, angle: angle * .pi / 180)
    }
    wrapAtoms()
    shrinkWrap()
  }

  private func displaceAtRandom(_ mask: UInt32, _ amplitude: Vector3, seed: Int) {
    forEachAtom(in: .group(mask)) { view, i in
      var random = RandomPark(seed: Int32(clamping: seed), position: view.position(i))
      var r = view.position(i)
      r.x += amplitude.x * 2 * (random.uniform() - 0.5)
      r.y += amplitude.y * 2 * (random.uniform() - 0.5)
      r.z += amplitude.z * 2 * (random.uniform() - 0.5)
      view.setPosition(r, of: i)
    }
  }

  /// Rodrigues' formula on unwrapped coordinates.
  private func rotate(_ mask: UInt32, around point: Vector3, axis: Vector3, angle: Double) {
    let (cosine, sine) = (cos(angle), sin(angle))
    let box = box
    forEachAtom(in: .group(mask)) { view, i in
      let arm = view.position(i) + box.shift(view.image(i)) - point
      let along = axis * arm.dot(axis)
      let across = arm - along
      view.setPosition(point + along + across * cosine + axis.cross(across) * sine, of: i)
      view.setImage(.zero, of: i)
    }
  }
}
