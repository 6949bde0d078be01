import MDKernels

/// Wide angular functions by moments: the part of both sweeps that belongs to them. All centres of the
/// block are worked on at once, one a lane.
extension BlockEvaluation {
  /// What belongs to the neighbours of one element for a group: kept from one sweep to the next.
  private struct Part {
    let kernel: MomentKernel<Real>
    let moments, squares: UnsafeMutablePointer<Real>
  }

  /// The elements that a group looks at, each once.
  private func elements(_ group: EvaluationPlan.MomentGroup) -> Range<Int> {
    0..<(group.isSameElement ? 1 : 2)
  }

  /// How many neighbours of an element each centre has that a group looks at.
  private func counts(_ group: EvaluationPlan.MomentGroup, _ element: Int) -> SIMD16<Int32> {
    let reach = plan.shells[group.shell].reach
    var result = SIMD16<Int32>.zero
    for center in 0..<count {
      result[center] = Int32(
        truncatingIfNeeded: neighbors.count(center, element: element, reach: reach))
    }
    return result
  }

  /// Where they begin among the columns of the block.
  private func starts(_ element: Int) -> SIMD16<Int32> {
    var result = SIMD16<Int32>.zero
    for center in 0..<count {
      let start = neighbors.start(center) + neighbors.start(center, element: element)
      result[center] = Int32(truncatingIfNeeded: start)
    }
    return result
  }

  /// Numbers that a group needs for the neighbours of one element: rows, moments, squares.
  private func size(_ program: MomentProgram, _ counts: SIMD16<Int32>) -> Int {
    NeighborRows<Real>.places(factors: program.etas.count, counts: counts)
      + Lanes.width * (program.momentCount + program.etas.count)
  }

  /// The part of a group for one element; `start` moves behind its memory.
  private func part(_ group: EvaluationPlan.MomentGroup, _ element: Int, _ start: inout Int) -> Part
  {
    let program = group.program
    let counts = counts(group, element)
    let rows = NeighborRows(
      base: scratch.moments.pointer + start, factors: program.etas.count, starts: starts(element),
      counts: counts)
    start += size(program, counts)
    let squares = scratch.moments.pointer + start - Lanes.width * program.etas.count
    return Part(
      kernel: MomentKernel(program: program, rows: rows, work: scratch.momentWork.pointer),
      moments: squares - Lanes.width * program.momentCount, squares: squares)
  }

  /// The parts of a group: the same one twice if both elements are the same.
  private func parts(_ group: EvaluationPlan.MomentGroup, _ start: inout Int) -> (Part, Part) {
    let first = part(group, group.elements[0], &start)
    return (first, group.isSameElement ? first : part(group, group.elements[1], &start))
  }

  /// The first sweep: the rows of the functions.
  func evaluateMoments() {
    if plan.momentGroups.isEmpty { return }
    var total = 0
    for group in plan.momentGroups {
      for e in elements(group) { total += size(group.program, counts(group, group.elements[e])) }
    }
    scratch.moments.reserve(total, keeping: 0)
    var start = 0
    for group in plan.momentGroups {
      let (first, second) = parts(group, &start)
      evaluate(group, first)
      if !group.isSameElement { evaluate(group, second) }
      for lane in stride(from: 0, to: count, by: 8) {
        let sums = scratch.momentSums.pointer
        group.program.sums(
          first.moments, second.moments, lane: lane,
          squares: group.isSameElement ? UnsafePointer(first.squares) : nil,
          powers: scratch.momentPowers.pointer, into: sums)
        for member in group.members {
          let value = sums.lanes(8 * member.place) * plan.norms[member.function]
          row(member.function).store(value, lane)
        }
      }
    }
  }

  private func evaluate(_ group: EvaluationPlan.MomentGroup, _ part: Part) {
    part.kernel.evaluate(
      neighbors.columns(0), neighbors.shell(group.shell, 0), moments: part.moments,
      squares: part.squares)
  }

  /// The second sweep.
  func addMomentGradients() {
    var start = 0
    for group in plan.momentGroups {
      let (first, second) = parts(group, &start)
      addGradients(group, first, other: second)
      if !group.isSameElement { addGradients(group, second, other: first) }
    }
  }

  private func addGradients(_ group: EvaluationPlan.MomentGroup, _ part: Part, other: Part) {
    let program = group.program
    let coefficients = scratch.momentWork.pointer + MomentKernel<Real>.workPlaces(of: program)
    let diagonals = coefficients + Lanes.width * program.momentCount
    for lane in stride(from: 0, to: count, by: 8) {
      fillWeights(group, lane)
      program.coefficients(
        weights: scratch.momentSums.pointer, other: other.moments, lane: lane,
        powers: scratch.momentPowers.pointer, into: coefficients, diagonals: diagonals)
    }
    if !group.isSameElement {
      diagonals.update(repeating: 0, count: Lanes.width * program.etas.count)
    }
    part.kernel.addGradient(
      coefficients: coefficients, diagonals: diagonals, to: neighbors.columns(0))
  }

  /// ∂E/∂(sum) of a group for eight centres.
  private func fillWeights(_ group: EvaluationPlan.MomentGroup, _ lane: Int) {
    let weights = scratch.momentSums.pointer
    weights.update(repeating: 0, count: 8 * group.program.placeCount)
    for member in group.members {
      let weight = scratch.weights.pointer.lanes(Lanes.width * member.function + lane)
      weights.store(weights.lanes(8 * member.place) + weight, 8 * member.place)
    }
  }
}
