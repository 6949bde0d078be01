import MDCore
import MDKernels

/// The evaluation of one block of atoms of one element, a vector of them: pointers into the scratch
/// memory and the plan.
///
/// The loops over groups are outside and those over centres inside, so that what belongs to a group
/// is looked up once a block.
struct BlockEvaluation<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let plan: EvaluationPlan
  let scratch: EvaluationScratch<Real>
  let neighbors: BlockNeighbors<Real>
  let atomicNumbers: [Double]
  /// Å to the model's unit of length.
  let lengthFactor: Double
  let centers: AtomBlock
  var count: Int { centers.count }

  /// The lanes of a function's sum for a centre.
  @inline(__always)
  private func lanes(_ function: Int, _ center: Int) -> Int {
    Lanes.width * (Lanes.width * function + center)
  }

  /// The values of a function for all centres.
  @inline(__always)
  func row(_ function: Int) -> UnsafeMutablePointer<Double> {
    scratch.functions.pointer + Lanes.width * function
  }

  /// The first sweep: the symmetry functions of all centres, a row each.
  func evaluateFunctions() {
    fillShells()
    evaluateRadial()
    reservePairs()
    evaluateTriplets()
    evaluateGeneral()
    let sums = scratch.lanes.pointer
    for f in plan.summedFunctions {
      Lanes.sumRows(sums + lanes(f, 0), times: plan.norms[f], to: row(f))
    }
    evaluateMoments()
  }

  private func fillShells() {
    atomicNumbers.withUnsafeBufferPointer { numbers in
      for (number, shell) in plan.shells.enumerated() {
        // Weighted functions look at all elements at once.
        let isWhole = shell.isWeighted || neighbors.elementCount == 1
        for center in 0..<count {
          for element in 0..<(isWhole ? 1 : neighbors.elementCount) {
            let places = neighbors.range(
              center, element: shell.isWeighted ? nil : element, reach: shell.reach)
            shell.cutoff.fill(
              neighbors.shell(number, center), neighbors.columns(center),
              start: places.lowerBound, vectors: places.count / Lanes.width,
              weights: shell.isWeighted ? numbers.baseAddress : nil)
          }
        }
      }
    }
  }

  /// The neighbours of a centre that a radial set looks at.
  private func range(_ set: EvaluationPlan.RadialSet, _ center: Int) -> RadialRange<Real> {
    let places = neighbors.range(
      center, element: set.element, reach: plan.shells[set.shell].reach)
    let values = scratch.radialValues.pointer + set.firstRow * neighbors.capacity
    return RadialRange(
      neighbors: neighbors.columns(center), shell: neighbors.shell(set.shell, center),
      values: values + neighbors.start(center), stride: neighbors.capacity,
      start: places.lowerBound, vectors: places.count / Lanes.width)
  }

  private func evaluateRadial() {
    let sums = scratch.lanes.pointer
    for set in plan.radialSets {
      set.terms.withUnsafeBufferPointer { terms in
        set.functions.withUnsafeBufferPointer { functions in
          for center in 0..<count {
            range(set, center).evaluate(
              terms, functions: functions, sums: sums + Lanes.width * center,
              sumStride: Lanes.width * Lanes.width)
          }
        }
      }
    }
  }

  /// Where the pairs of a centre and group are kept.
  private func span(_ group: Int, _ center: Int) -> UnsafeMutablePointer<Int> {
    scratch.spans.pointer + 3 * (group * Lanes.width + center)
  }

  /// The pairs of a centre's neighbours that a group looks at.
  private func pairRange(_ group: EvaluationPlan.TripletGroup, _ center: Int) -> PairRange {
    neighbors.pairs(center, elements: group.elements, reach: plan.shells[group.shell].reach)
  }

  /// Makes room for as many pairs as there can be.
  private func reservePairs() {
    var (most, kept, masks, bench, partial) = (0, 0, 0, 0, 0)
    for group in plan.tripletGroups {
      for center in 0..<count {
        let range = pairRange(group, center)
        let limit = range.pairLimit
        most = max(most, limit)
        kept += group.program.keptStreams * (limit + Lanes.width)
        masks += range.tileLimit(Lanes.self)
        partial = max(partial, TripletKernel<Real>.partialPlaces(range))
      }
      bench = max(bench, group.program.benchStreams)
    }
    scratch.reserve(pairs: most, kept: kept, masks: masks, benchStreams: bench)
    scratch.partial.reserve(partial, keeping: 0)
  }

  private func evaluateTriplets() {
    var (keptEnd, maskEnd) = (0, 0)
    for (number, group) in plan.tripletGroups.enumerated() {
      let (program, cutoff) = (group.program, plan.shells[group.shell].cutoff)
      let limit = program.isNarrow ? cutoff.radius * cutoff.radius : Lanes.unlimited
      let sums = scratch.placeSums.pointer
      let (pairs, masks, capacity) = (
        scratch.pairs, scratch.masks.pointer, scratch.usedPairCapacity
      )
      for center in 0..<count {
        let live = LivePairs(streams: pairs, capacity: capacity, masks: masks + maskEnd)
        let found = live.collect(
          pairRange(group, center), neighbors.columns(center),
          neighbors.shell(group.shell, center), limit: limit)
        let span = span(number, center)
        (span[0], span[1], span[2]) = (found.pairs, maskEnd, keptEnd)
        kernel(program, span).evaluate(live, sums: sums + Lanes.width * center)
        maskEnd += found.masks
        keptEnd += program.keptStreams * TripletKernel<Real>.streamLength(found.pairs)
      }
      assemble(group)
    }
  }

  /// Makes the functions of a group from the sums of its columns.
  private func assemble(_ group: EvaluationPlan.TripletGroup) {
    let (sums, values) = (scratch.placeSums.pointer, scratch.placeValues.pointer)
    for place in 0..<group.placeCount {
      Lanes.sumRows(
        sums + TripletKernel<Real>.sumStride &* place, times: 1, to: values + Lanes.width &* place)
    }
    for lane in stride(from: 0, to: Lanes.width, by: 8) {
      group.assembly.forEach(of: values + lane, stride: Lanes.width) { index, sum in
        let f = group.functions[index]
        // None is negative, but what is left of powers that cancel may be.
        row(f).store(sum.atLeast(.zero) * plan.norms[f], lane)
      }
    }
  }

  @inline(__always)
  private func kernel(
    _ program: TripletProgram, _ span: UnsafeMutablePointer<Int>
  ) -> TripletKernel<Real> {
    TripletKernel(
      program: program, pairs: span[0], kept: scratch.kept.pointer + span[2],
      bench: scratch.bench.pointer, ones: scratch.ones.pointer)
  }

  /// The second sweep: adds the gradients of Σ_f g_f·G_f, where row f of the weights holds g_f times
  /// what the scaling and the norm contribute.
  func addGradients() {
    addRadialGradients()
    addTripletGradients()
    addMomentGradients()
    addGeneralGradients()
  }

  @inline(__always)
  func weight(_ function: Int, _ center: Int) -> Double {
    scratch.weights.pointer[Lanes.width * function + center]
  }

  private func addRadialGradients() {
    let weights = scratch.placeWeights.pointer
    for set in plan.radialSets {
      let functions = set.functions.count
      let hasShifts = set.terms.contains { $0.shift != 0 }
      for t in 0..<functions {
        let (first, second) = (Lanes.width * t, Lanes.width * (functions + t))
        let third = Lanes.width * (2 * functions + t)
        for lane in stride(from: 0, to: Lanes.width, by: 8) {
          let weight = scratch.weights.pointer.lanes(Lanes.width * set.functions[t] + lane)
          let rate = weight * set.terms[t].eta
          Real.store(weight, to: weights + first + lane)
          Real.store(rate, to: weights + second + lane)
          Real.store(rate * set.terms[t].shift, to: weights + third + lane)
        }
      }
      for center in 0..<count {
        range(set, center).addGradient(
          functions: functions, weights: weights + center, hasShifts: hasShifts)
      }
    }
  }

  private func addTripletGradients() {
    let weights = scratch.placeWeights.pointer
    for (number, group) in plan.tripletGroups.enumerated() {
      let program = group.program
      distributeWeights(of: group)
      for center in 0..<count {
        let span = span(number, center)
        let kernel = kernel(program, span)
        kernel.contract(weights: weights + center)
        kernel.addGradient(
          pairRange(group, center),
          masks: scratch.masks.pointer + span[1], neighbors.columns(center),
          neighbors.shell(group.shell, center), partial: scratch.partial.pointer)
      }
    }
  }

  /// ∂E/∂(sum) at each place of a group, a row of centres each, then the same times the slopes: put together in
  /// double precision, since the weights of functions that depend on each other cancel.
  private func distributeWeights(of group: EvaluationPlan.TripletGroup) {
    let first = scratch.placeWeights.pointer
    let second = first + Lanes.width &* group.placeCount
    for lane in stride(from: 0, to: Lanes.width, by: 8) {
      group.distribution.forEach(of: scratch.weights.pointer + lane, stride: Lanes.width) {
        place, weight in
        let at = Lanes.width &* place &+ lane
        Real.store(weight, to: first + at)
        Real.store(weight * group.slopes[place], to: second + at)
      }
    }
  }
}
