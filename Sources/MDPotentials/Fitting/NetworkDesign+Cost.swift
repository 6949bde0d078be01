extension NetworkDesign {
  /// Arithmetic vector instructions (of eight doubles) that some of an element's functions cost an atom
  /// in a simulation, by the plan that would execute them. Functions that go through
  /// ``VectorGroupKernel`` count roughly.
  ///
  /// - Parameters:
  ///   - functions: of the element, in n2p2's order.
  ///   - neighbors: neighbours within the cutoff, of each element that a group looks at.
  ///   - livePairs: pairs of them that are nearer to each other than the cutoff, for each group.
  public func operations(
    of element: Int, functions: [Int], neighbors: Int, livePairs: Int
  ) -> Int {
    var part = model.elements[element]
    part.functions = functions.map { model.elements[element].functions[$0] }
    let plan = EvaluationPlan(element: part, model: model, kernels: .vector)
    // Of both sweeps, for each eight neighbours or each vector of pairs, of which some six are used in the mean: geometry
    // and angles, then factors, shapes and terms.
    let general = plan.general.reduce(0) {
      let vectors =
        $1.key.isAngular ? max(0, neighbors * (neighbors - 1)) / 2 / 6 : (neighbors + 7) / 8
      return $0 + vectors
        * (150 + 12 * $1.factors.count + 20 * $1.shapes.count + 3 * $1.terms.count)
    }
    return plan.operations(neighbors: neighbors, livePairs: livePairs) + general
  }

  /// A function as `input.nn` has it: the words behind `symfunction_short`.
  public func description(of function: Int, element: Int) -> String {
    let line = model.elements[element].functions[function].line
    let entry = settings.all("symfunction_short").first { $0.line.location.line == line }
    return entry?.arguments.words.joined(separator: " ") ?? ""
  }
}
