import MDCore

/// The memory that an evaluation works in: allocated once, grown between blocks, never inside loops.
///
/// A class only because ``Potential`` values are copied; ``NeuralNetworkPotential`` makes its own
/// before it computes, if a copy holds the same one, so no two evaluations ever share it.
final class EvaluationScratch: @unchecked Sendable {
  /// Neighbours of the atoms of a block within the cutoff, in the model's unit of length.
  var dx = AlignedBuffer<Double>()
  var dy = AlignedBuffer<Double>()
  var dz = AlignedBuffer<Double>()
  var r = AlignedBuffer<Double>()
  var element = AlignedBuffer<Int32>()
  var index = AlignedBuffer<Int32>()
  var starts = AlignedBuffer<Int>()
  /// dE/d(position) of each neighbour of one centre.
  var gx = AlignedBuffer<Double>()
  var gy = AlignedBuffer<Double>()
  var gz = AlignedBuffer<Double>()
  /// The neighbours of one centre that a group looks at.
  var packed = AlignedBuffer<Double>()
  var slots = AlignedBuffer<Int32>()
  /// Values and derivatives of factors and shapes of one triplet; sums and weights of one group.
  var factorValues = AlignedBuffer<Double>()
  var shapeValues = AlignedBuffer<Double>()
  var sums = AlignedBuffer<Double>()
  /// Functions × block: values, then dE/dG.
  var functions = AlignedBuffer<Double>()
  /// Neurons × block: values and derivatives of all layers; sensitivities of two layers.
  var neurons = AlignedBuffer<Double>()
  var slopes = AlignedBuffer<Double>()
  var sensitivities = AlignedBuffer<Double>()

  /// Room for a number of neighbours in a block, the largest number of one centre among them.
  func reserve(neighbors: Int, perCenter: Int, factors: Int) {
    dx.reserve(neighbors, keeping: 0)
    dy.reserve(neighbors, keeping: 0)
    dz.reserve(neighbors, keeping: 0)
    r.reserve(neighbors, keeping: 0)
    element.reserve(neighbors, keeping: 0)
    index.reserve(neighbors, keeping: 0)
    gx.reserve(perCenter, keeping: 0)
    gy.reserve(perCenter, keeping: 0)
    gz.reserve(perCenter, keeping: 0)
    slots.reserve(perCenter, keeping: 0)
    packed.reserve(PackedNeighbors.rows(factors: factors) * perCenter, keeping: 0)
  }
}

/// The neighbours of one centre that a group looks at, as rows of an array each: displacement,
/// distance and its inverse, weight, three components of the gradient, then value and derivative of
/// each factor.
struct PackedNeighbors {
  let x, y, z, r, inverse, weight, gx, gy, gz: UnsafeMutablePointer<Double>
  /// Row f holds factor f.
  let values, derivatives: UnsafeMutablePointer<Double>
  /// Which of the centre's neighbours it is.
  let slots: UnsafeMutablePointer<Int32>
  /// From one row to the next.
  let stride: Int
  /// Neighbours of the first element; the second element's follow.
  var firstCount = 0
  var count = 0

  static func rows(factors: Int) -> Int { 9 + 2 * factors }

  init(
    base: UnsafeMutablePointer<Double>, slots: UnsafeMutablePointer<Int32>, stride: Int,
    factors: Int
  ) {
    x = base
    y = base + stride
    z = base + 2 * stride
    r = base + 3 * stride
    inverse = base + 4 * stride
    weight = base + 5 * stride
    gx = base + 6 * stride
    gy = base + 7 * stride
    gz = base + 8 * stride
    values = base + 9 * stride
    derivatives = base + (9 + factors) * stride
    self.slots = slots
    self.stride = stride
  }
}

/// The neighbours of one centre within the potential's cutoff: views into the scratch memory.
struct CenterNeighbors {
  let count: Int
  let dx, dy, dz, r: UnsafeMutablePointer<Double>
  let element, index: UnsafeMutablePointer<Int32>
  let gx, gy, gz: UnsafeMutablePointer<Double>
}
