import MDKernels

/// Wide angular functions by moments: the part of both sweeps that belongs to them.
extension BlockEvaluation {
  /// Memory of one centre and group: for each of the two elements (only the first if both are the
  /// same) streams and moments, then squares of the η.
  private struct Memory {
    let streams, moments: UnsafeMutablePointer<Real>
    let squares: UnsafeMutablePointer<Real>
  }

  /// The elements that a group looks at, each once.
  private func elements(_ group: EvaluationPlan.MomentGroup) -> ArraySlice<Int> {
    group.isSameElement ? group.elements.prefix(1) : group.elements[...]
  }

  /// Numbers that a centre, group and element take.
  private func size(_ group: EvaluationPlan.MomentGroup, _ center: Int, _ element: Int) -> Int {
    let program = group.program
    return program.streamCount * neighbors.range(center, element: element).count
      + program.momentPlaces + program.etas.count
  }

  private func memory(
    _ group: EvaluationPlan.MomentGroup, _ center: Int, _ element: Int, _ start: Int
  ) -> Memory {
    let base = scratch.moments.pointer + start
    let streams = group.program.streamCount * neighbors.range(center, element: element).count
    return Memory(
      streams: base, moments: base + streams,
      squares: base + streams + group.program.momentPlaces)
  }

  private func kernel(
    _ group: EvaluationPlan.MomentGroup, _ center: Int, _ element: Int, _ memory: Memory
  ) -> MomentKernel<Real> {
    MomentKernel(
      program: group.program, neighbors: neighbors.columns(center),
      shell: neighbors.shell(group.shell, center),
      places: neighbors.range(center, element: element), streams: memory.streams,
      bench: scratch.momentBench.pointer)
  }

  /// The first sweep.
  func evaluateMoments() {
    if plan.momentGroups.isEmpty { return }
    var total = 0
    for group in plan.momentGroups {
      for center in 0..<count {
        for element in elements(group) { total += size(group, center, element) }
      }
    }
    scratch.moments.reserve(total, keeping: 0)
    var start = 0
    let sums = scratch.momentSums.pointer
    for group in plan.momentGroups {
      for center in 0..<count {
        let first = memory(group, center, group.elements[0], start)
        for element in elements(group) {
          let own = memory(group, center, element, start)
          kernel(group, center, element, own).evaluate(
            moments: own.moments, squares: own.squares)
          start += size(group, center, element)
        }
        let second = partner(group, center, first)
        group.program.sums(
          first.moments, second.moments, squares: group.isSameElement ? first.squares : nil,
          work: scratch.momentWork.pointer, into: sums)
        for member in group.members {
          store(sums[member.place], member.function, center)
        }
      }
    }
  }

  /// The memory of the second element, which stands behind that of the first.
  private func partner(_ group: EvaluationPlan.MomentGroup, _ center: Int, _ first: Memory)
    -> Memory
  {
    if group.isSameElement { return first }
    let start = first.streams - scratch.moments.pointer + size(group, center, group.elements[0])
    return memory(group, center, group.elements[1], start)
  }

  /// The second sweep.
  func addMomentGradients() {
    var start = 0
    let weights = scratch.momentSums.pointer
    let coefficients = scratch.momentBench.pointer
    for group in plan.momentGroups {
      let program = group.program
      let diagonals = coefficients + program.momentPlaces
      for center in 0..<count {
        weights.update(repeating: 0, count: program.placeCount)
        for member in group.members {
          weights[member.place] += Double(weight(member.function, center))
        }
        diagonals.update(repeating: 0, count: program.etas.count)
        if group.isSameElement { program.diagonals(weights: weights, into: diagonals) }
        let first = memory(group, center, group.elements[0], start)
        let second = partner(group, center, first)
        for element in elements(group) {
          let isFirst = element == group.elements[0]
          program.coefficients(
            weights: weights, other: isFirst ? second.moments : first.moments,
            work: scratch.momentWork.pointer, into: coefficients)
          kernel(group, center, element, isFirst ? first : second)
            .addGradient(coefficients: coefficients, diagonals: diagonals)
          start += size(group, center, element)
        }
      }
    }
  }
}
