import MDCore
import MDPotentials
import Testing

@testable import MDTraining

/// Every derivative of every symmetry function against differences of values.
@Suite struct FunctionDerivativesTests {
  private static let lines = """
    number_of_elements 2
    elements Si Ge
    cutoff_type 2
    global_hidden_layers_short 1
    global_nodes_short 2
    global_activation_short t l
    symfunction_short Si 2 Si 0.3 0.4 4.0
    symfunction_short Si 2 Ge 1.3 1.4 4.0
    symfunction_short Si 3 Si Si 0.1 1 2.0 4.0
    symfunction_short Si 3 Si Si 0.2 -1 1.0 3.5
    symfunction_short Si 3 Ge Si 0.1 1 2.5 4.0
    symfunction_short Si 9 Ge Ge 0.1 -1 4.0 4.0
    symfunction_short Si 12 0.2 1.0 4.0
    symfunction_short Si 13 0.05 0.0 1 2.0 4.0
    symfunction_short Si 20 Si 0.5 4.0 p2
    symfunction_short Si 21 Si Ge 0.5 4.0 0.0 160.0 p2
    symfunction_short Si 22 Si Si 0.5 4.0 20.0 150.0 p1a
    symfunction_short Si 23 0.5 4.0 e
    symfunction_short Si 24 0.5 4.0 10.0 170.0 p3
    symfunction_short Si 25 0.5 4.0 10.0 170.0 p4
    symfunction_short Ge 2 Si 0.3 0.4 4.0
    """

  private func environment(moved: Int?, component: Int, by step: Double) -> CenterEnvironment {
    var random = CounterRandom(seed: 3, id: 0, step: 0)
    var result = CenterEnvironment()
    for n in 0..<9 {
      var d = Vector3.zero
      repeat {
        d = Vector3(random.uniform(), random.uniform(), random.uniform()) * 6.0
        d -= Vector3(repeating: 3)
      } while d.length < 1.2
      if n == moved { d[component] += step }
      result.append(d, element: Int32(n % 2))
    }
    return result
  }

  @Test func derivativesEqualDifferences() throws {
    let design = try NetworkDesign(text: Self.lines, file: "input.nn")
    var evaluator = FunctionDerivatives(design)
    let step = 1e-5
    for neighbor in 0..<9 {
      for component in 0..<3 {
        evaluator.evaluate(
          environment(moved: neighbor, component: component, by: step), element: 0,
          wantsDerivatives: false)
        let above = evaluator.values
        evaluator.evaluate(
          environment(moved: neighbor, component: component, by: -step), element: 0,
          wantsDerivatives: false)
        let below = evaluator.values
        evaluator.evaluate(environment(moved: nil, component: 0, by: 0), element: 0)
        let own = evaluator.derivatives(neighbor: neighbor, component: component)
        for f in above.indices {
          let difference = (above[f] - below[f]) / (2 * step)
          // The error of the central difference: step² times a third derivative, weighted functions
          // reach 32·14 in size.
          #expect(abs(own[f] - difference) < 1e-6 * max(1, abs(difference)), "function \(f)")
        }
      }
    }
  }

  @Test func neighborsBeyondTheCutoffDoNothing() throws {
    let design = try NetworkDesign(text: Self.lines, file: "input.nn")
    var evaluator = FunctionDerivatives(design)
    var environment = CenterEnvironment()
    environment.append(Vector3(4.1, 0, 0), element: 0)
    environment.append(Vector3(0, 4.2, 0), element: 1)
    evaluator.evaluate(environment, element: 0)
    #expect(evaluator.values.allSatisfy { $0 == 0 })
  }
}
