import MDKernels

extension NeuralNetworkPotential {
  /// What the plan of each element shares, and how many arithmetic vector instructions (of eight
  /// doubles) an atom costs: lines for the log.
  ///
  /// - Parameters:
  ///   - neighbors: neighbours within the cutoff, of each element that a group looks at.
  ///   - livePairs: pairs of them that are nearer to each other than the cutoff, for each group.
  public func planDescription(neighbors: Int, livePairs: Int) -> [String] {
    zip(model.elements, plans).flatMap { element, plan in
      let lines = plan.description(symbols: model.symbols)
      let network = element.networkOperations
      let count = plan.operations(neighbors: neighbors, livePairs: livePairs) + network
      return lines.map { "plan of \(element.symbol): \($0)" } + [
        "plan of \(element.symbol): about \(count) vector operations an atom with "
          + "\(neighbors) neighbours and \(livePairs) live pairs, \(network) of them for the network"
      ]
    }
  }

  /// The same for atoms spread evenly, a number of them per Å³.
  ///
  /// Of the pairs of points in a sphere, 15/32 are nearer to each other than its radius.
  public func planDescription(density: Double) -> [String] {
    let neighbors = density * 4 / 3 * .pi * cutoff * cutoff * cutoff
    let pairs = neighbors * (neighbors - 1) / 2 * 15 / 32
    return planDescription(
      neighbors: Int(neighbors.rounded()), livePairs: Int(max(0, pairs).rounded()))
  }

  /// Arithmetic vector instructions (of eight doubles) that an atom of each element costs; nil if some
  /// functions go through the general kernel, which are not counted.
  ///
  /// - Parameters:
  ///   - neighbors: as of ``planDescription(neighbors:livePairs:)``.
  ///   - livePairs: as there.
  public func vectorOperations(neighbors: Int, livePairs: Int) -> [Int?] {
    zip(model.elements, plans).map { element, plan in
      plan.general.isEmpty
        ? plan.operations(neighbors: neighbors, livePairs: livePairs) + element.networkOperations
        : nil
    }
  }
}

extension NeuralNetworkModel.Element {
  /// Vector instructions of the network, forwards and back, over eight atoms at once.
  fileprivate var networkOperations: Int {
    2 * network.layers.reduce(0) { $0 + $1.inputs * $1.outputs } / 8
  }
}

extension EvaluationPlan {
  /// A line for each set and group.
  func description(symbols: [String]) -> [String] {
    func names(_ elements: [Int]?) -> String {
      elements.map { $0.map { symbols[$0] }.joined(separator: " ") } ?? "all elements, weighted"
    }
    var lines = radialSets.map {
      "\($0.terms.count) radial functions of \(names($0.element.map { [$0] })), cutoff "
        + "\(shells[$0.shell].cutoff.radius)"
    }
    lines += tripletGroups.map {
      "\($0.functions.count) \($0.program.isNarrow ? "narrow" : "wide") angular functions of "
        + "\(names($0.elements)), cutoff \(shells[$0.shell].cutoff.radius): "
        + $0.program.description
    }
    lines += momentGroups.map {
      "\($0.members.count) wide angular functions of \(names($0.elements)), cutoff "
        + "\(shells[$0.shell].cutoff.radius): \($0.program.etas.count) eta, moments up to l = "
        + "\($0.program.order)"
    }
    lines += general.map {
      "\($0.terms.count) \($0.key.isAngular ? "angular" : "radial") functions in general form"
    }
    return lines
  }

  /// Arithmetic vector instructions an atom, those of the general kernel not counted.
  ///
  /// - Parameters:
  ///   - neighbors: within the longest cutoff; within a shorter one there are as many fewer as the sphere is
  ///     smaller.
  ///   - livePairs: of the longest cutoff, likewise.
  func operations(neighbors: Int, livePairs: Int) -> Int {
    func neighborsWithin(_ shell: Int) -> Int {
      let ratio = shells[shell].cutoff.radius / reaches[reaches.count - 1]
      return Int((Double(neighbors) * ratio * ratio * ratio).rounded(.up))
    }
    var count = 0
    // A cutoff function at all neighbours, then a Gaussian and a sum, and three sums coming back.
    for shell in shells.indices {
      let rows = radialSets.reduce(0) { $0 + ($1.shell == shell ? $1.terms.count : 0) }
      count += DoubleLanes.vectors(for: neighborsWithin(shell)) * (30 + 25 * rows)
    }
    for group in tripletGroups {
      let isSame = group.elements == nil || group.elements![0] == group.elements![1]
      let groups = PairRange.padded(neighborsWithin(group.shell)) / 4
      let ratio = shells[group.shell].cutoff.radius / reaches[reaches.count - 1]
      let pairs = Int(
        (Double(livePairs) * ratio * ratio * ratio * ratio * ratio * ratio).rounded(.up))
      count += group.program.operations(
        looked: isSame ? groups * (groups + 1) : 2 * groups * groups,
        live: DoubleLanes.vectors(for: pairs))
    }
    for group in momentGroups {
      let elements = group.isSameElement ? 1 : 2
      count += elements * group.program.operations * neighborsWithin(group.shell) / 8
    }
    return count
  }
}
