import MDCore
import MDDomain
import MDPotentials

/// Makes the tables of structures, all ranks together: each evaluates the atoms of its share as
/// centres and sends what belongs to atoms of other shares to their ranks.
final class FunctionTableBuilder {
  let visibility: FunctionVisibility
  private var evaluator: FunctionDerivatives
  private let communicator: any Communicator
  private let reach: Double
  private let lengthFactor: Double
  private let wantsStrains: Bool
  /// Slope and line of each function; the identity until the statistics are known.
  var scalings: [[NetworkDesign.InputScaling]]

  /// - Parameter lengthFactor: the model's unit of length per Å.
  init(
    _ design: NetworkDesign, lengthFactor: Double, wantsStrains: Bool,
    communicator: any Communicator
  ) {
    let elements = design.symbols.indices
    visibility = FunctionVisibility(
      seeing: elements.map { center in
        elements.map { moving in
          design.functions(of: center, seeing: moving).map { Int32($0) }
        }
      }, counts: design.functionCounts)
    evaluator = FunctionDerivatives(design)
    self.communicator = communicator
    self.lengthFactor = lengthFactor * design.lengthConversion
    reach = design.cutoff / lengthFactor
    self.wantsStrains = wantsStrains
    scalings = design.functionCounts.map {
      Array(
        repeating: NetworkDesign.InputScaling(factor: 1, offset: 0, origin: 0), count: $0)
    }
  }

  /// How many inputs the atoms before each one have.
  func inputStarts(_ structure: FitStructure) -> [Int] {
    var starts = [0]
    for element in structure.elements {
      starts.append(starts[starts.count - 1] + visibility.counts[Int(element)])
    }
    return starts
  }

  /// The bytes of a structure's table on this rank.
  func bytes(_ structure: FitStructure) -> Int {
    let neighbors = StructureNeighbors(structure, reach: reach)
    var marks = [Int](repeating: -1, count: structure.count)
    var (entries, numbers) = (0, 0)
    for atom in share(of: structure) {
      // Seeing is mutual, so that the atoms that feel an atom are those that it feels.
      entries += neighbors.distinctCount(of: atom, marks: &marks)
      for center in marks.indices where marks[center] == atom {
        numbers +=
          3
          * visibility.count(
            center: structure.elements[center], moving: structure.elements[atom],
            isSelf: center == atom)
      }
    }
    let inputs = inputStarts(structure).last ?? 0
    return FunctionTable.bytes(
      entries: entries, derivatives: numbers, inputs: inputs,
      strains: wantsStrains && structure.stress != nil ? 6 * inputs : 0, atoms: structure.count)
  }

  private func share(of structure: FitStructure) -> Range<Int> {
    MDTraining.share(of: structure.count, rank: communicator.rank, ranks: communicator.size)
  }

  /// The values of all functions of this rank's share of a structure, not scaled, atom after atom.
  func values(_ structure: FitStructure) -> [Double] {
    let neighbors = StructureNeighbors(structure, reach: reach)
    var environment = CenterEnvironment()
    var owners: [Int] = []
    var result: [Double] = []
    for center in share(of: structure) {
      neighbors.environment(
        of: center, scale: lengthFactor, into: &environment, owners: &owners)
      evaluator.evaluate(
        environment, element: Int(structure.elements[center]), wantsDerivatives: false)
      result += evaluator.values
    }
    return result
  }

  /// What one rank found about atoms of another: entry after entry.
  private struct Parcel {
    var moving: [Int32] = []
    var centers: [Int32] = []
    var numbers: [Float] = []
  }

  /// Makes the table of a structure. All ranks call it together.
  func table(_ structure: FitStructure) -> FunctionTable {
    let starts = inputStarts(structure)
    var inputs = [Double](repeating: 0, count: starts[structure.count])
    let hasStrains = wantsStrains && structure.stress != nil
    var strains = [Float](repeating: 0, count: hasStrains ? 6 * inputs.count : 0)
    var parcels = [Parcel](repeating: Parcel(), count: communicator.size)
    let owner = rankOfAtom(structure.count)
    var collector = EntryCollector(
      atoms: structure.count, functions: visibility.counts.max() ?? 0)
    let neighbors = StructureNeighbors(structure, reach: reach)
    var environment = CenterEnvironment()
    var owners: [Int] = []
    for center in share(of: structure) {
      neighbors.environment(
        of: center, scale: lengthFactor, into: &environment, owners: &owners)
      let element = structure.elements[center]
      evaluator.evaluate(environment, element: Int(element))
      let scaling = scalings[Int(element)]
      for f in scaling.indices {
        inputs[starts[center] + f] =
          scaling[f].offset + scaling[f].factor * (evaluator.values[f] - scaling[f].origin)
      }
      let slopes = scaling.map { $0.factor * lengthFactor }
      collector.begin(center: center, functions: scaling.count)
      for n in 0..<environment.count {
        for component in 0..<3 {
          collector.add(
            evaluator.derivatives(neighbor: n, component: component), slopes, atom: owners[n],
            component: component)
        }
      }
      for atom in collector.atoms {
        let list = visibility.functions(
          center: element, moving: structure.elements[atom], isSelf: atom == center)
        let rank = owner[atom]
        parcels[rank].moving.append(Int32(atom))
        parcels[rank].centers.append(Int32(center))
        collector.write(atom, functions: list, to: &parcels[rank].numbers)
      }
      if hasStrains {
        let place = 6 * starts[center]
        addStrains(environment, slopes, to: &strains, at: place)
      }
    }
    sumOverRanks(&inputs)
    sumOverRanks(&strains)
    return assemble(exchange(parcels), structure, inputs: inputs, strains: strains)
  }

  private func addStrains(
    _ environment: CenterEnvironment, _ slopes: [Double], to strains: inout [Float], at place: Int
  ) {
    let count = slopes.count
    var sums = [Double](repeating: 0, count: 6 * count)
    for n in 0..<environment.count {
      let d = environment.displacements[n] / lengthFactor
      let x = evaluator.derivatives(neighbor: n, component: 0)
      let y = evaluator.derivatives(neighbor: n, component: 1)
      let z = evaluator.derivatives(neighbor: n, component: 2)
      for f in 0..<count {
        sums[f] += slopes[f] * x[f] * d.x
        sums[count + f] += slopes[f] * y[f] * d.y
        sums[2 * count + f] += slopes[f] * z[f] * d.z
        sums[3 * count + f] += slopes[f] * x[f] * d.y
        sums[4 * count + f] += slopes[f] * x[f] * d.z
        sums[5 * count + f] += slopes[f] * y[f] * d.z
      }
    }
    for n in sums.indices { strains[place + n] = Float(sums[n]) }
  }

  private func rankOfAtom(_ count: Int) -> [Int] {
    (0..<communicator.size).flatMap { rank in
      MDTraining.share(of: count, rank: rank, ranks: communicator.size).map { _ in rank }
    }
  }

  /// Fills what other ranks computed; every number is computed by one rank and 0 on the others.
  private func sumOverRanks(_ values: inout [Double]) {
    guard communicator.size > 1 && !values.isEmpty else { return }
    values.withUnsafeMutableBufferPointer { communicator.reduce($0, .sum) }
  }

  private func sumOverRanks(_ values: inout [Float]) {
    guard communicator.size > 1 && !values.isEmpty else { return }
    var wide = values.map { Double($0) }
    sumOverRanks(&wide)
    values = wide.map { Float($0) }
  }

  /// Hands the parcels to their ranks; the result is in the order of the senders.
  private func exchange(_ parcels: [Parcel]) -> [Parcel] {
    var received = parcels
    let (rank, size) = (communicator.rank, communicator.size)
    guard size > 1 else { return parcels }
    var buffer = MessageBuffer()
    for step in 1..<size {
      let (target, source) = ((rank + step) % size, (rank - step + size) % size)
      func pass<T: BitwiseCopyable>(_ values: [T], tag: Int) -> [T] {
        values.withUnsafeBytes {
          communicator.sendReceive($0, to: target, into: &buffer, from: source, tag: tag)
        }
        return buffer.contents.withMemoryRebound(to: T.self) { Array($0) }
      }
      received[source] = Parcel(
        moving: pass(parcels[target].moving, tag: 3101),
        centers: pass(parcels[target].centers, tag: 3102),
        numbers: pass(parcels[target].numbers, tag: 3103))
    }
    return received
  }

  /// Sorts the entries by the atom that moves, keeping the order of the centres.
  private func assemble(
    _ parcels: [Parcel], _ structure: FitStructure, inputs: [Double], strains: [Float]
  ) -> FunctionTable {
    let share = share(of: structure)
    var starts = [Int32](repeating: 0, count: share.count + 1)
    for parcel in parcels {
      for atom in parcel.moving { starts[Int(atom) - share.lowerBound + 1] += 1 }
    }
    for n in 0..<share.count { starts[n + 1] += starts[n] }
    let entries = Int(starts[share.count])
    var centers = [Int32](repeating: 0, count: entries)
    var places = [Int](repeating: 0, count: entries)
    var numbers = 0
    for parcel in parcels { numbers += parcel.numbers.count }
    let derivatives = AlignedBuffer<Float>(capacity: numbers + 16)
    var next = starts
    var written = 0
    for parcel in parcels {
      var read = 0
      for (entry, atom) in parcel.moving.enumerated() {
        let center = parcel.centers[entry]
        let count =
          3
          * visibility.count(
            center: structure.elements[Int(center)], moving: structure.elements[Int(atom)],
            isSelf: center == atom)
        let place = Int(next[Int(atom) - share.lowerBound])
        next[Int(atom) - share.lowerBound] += 1
        centers[place] = center
        places[place] = written
        parcel.numbers.withUnsafeBufferPointer {
          (derivatives.pointer + written).update(from: $0.baseAddress! + read, count: count)
        }
        read += count
        written += count
      }
    }
    return FunctionTable(
      inputs: inputs, share: share, starts: starts, centers: centers, places: places,
      derivatives: derivatives, derivativeCount: numbers, strains: strains)
  }
}
