import MDCore
import MDKernels

extension NeuralNetworkPotential {
  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    if claimScratch() { fillTable(0..<atoms.total, atoms) }
    for element in model.elements.indices {
      var block = Block(element: element)
      for i in centers where elementIndex(of: atoms.type[i]) == Int32(element) {
        block.append(i)
        if block.count == Self.blockSize {
          compute(block, atoms, neighbors, &tally)
          block.count = 0
        }
      }
      if block.count > 0 { compute(block, atoms, neighbors, &tally) }
    }
  }

  /// Owned atoms of one element that are worked on together.
  struct Block {
    let element: Int
    var count = 0
    private var atoms = SIMD8<Int32>.zero

    init(element: Int) { self.element = element }

    mutating func append(_ atom: Int) {
      atoms[count] = Int32(atom)
      count += 1
    }

    /// The atom in a place of the block.
    subscript(_ place: Int) -> Int { Int(atoms[place]) }
  }

  @inline(__always)
  func elementIndex(of type: Int32) -> Int32 { elementOfType[Int(type) - 1] }

  public mutating func readPositions(of range: Range<Int>, _ atoms: AtomView) {
    claimScratch()
    fillTable(range, atoms)
  }

  /// Gives this value memory of its own, if it is a copy of another: the two must not work in the same,
  /// perhaps on different threads. Returns whether it is new, and nothing is in it.
  @discardableResult
  private mutating func claimScratch() -> Bool {
    if isKnownUniquelyReferenced(&scratch) { return false }
    scratch = EvaluationScratch()
    scratch.reserve(for: model, plans: plans, width: Self.blockSize)
    return true
  }

  /// Copies positions and elements of some atoms into rows, so that a neighbour is one load.
  private func fillTable(_ range: Range<Int>, _ atoms: AtomView) {
    scratch.table.reserve(4 * atoms.total, keeping: 4 * range.lowerBound)
    let rows = scratch.table.pointer
    for i in range {
      rows[4 * i] = atoms.x[i]
      rows[4 * i + 1] = atoms.y[i]
      rows[4 * i + 2] = atoms.z[i]
      rows[4 * i + 3] = Double(elementIndex(of: atoms.type[i]))
    }
  }

  /// Symmetry functions, networks, forces.
  private mutating func compute(
    _ block: Block, _ atoms: AtomView, _ list: NeighborListView, _ tally: inout Tally
  ) {
    let plan = plans[block.element]
    let neighbors = gather(block, list, plan)
    let evaluation = BlockEvaluation(
      plan: plan, scratch: scratch, neighbors: neighbors, atomicNumbers: atomicNumbers,
      count: block.count)
    evaluation.evaluateFunctions()
    scale(block, atoms, &tally)
    let energies = model.elements[block.element].network.evaluate(
      inputs: scratch.functions.pointer, values: scratch.neurons.pointer,
      slopes: scratch.slopes.pointer, sensitivities: scratch.sensitivities.pointer)
    for place in 0..<block.count {
      let energy = energies[place] * energyFactor + energyOffsets[block.element]
      tally.energy += energy
      tally.perAtom?.energy[block[place]] += energy
    }
    let (scalings, rows) = (model.elements[block.element].scalings, scratch.functions.pointer)
    for f in scalings.indices {
      rows.store(rows.lanes(8 * f) * (scalings[f].factor * plan.norms[f]), 8 * f)
    }
    evaluation.addGradients()
    for place in 0..<block.count { addForces(of: block[place], place, neighbors, atoms, &tally) }
  }

  /// Collects the neighbours of the block's atoms within the cutoff.
  private func gather(_ block: Block, _ list: NeighborListView, _ plan: EvaluationPlan)
    -> BlockNeighbors
  {
    let elements = model.elements.count
    var (places, longest) = (8, 0)
    for place in 0..<block.count {
      let count = list.neighbors(of: block[place]).count
      places += count + 8 * elements
      longest = max(longest, count)
    }
    // An odd number of vectors a column, so that columns do not fall on the same cache sets.
    places = (Lanes.vectors(for: places) | 1) * 8
    scratch.reserve(places: places, longestList: longest, plan: plan)
    let gathered = NeighborColumns(
      doubles: scratch.gathered.pointer, index: scratch.gatheredIndex.pointer,
      element: scratch.gatheredIndex.pointer, capacity: longest + 16, offset: 0)
    let neighbors = BlockNeighbors(
      doubles: scratch.columns.pointer, index: scratch.index.pointer,
      element: scratch.element.pointer, segments: scratch.segments.pointer,
      shells: scratch.shells.pointer, capacity: places, elementCount: elements)
    let table = AtomTable(rows: scratch.table.pointer)
    // Distances are compared with each cutoff again; this only must not lose any.
    let reach = cutoff * cutoff * (1 + 1e-12)
    var next = 0
    for place in 0..<block.count {
      let found = table.gather(
        around: block[place], list: list.neighbors(of: block[place]), squaredReach: reach,
        into: gathered)
      for element in 0..<elements {
        let kind = Int32(truncatingIfNeeded: element)
        let count = neighbors.columns.take(
          element: kind, from: gathered, count: found, at: next)
        neighbors.columns.complete(
          start: next, count: count, element: kind, scale: lengthFactor)
        neighbors.note(place, element: element, start: next, count: count)
        next += 8 * Lanes.vectors(for: count)
      }
      neighbors.noteEnd(place, next)
    }
    return neighbors
  }

  /// Scales the functions and counts those outside the range of the training data.
  private mutating func scale(_ block: Block, _ atoms: AtomView, _ tally: inout Tally) {
    let scalings = model.elements[block.element].scalings
    let functions = scratch.functions.pointer
    let used: UInt8 = 0xFF >> UInt8(truncatingIfNeeded: 8 - block.count)
    for f in scalings.indices {
      let values = scalings[f].scaled(functions.lanes(8 * f))
      // Atoms that only fill up the block take part in the network with harmless values.
      functions.store(values.selected(used, else: .zero), 8 * f)
      let outside = scalings[f].extrapolations(scaled: values) & used
      if outside != 0 { note(outside, of: f, block, atoms, &tally) }
    }
  }

  /// Counts the atoms of a block that lie outside the range of a function.
  private mutating func note(
    _ outside: UInt8, of f: Int, _ block: Block, _ atoms: AtomView, _ tally: inout Tally
  ) {
    let element = model.elements[block.element]
    let scaling = element.scalings[f]
    for place in 0..<block.count where outside >> UInt8(truncatingIfNeeded: place) & 1 == 1 {
      report.count += 1
      tally.perAtom?.extrapolations[block[place]] += 1
      guard recordsExtrapolationEvents else { continue }
      guard report.events.count < maximumEvents else {
        report.droppedEvents += 1
        continue
      }
      let value = scratch.functions.pointer[8 * f + place]
      report.events.append(
        ExtrapolationEvent(
          atom: atoms.id[block[place]], element: element.symbol, function: f + 1,
          type: element.functions[f].kind.rawValue, value: scaling.unscaled(value),
          minimum: scaling.minimum, maximum: scaling.maximum))
    }
  }

  /// The forces that one atom's energy puts on its neighbours and on itself, and their virial.
  private func addForces(
    of i: Int, _ place: Int, _ neighbors: BlockNeighbors, _ atoms: AtomView,
    _ tally: inout Tally
  ) {
    let columns = neighbors.columns(place)
    let places = neighbors.places(place)
    let sums = columns.finishForces(
      vectors: places / 8, factor: -forceFactor, inverseScale: 1 / lengthFactor)
    for element in 0..<neighbors.elementCount {
      let start = neighbors.range(place, element: element).lowerBound
      for n in start..<(start + neighbors.count(place, element: element)) {
        let j = Int(columns.index[n])
        atoms.fx[j] += columns.gx[n]
        atoms.fy[j] += columns.gy[n]
        atoms.fz[j] += columns.gz[n]
        if let perAtom = tally.perAtom, tally.wantsVirial {
          let part = columns.virial(n, inverseScale: 1 / lengthFactor) * 0.5
          perAtom.addVirial(part, to: i)
          perAtom.addVirial(part, to: j)
        }
      }
    }
    atoms.fx[i] -= sums.force.x
    atoms.fy[i] -= sums.force.y
    atoms.fz[i] -= sums.force.z
    if tally.wantsVirial { tally.virial += sums.virial }
  }
}
