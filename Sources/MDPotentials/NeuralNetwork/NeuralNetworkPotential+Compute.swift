import MDCore
import MDKernels

extension NeuralNetworkPotential {
  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    let isNew = claimScratch()
    TinyNumbers.asZero {
      switch scratch {
      case .double(let scratch):
        if isNew { fillTable(0..<atoms.total, atoms, &scratch.table) }
        compute(centers, atoms, neighbors, scratch, &tally)
      case .mixed(let scratch):
        if isNew { fillTable(0..<atoms.total, atoms, &scratch.table) }
        compute(centers, atoms, neighbors, scratch, &tally)
      }
    }
  }

  /// Compiled for each precision.
  private mutating func compute<Real>(
    _ centers: Range<Int>, _ atoms: AtomView, _ neighbors: NeighborListView,
    _ scratch: EvaluationScratch<Real>, _ tally: inout Tally
  ) {
    scratch.near.meet(neighbors, atoms)
    for element in model.elements.indices {
      var block = AtomBlock(element: element)
      for i in centers where elementIndex(of: atoms.type[i]) == Int32(element) {
        block.append(i)
        if block.count == Real.Lanes.width {
          compute(block, atoms, neighbors, scratch, &tally)
          block.count = 0
        }
      }
      if block.count > 0 { compute(block, atoms, neighbors, scratch, &tally) }
    }
  }

  @inline(__always)
  func elementIndex(of type: Int32) -> Int32 { elementOfType[Int(type) - 1] }

  public mutating func readPositions(of range: Range<Int>, _ atoms: AtomView) {
    claimScratch()
    switch scratch {
    case .double(let scratch):
      fillTable(range, atoms, &scratch.table)
      scratch.near.readPositions(of: range, atoms)
    case .mixed(let scratch):
      fillTable(range, atoms, &scratch.table)
      scratch.near.readPositions(of: range, atoms)
    }
  }

  /// Gives this value memory of its own, if it is a copy of another: the two must not work in the same,
  /// perhaps on different threads. Returns whether it is new, and nothing is in it.
  @discardableResult
  private mutating func claimScratch() -> Bool {
    if isKnownUniquelyReferenced(&scratchOwner) { return false }
    scratchOwner = ScratchOwner()
    scratch = PrecisionScratch(precision, for: model, plans: plans)
    return true
  }

  /// Copies positions and elements of some atoms into rows, so that a neighbour is one load.
  private func fillTable(
    _ range: Range<Int>, _ atoms: AtomView, _ table: inout AlignedBuffer<Double>
  ) {
    table.reserve(4 * atoms.total, keeping: 4 * range.lowerBound)
    let rows = table.pointer
    for i in range {
      rows[4 * i] = atoms.x[i]
      rows[4 * i + 1] = atoms.y[i]
      rows[4 * i + 2] = atoms.z[i]
      rows[4 * i + 3] = Double(elementIndex(of: atoms.type[i]))
    }
  }

  /// Symmetry functions, networks, forces.
  private mutating func compute<Real>(
    _ block: AtomBlock, _ atoms: AtomView, _ list: NeighborListView,
    _ scratch: EvaluationScratch<Real>, _ tally: inout Tally
  ) {
    let plan = plans[block.element]
    let neighbors = gather(block, list, plan, scratch)
    let evaluation = BlockEvaluation(
      plan: plan, scratch: scratch, neighbors: neighbors, atomicNumbers: atomicNumbers,
      lengthFactor: lengthFactor, centers: block)
    evaluation.evaluateFunctions()
    for first in stride(from: 0, to: block.count, by: 8) {
      evaluateNetwork(block, from: first, plan, atoms, scratch, &tally)
    }
    evaluation.addGradients()
    for place in 0..<block.count { addForces(of: block[place], place, neighbors, atoms, &tally) }
  }

  /// Collects the neighbours of the block's atoms within the cutoff.
  private func gather<Real>(
    _ block: AtomBlock, _ list: NeighborListView, _ plan: EvaluationPlan,
    _ scratch: EvaluationScratch<Real>
  ) -> BlockNeighbors<Real> {
    typealias Lanes = Real.Lanes
    let elements = model.elements.count
    let table = AtomTable(rows: scratch.table.pointer)
    for place in 0..<block.count {
      scratch.near.take(block[place], list, table, reach: cutoff)
    }
    var (places, longest) = (Lanes.width, 0)
    for place in 0..<block.count {
      let count = scratch.near.neighbors(of: block[place], list).count
      places += count + Lanes.width * elements
      longest = max(longest, count)
    }
    // An odd number of vectors a column, so that columns do not fall on the same cache sets.
    places = (Lanes.vectors(for: places) | 1) * Lanes.width
    scratch.reserve(places: places, longestList: longest, plan: plan)
    let gathered = NeighborColumns(
      numbers: scratch.gathered.pointer, index: scratch.gatheredIndex.pointer,
      element: scratch.gatheredIndex.pointer, capacity: longest + 2 * Lanes.width, offset: 0)
    let neighbors = BlockNeighbors(
      numbers: scratch.columns.pointer, index: scratch.index.pointer,
      element: scratch.element.pointer, segments: scratch.segments.pointer,
      shells: scratch.shells, capacity: places, elementCount: elements,
      reachCount: plan.reaches.count)
    // Distances are compared with each cutoff again; this only must not lose any.
    let reach = cutoff * cutoff * (1 + 1e-12)
    var next = 0
    for place in 0..<block.count {
      if place + 2 < block.count {
        AtomTable.prefetch(scratch.near.neighbors(of: block[place + 2], list))
      }
      let entries = scratch.near.neighbors(of: block[place], list)
      if elements == 1 && plan.reaches.count == 1 {
        // They need no other order.
        let columns = neighbors.columns(from: next)
        let count = table.gather(
          around: block[place], list: entries, squaredReach: reach, into: columns,
          isOneElement: true)
        columns.complete(start: 0, count: count, element: 0, scale: lengthFactor)
        neighbors.note(place, element: 0, start: next)
        neighbors.note(place, element: 0, reach: 0, count: count)
        next += Lanes.padded(count)
        neighbors.noteEnd(place, next)
        continue
      }
      let found = table.gather(
        around: block[place], list: entries, squaredReach: reach, into: gathered)
      for element in 0..<elements {
        let kind = Int32(truncatingIfNeeded: element)
        neighbors.note(place, element: element, start: next)
        var (count, nearer) = (0, 0.0)
        for reach in 0..<plan.reaches.count {
          let limit = squaredLimit(reach, plan)
          count += neighbors.columns.take(
            element: kind, squares: nearer..<limit, from: gathered, count: found,
            at: next + count)
          neighbors.note(place, element: element, reach: reach, count: count)
          nearer = limit
        }
        neighbors.columns.complete(
          start: next, count: count, element: kind, scale: lengthFactor)
        next += Lanes.padded(count)
      }
      neighbors.noteEnd(place, next)
    }
    return neighbors
  }

  /// The square of the distance in Å up to which a neighbour stands among those within one of the plan's
  /// cutoffs: a hair more than the cutoff, and none for the longest.
  @inline(__always)
  private func squaredLimit(_ reach: Int, _ plan: EvaluationPlan) -> Double {
    if reach + 1 == plan.reaches.count { return FloatLanes.unlimited }
    let radius = plan.reaches[reach] / lengthFactor
    return radius * radius * (1 + 1e-5)
  }

  /// Energies of eight atoms of a block, and dE/dG with the norm as weights of the second sweep; in
  /// double precision, since the network's sums cancel.
  private mutating func evaluateNetwork<Real>(
    _ block: AtomBlock, from first: Int, _ plan: EvaluationPlan, _ atoms: AtomView,
    _ scratch: EvaluationScratch<Real>, _ tally: inout Tally
  ) {
    let inputs = scratch.inputs.pointer
    scale(
      block, from: first, plan, scratch.functions.pointer + first, stride: Real.Lanes.width,
      to: inputs, atoms, &tally)
    let energies = plan.network.evaluate(
      inputs: inputs, values: scratch.neurons.pointer, slopes: scratch.slopes.pointer,
      sensitivities: scratch.sensitivities.pointer)
    for place in first..<min(first + 8, block.count) {
      let energy = energies[place - first] * energyFactor + energyOffsets[block.element]
      tally.energy += energy
      tally.perAtom?.energy[block[place]] += energy
    }
    let weights = scratch.weights.pointer + first
    plan.scalings.withUnsafeBufferPointer { scalings in
      plan.norms.withUnsafeBufferPointer { norms in
        for f in scalings.indices {
          weights.store(
            inputs.lanes(8 * f) * (scalings[f].factor * norms[f]), Real.Lanes.width * f)
        }
      }
    }
  }

  /// Scales the functions of eight atoms and counts those outside the range of the training data.
  private mutating func scale(
    _ block: AtomBlock, from first: Int, _ plan: EvaluationPlan,
    _ functions: UnsafePointer<Double>, stride: Int, to inputs: UnsafeMutablePointer<Double>,
    _ atoms: AtomView, _ tally: inout Tally
  ) {
    let used = DoubleLanes.first(block.count - first)
    let isNoted = report.events.count < extrapolationEventLimit || tally.perAtom != nil
    plan.scalings.withUnsafeBufferPointer { scalings in
      for f in scalings.indices {
        let sums = functions.lanes(stride * f)
        let values = scalings[f].scaled(sums)
        // Atoms that only fill up the block take part in the network with harmless values.
        inputs.store(values.selected(used, else: .zero), 8 * f)
        let outside = scalings[f].extrapolations(sums, scaled: values) & used
        if outside == 0 { continue }
        report.count += outside.nonzeroBitCount
        if isNoted {
          note(outside, values, of: f, block, from: first, atoms, &tally)
        }
      }
    }
  }

  /// Notes which atoms of a block lie outside the range of a function.
  private mutating func note(
    _ outside: UInt8, _ values: DoubleLanes, of f: Int, _ block: AtomBlock, from first: Int,
    _ atoms: AtomView, _ tally: inout Tally
  ) {
    let element = model.elements[block.element]
    let scaling = element.scalings[f]
    for lane in 0..<8 where outside >> UInt8(truncatingIfNeeded: lane) & 1 == 1 {
      let place = first + lane
      tally.perAtom?.extrapolations[block[place]] += 1
      guard report.events.count < extrapolationEventLimit else { continue }
      report.events.append(
        ExtrapolationEvent(
          atom: atoms.id[block[place]], element: element.symbol, function: f + 1,
          type: element.functions[f].kind.rawValue, value: scaling.unscaled(values[lane]),
          minimum: scaling.minimum, maximum: scaling.maximum))
    }
  }

  /// The forces that one atom's energy puts on its neighbours and on itself, and their virial.
  private func addForces<Real>(
    of i: Int, _ place: Int, _ neighbors: BlockNeighbors<Real>, _ atoms: AtomView,
    _ tally: inout Tally
  ) {
    let columns = neighbors.columns(place)
    let places = neighbors.places(place)
    let vectors = places / Real.Lanes.width
    let total = columns.finishForces(vectors: vectors, factor: -forceFactor)
    for element in 0..<neighbors.elementCount {
      let start = neighbors.start(place, element: element)
      for n in start..<(start + neighbors.count(place, element: element)) {
        let j = Int(columns.index[n])
        atoms.fx[j] += Double(columns.gx[n])
        atoms.fy[j] += Double(columns.gy[n])
        atoms.fz[j] += Double(columns.gz[n])
        if let perAtom = tally.perAtom, tally.wantsVirial {
          let part = columns.virial(n, inverseScale: 1 / lengthFactor) * 0.5
          perAtom.addVirial(part, to: i)
          perAtom.addVirial(part, to: j)
        }
      }
    }
    atoms.fx[i] -= total.x
    atoms.fy[i] -= total.y
    atoms.fz[i] -= total.z
    if tally.wantsVirial {
      tally.virial += columns.virial(vectors: vectors, inverseScale: 1 / lengthFactor)
    }
  }
}
