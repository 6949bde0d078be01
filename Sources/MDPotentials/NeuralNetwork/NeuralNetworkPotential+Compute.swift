import MDCore
import MDKernels

extension NeuralNetworkPotential {
  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    // A copy of this value must not work in the same memory, perhaps on another thread.
    if !isKnownUniquelyReferenced(&scratch) {
      scratch = EvaluationScratch()
      reserveScratch()
    }
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
    private var atoms = InlineArray<64, Int32>(repeating: 0)

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

  /// Symmetry functions, networks, forces.
  private mutating func compute(
    _ block: Block, _ atoms: AtomView, _ neighbors: NeighborListView, _ tally: inout Tally
  ) {
    gather(block, atoms, neighbors)
    evaluateFunctions(block)
    scale(block, atoms, &tally)
    let energies = model.elements[block.element].network.evaluate(
      inputs: scratch.functions.pointer, values: scratch.neurons.pointer,
      slopes: scratch.slopes.pointer, sensitivities: scratch.sensitivities.pointer,
      width: Self.blockSize, count: block.count)
    for place in 0..<block.count {
      let energy = energies[place] * energyFactor + energyOffsets[block.element]
      tally.energy += energy
      tally.perAtom?.energy[block[place]] += energy
    }
    addForces(block, atoms, &tally)
  }

  /// Collects the neighbours of the block's atoms within the cutoff.
  private func gather(_ block: Block, _ atoms: AtomView, _ neighbors: NeighborListView) {
    var listed = 0
    var longest = 0
    for place in 0..<block.count {
      let count = neighbors.neighbors(of: block[place]).count
      listed += count
      longest = max(longest, count)
    }
    let factors = groups[block.element].reduce(0) { max($0, $1.factors.count) }
    scratch.reserve(neighbors: listed, perCenter: longest, factors: factors)
    let (dx, dy, dz) = (scratch.dx.pointer, scratch.dy.pointer, scratch.dz.pointer)
    let (r, element, index) = (
      scratch.r.pointer, scratch.element.pointer, scratch.index.pointer
    )
    let starts = scratch.starts.pointer
    let limit = cutoff * lengthFactor
    var n = 0
    for place in 0..<block.count {
      starts[place] = n
      let i = block[place]
      for j in neighbors.neighbors(of: i) {
        let kind = elementIndex(of: atoms.type[Int(j)])
        let x = (atoms.x[Int(j)] - atoms.x[i]) * lengthFactor
        let y = (atoms.y[Int(j)] - atoms.y[i]) * lengthFactor
        let z = (atoms.z[Int(j)] - atoms.z[i]) * lengthFactor
        let distance = (x * x + y * y + z * z).squareRoot()
        if kind < 0 || distance >= limit { continue }
        dx[n] = x
        dy[n] = y
        dz[n] = z
        r[n] = distance
        element[n] = kind
        index[n] = j
        n += 1
      }
    }
    starts[block.count] = n
  }

  /// Views of the neighbours of one atom of the block.
  private func center(_ place: Int) -> CenterNeighbors {
    let start = scratch.starts.pointer[place]
    return CenterNeighbors(
      count: scratch.starts.pointer[place + 1] - start,
      dx: scratch.dx.pointer + start, dy: scratch.dy.pointer + start,
      dz: scratch.dz.pointer + start, r: scratch.r.pointer + start,
      element: scratch.element.pointer + start, index: scratch.index.pointer + start,
      gx: scratch.gx.pointer, gy: scratch.gy.pointer, gz: scratch.gz.pointer)
  }

  private func kernel(_ group: FunctionGroup, _ center: CenterNeighbors) -> GroupKernel {
    GroupKernel(
      group: group, atomicNumbers: atomicNumbers, center: center,
      packed: PackedNeighbors(
        base: scratch.packed.pointer, slots: scratch.slots.pointer, stride: center.count,
        factors: group.factors.count),
      pairValues: scratch.factorValues.pointer, shapeValues: scratch.shapeValues.pointer,
      sums: scratch.sums.pointer)
  }

  private func evaluateFunctions(_ block: Block) {
    let functions = scratch.functions.pointer
    let sums = scratch.sums.pointer
    for place in 0..<block.count {
      let center = center(place)
      for group in groups[block.element] {
        var kernel = kernel(group, center)
        kernel.pack()
        kernel.evaluate()
        for t in group.terms.indices {
          functions[group.terms[t].function * Self.blockSize + place] = sums[t]
        }
      }
    }
  }

  /// Scales the functions and counts those outside the range of the training data.
  private mutating func scale(_ block: Block, _ atoms: AtomView, _ tally: inout Tally) {
    let element = model.elements[block.element]
    let functions = scratch.functions.pointer
    for f in element.functions.indices {
      let scaling = element.scalings[f]
      let row = functions + f * Self.blockSize
      for place in 0..<block.count {
        row[place] = scaling.scaled(row[place])
        guard scaling.isExtrapolation(scaled: row[place]) else { continue }
        report.count += 1
        tally.perAtom?.extrapolations[block[place]] += 1
        guard recordsExtrapolationEvents else { continue }
        guard report.events.count < maximumEvents else {
          report.droppedEvents += 1
          continue
        }
        report.events.append(
          ExtrapolationEvent(
            atom: atoms.id[block[place]], element: element.symbol, function: f + 1,
            type: element.functions[f].kind.rawValue, value: scaling.unscaled(row[place]),
            minimum: scaling.minimum, maximum: scaling.maximum))
      }
    }
  }

  /// The second sweep: dE/dG is contracted with ∂G/∂r inside the loops over neighbours.
  private func addForces(_ block: Block, _ atoms: AtomView, _ tally: inout Tally) {
    let scalings = model.elements[block.element].scalings
    let functions = scratch.functions.pointer
    let sums = scratch.sums.pointer
    for place in 0..<block.count {
      let center = center(place)
      for n in 0..<center.count {
        center.gx[n] = 0
        center.gy[n] = 0
        center.gz[n] = 0
      }
      for group in groups[block.element] {
        for t in group.terms.indices {
          let f = group.terms[t].function
          sums[t] = functions[f * Self.blockSize + place] * scalings[f].factor
        }
        var kernel = kernel(group, center)
        kernel.pack()
        kernel.addGradient()
      }
      addForces(of: block[place], center, atoms, &tally)
    }
  }

  /// The forces that one atom's energy puts on its neighbours and on itself, and their virial.
  private func addForces(
    of i: Int, _ center: CenterNeighbors, _ atoms: AtomView, _ tally: inout Tally
  ) {
    var (sx, sy, sz) = (0.0, 0.0, 0.0)
    var virial = SymmetricTensor.zero
    let toLength = 1 / lengthFactor
    for n in 0..<center.count {
      let j = Int(center.index[n])
      let fx = -center.gx[n] * forceFactor
      let fy = -center.gy[n] * forceFactor
      let fz = -center.gz[n] * forceFactor
      atoms.fx[j] += fx
      atoms.fy[j] += fy
      atoms.fz[j] += fz
      sx += fx
      sy += fy
      sz += fz
      guard tally.wantsVirial else { continue }
      let x = center.dx[n] * toLength
      let y = center.dy[n] * toLength
      let z = center.dz[n] * toLength
      let part = SymmetricTensor(
        xx: x * fx, yy: y * fy, zz: z * fz, xy: x * fy, xz: x * fz, yz: y * fz)
      virial += part
      if let perAtom = tally.perAtom {
        perAtom.addVirial(part * 0.5, to: i)
        perAtom.addVirial(part * 0.5, to: j)
      }
    }
    atoms.fx[i] -= sx
    atoms.fy[i] -= sy
    atoms.fz[i] -= sz
    tally.virial += virial
  }
}
