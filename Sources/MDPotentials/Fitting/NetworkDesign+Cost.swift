extension NetworkDesign {
  /// Arithmetic vector instructions (of eight doubles) that some of an element's functions cost an atom
  /// in a simulation, by the plan that would execute them.
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
    return plan.operations(neighbors: neighbors, livePairs: livePairs)
  }

  /// A function as `input.nn` has it: the words behind `symfunction_short`.
  public func description(of function: Int, element: Int) -> String {
    let line = model.elements[element].functions[function].line
    let entry = settings.all("symfunction_short").first { $0.line.location.line == line }
    return entry?.arguments.words.joined(separator: " ") ?? ""
  }
}
