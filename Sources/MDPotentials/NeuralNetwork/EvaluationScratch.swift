import MDCore
import MDKernels

/// The memory that an evaluation works in: allocated once, grown between blocks, never inside loops.
///
/// A class only because ``Potential`` values are copied; ``NeuralNetworkPotential`` makes its own
/// before it computes, if a copy holds the same one, so no two evaluations ever share it.
final class EvaluationScratch<Real: LaneScalar>: @unchecked Sendable {
  typealias Lanes = Real.Lanes

  /// All atoms as rows of x, y, z and the element.
  var table = AlignedBuffer<Double>()
  /// The neighbours that are looked at.
  var near = NearList()
  /// The columns of one centre's neighbours in the order of its list.
  var gathered = AlignedBuffer<Real>()
  var gatheredIndex = AlignedBuffer<Int32>()
  /// The columns of the neighbours of a block, centre after centre.
  var columns = AlignedBuffer<Real>()
  private var shellStart = 0
  private var pairStart = 0
  var index = AlignedBuffer<Int32>()
  var element = AlignedBuffer<Int32>()
  /// For each centre, where each element begins among the places of the block and how many
  /// neighbours it has; then the end.
  var segments = AlignedBuffer<Int>()
  /// Columns of the shells, behind those of the neighbours.
  var shells: UnsafeMutablePointer<Real> { columns.pointer + shellStart }
  /// Rows of the radial functions' values.
  var radialValues = AlignedBuffer<Real>()
  /// Live pairs of one centre and group, and what is kept of all. The pairs lie in one piece with the
  /// columns: the kernels read and write both at once, and memory that lies apart can fall on the same
  /// places of the first cache.
  var pairs: UnsafeMutablePointer<Real>
  var morePairs = AlignedBuffer<Real>()
  private var pairCapacity = 0
  private(set) var usedPairCapacity = 0
  var masks = AlignedBuffer<Real.Lanes.Mask>()
  var kept = AlignedBuffer<Real>()
  /// For each centre and group: pairs, where their masks begin, where what is kept of them begins.
  var spans = AlignedBuffer<Int>()
  var bench = AlignedBuffer<Real>()
  var ones = AlignedBuffer<Real>()
  var onesCount = 0
  var partial = AlignedBuffer<Real>()
  /// Neighbours and moments of all groups, and what one of them works in.
  var moments = AlignedBuffer<Real>()
  var momentWork = AlignedBuffer<Real>()
  var momentPowers = AlignedBuffer<Double>()
  /// Sums and weights of one group, and the lanes of either added up, in double precision.
  var placeSums = AlignedBuffer<Real>()
  var placeWeights = AlignedBuffer<Real>()
  var placeValues = AlignedBuffer<Double>()
  /// The same of one group of moments, in double precision, eight centres a place.
  var momentSums = AlignedBuffer<Double>()
  /// Functions × centres × lanes: sums not yet added up.
  var lanes = AlignedBuffer<Real>()
  /// Functions × atoms of a block, in double precision: their values.
  var functions = AlignedBuffer<Double>()
  /// The same for the second sweep: dE/dG with the norm.
  var weights = AlignedBuffer<Double>()
  /// Functions × 8 in double precision: the network's inputs, then dE/d(input).
  var inputs = AlignedBuffer<Double>()
  /// Neurons × 8: values and derivatives of all layers; sensitivities of two layers.
  var neurons = AlignedBuffer<Double>()
  var slopes = AlignedBuffer<Double>()
  var sensitivities = AlignedBuffer<Double>()
  /// What ``VectorGroupKernel`` needs of one centre's neighbours in double precision, if the columns are not.
  var exact = AlignedBuffer<Double>()
  /// For the functions that ``VectorGroupKernel`` evaluates: the neighbours of one centre that a group
  /// looks at, what it works in, sums and weights of one group.
  var packed = AlignedBuffer<Double>()
  var slots = AlignedBuffer<Int32>()
  var reachEnds = AlignedBuffer<Int>()
  var batchRows = AlignedBuffer<Double>()
  var pieces = AlignedBuffer<PairBatch.Piece>(capacity: PairBatch.capacity)
  /// Values and derivatives of one triplet, for ``GroupKernel``.
  var factorValues = AlignedBuffer<Double>()
  var shapeValues = AlignedBuffer<Double>()
  var sums = AlignedBuffer<Double>()

  /// Room for everything whose size the model decides.
  init(for model: NeuralNetworkModel, plans: [EvaluationPlan]) {
    pairs = columns.pointer
    let width = Lanes.width
    let general = plans.flatMap(\.general)
    factorValues.reserve(2 * (general.map(\.factors.count).max() ?? 0), keeping: 0)
    shapeValues.reserve(2 * (general.map(\.shapes.count).max() ?? 0), keeping: 0)
    sums.reserve(9 * (general.map(\.terms.count).max() ?? 0), keeping: 0)
    batchRows.reserve(general.map(VectorGroupKernel.workPlaces).max() ?? 0, keeping: 0)
    reachEnds.reserve(
      general.map { PackedNeighbors.reachPlaces(levels: $0.reaches.count) }.max() ?? 0, keeping: 0)
    let programs = plans.flatMap(\.momentGroups).map(\.program)
    let places = plans.flatMap(\.tripletGroups).map(\.placeCount).max() ?? 0
    placeSums.reserve(TripletKernel<Real>.sumStride * places, keeping: 0)
    placeValues.reserve(width * places, keeping: 0)
    momentSums.reserve(8 * (programs.map(\.placeCount).max() ?? 0), keeping: 0)
    momentPowers.reserve(programs.map(\.powerPlaces).max() ?? 0, keeping: 0)
    // Coefficients and diagonals of the second sweep behind what a kernel needs.
    momentWork.reserve(
      programs.map {
        MomentKernel<Real>.workPlaces(of: $0) + width * ($0.momentCount + $0.etas.count)
      }.max() ?? 0, keeping: 0)
    let radialTerms = plans.flatMap(\.radialSets).map(\.terms.count).max() ?? 0
    placeWeights.reserve(width * max(2 * places, 3 * radialTerms), keeping: 0)
    spans.reserve(3 * width * (plans.map(\.tripletGroups.count).max() ?? 0), keeping: 0)
    let reaches = plans.map(\.reaches.count).max() ?? 0
    segments.reserve(
      width
        * BlockNeighbors<Real>.segmentCount(elements: model.elements.count, reaches: reaches),
      keeping: 0)
    let functionCount = model.elements.map(\.functions.count).max() ?? 0
    functions.reserve(width * functionCount, keeping: 0)
    weights.reserve(width * functionCount, keeping: 0)
    lanes.reserve(width * width * functionCount, keeping: 0)
    let neuronCount = model.elements.map(\.network.neuronCount).max() ?? 0
    inputs.reserve(8 * functionCount, keeping: 0)
    neurons.reserve(8 * neuronCount, keeping: 0)
    slopes.reserve(8 * neuronCount, keeping: 0)
    let widest = model.elements.map(\.network.widestLayer).max() ?? 0
    sensitivities.reserve(16 * widest, keeping: 0)
  }

  /// Room for the neighbours of a block: `places` in all with padding, and a longest list.
  func reserve(places: Int, longestList: Int, plan: EvaluationPlan) {
    gathered.reserve(
      NeighborColumns<Real>.columnCount * (longestList + 2 * Lanes.width), keeping: 0)
    gatheredIndex.reserve(longestList + 2 * Lanes.width, keeping: 0)
    shellStart = NeighborColumns<Real>.columnCount * places
    pairStart = shellStart + ShellColumns<Real>.count * places * plan.shells.count
    columns.reserve(pairStart + LivePairs<Real>.streamCount * pairCapacity, keeping: 0)
    index.reserve(places, keeping: 0)
    element.reserve(places, keeping: 0)
    radialValues.reserve(places * plan.radialRows, keeping: 0)
  }

  /// Room for live pairs: `pairs` and `kept` places, as many as there can be.
  func reserve(pairs count: Int, kept keptCount: Int, masks maskCount: Int, benchStreams: Int) {
    usedPairCapacity = LivePairs<Real>.capacity(count)
    if usedPairCapacity > pairCapacity {
      // Too many for the room behind the columns, this once.
      pairCapacity = usedPairCapacity
      morePairs.reserve(LivePairs<Real>.streamCount * usedPairCapacity, keeping: 0)
      pairs = morePairs.pointer
    } else {
      usedPairCapacity = pairCapacity
      pairs = columns.pointer + pairStart
    }
    kept.reserve(keptCount, keeping: 0)
    masks.reserve(maskCount, keeping: 0)
    bench.reserve(benchStreams * (count + 2 * Lanes.width) + 2 * Lanes.width, keeping: 0)
    if onesCount < count + 2 * Lanes.width {
      onesCount = count + 2 * Lanes.width
      ones.reserve(onesCount, keeping: 0)
      ones.pointer.update(repeating: 1, count: onesCount)
    }
  }
}
