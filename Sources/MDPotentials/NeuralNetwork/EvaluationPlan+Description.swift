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

  /// Whether there are functions in general form, which are evaluated in double precision in mixed precision too.
  public var hasGeneralFunctions: Bool { plans.contains { !$0.general.isEmpty } }

  /// Arithmetic vector instructions (of eight doubles) that an atom of each element costs.
  ///
  /// - Parameters:
  ///   - neighbors: as of ``planDescription(neighbors:livePairs:)``.
  ///   - livePairs: as there.
  public func vectorOperations(neighbors: Int, livePairs: Int) -> [Int] {
    zip(model.elements, plans).map { element, plan in
      plan.operations(neighbors: neighbors, livePairs: livePairs) + element.networkOperations
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
    lines += general.map { group in
      let kind =
        group.key.isAngular ? (group.key.isNarrow ? "narrow angular" : "wide angular") : "radial"
      let elements = group.key.isWeighted ? nil : group.key.neighbors
      let shapes = group.key.isAngular ? ", \(group.shapes.count) functions of the angle" : ""
      return "\(group.terms.count) \(kind) functions of \(names(elements)) in general form, up to "
        + "\(group.reach): \(group.factors.count) functions of a distance\(shapes)"
    }
    return lines
  }

  /// Arithmetic vector instructions an atom.
  ///
  /// - Parameters:
  ///   - neighbors: within the longest cutoff; within a shorter one there are as many fewer as the sphere is
  ///     smaller.
  ///   - livePairs: of the longest cutoff, likewise.
  func operations(neighbors: Int, livePairs: Int) -> Int {
    let longest = max(reaches.last ?? 0, general.map(\.reach).max() ?? 0)
    func neighborsWithin(reach: Double) -> Int {
      let ratio = reach / longest
      return Int((Double(neighbors) * ratio * ratio * ratio).rounded(.up))
    }
    func neighborsWithin(_ shell: Int) -> Int {
      neighborsWithin(reach: shells[shell].cutoff.radius)
    }
    func pairsWithin(reach: Double) -> Int {
      let ratio = reach / longest
      return Int((Double(livePairs) * ratio * ratio * ratio * ratio * ratio * ratio).rounded(.up))
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
      let pairs = pairsWithin(reach: shells[group.shell].cutoff.radius)
      count += group.program.operations(
        looked: isSame ? groups * (groups + 1) : 2 * groups * groups,
        live: DoubleLanes.vectors(for: pairs))
    }
    for group in momentGroups {
      let elements = group.isSameElement ? 1 : 2
      count += elements * group.program.operations * neighborsWithin(group.shell) / 8
    }
    for group in general {
      count += group.operations(
        neighbors: neighborsWithin(reach:),
        pairs: { reach in
          if group.key.isNarrow { return pairsWithin(reach: reach) }
          let n = neighborsWithin(reach: reach)
          return group.isSameElement ? n * max(0, n - 1) / 2 : n * n
        })
    }
    return count
  }
}
