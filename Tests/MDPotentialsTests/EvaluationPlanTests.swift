import MDCore
import Testing

@testable import MDPotentials

/// What functions share, and what goes which way.
@Suite struct EvaluationPlanTests {
  private func plan(_ functions: [String], elements: [String] = ["Si"]) throws -> EvaluationPlan {
    let synthetic = SyntheticPotential(elements: elements, functions: functions)
    return try NeuralNetworkPotential(
      model: NeuralNetworkModel(folder: synthetic.folder), types: elements.map { $0 }
    ).plans[0]
  }

  @Test func sharesExponentialsAndPowers() throws {
    let lines = [0.01, 0.02, 0.05].flatMap { eta in
      [-1, 1].flatMap { lambda in
        [1, 2, 4, 16].map { "Si 3 Si Si \(eta) \(lambda) \($0).0 5.0" }
      }
    }
    let plan = try plan(["Si 2 Si 0.1 0.0 5.0"] + lines)
    #expect(plan.shells.count == 1)
    #expect(plan.radialSets.map(\.terms.count) == [1])
    #expect(plan.tripletGroups.count == 1)
    #expect(plan.general.isEmpty)
    #expect(
      plan.tripletGroups[0].program.description
        == "3 eta from 1 exponential and 3 products, zeta up to 4 from powers of the cosine "
        + "(3 products), lambda 1.0: zeta 16 (6 products), lambda -1.0: zeta 16 (6 products)")
    #expect(Set(plan.tripletGroups[0].functions).count == 24)
    // Five powers of the cosine and two others, for each η.
    #expect(plan.tripletGroups[0].placeCount == 21)
  }

  @Test func leavesOddFunctionsToTheGeneralKernel() throws {
    let plan = try plan([
      "Si 3 Si Si 0.01 1 2.5 5.0", "Si 3 Si Si 0.01 1 2.0 5.0 1.5", "Si 21 Si Si -5 5 60 300 p2",
      "Si 20 Si -5 5 p2",
    ])
    #expect(plan.tripletGroups.isEmpty && plan.radialSets.isEmpty)
    #expect(plan.general.reduce(0) { $0 + $1.terms.count } == 4)
  }

  @Test func tellsWhatItDoes() throws {
    let synthetic = SyntheticPotential(functions: [
      "Si 2 Si 0.1 0.0 5.0", "Si 9 Si Si 0.1 1 1.0 5.0",
    ])
    let lines = try synthetic.potential().planDescription(neighbors: 34, livePairs: 240)
    #expect(lines.count == 3)
    #expect(lines[0] == "plan of Si: 1 radial functions of Si, cutoff 5.0")
    #expect(
      lines[1].hasPrefix(
        "plan of Si: 1 wide angular functions of Si Si, cutoff 5.0: 1 eta, moments"))
    #expect(lines[2].contains("34 neighbours and 240 live pairs"))
  }

  @Test func countsAreThoseOfThePlan() throws {
    func count(_ functions: [String], neighbors: Int = 34) throws -> Int {
      let potential = try SyntheticPotential(functions: functions).potential()
      let count = potential.vectorOperations(neighbors: neighbors, livePairs: 240)[0]
      let lines = potential.planDescription(neighbors: neighbors, livePairs: 240)
      #expect(lines.last!.contains("about \(count) "))
      return count
    }
    _ = try count(["Si 2 Si 0.1 0.0 5.0"])
    // In general form too: another factor costs less than another shape at all pairs, and pairs grow as the square.
    let wide = "Si 22 Si Si -5 5 0 100 p2"
    let one = try count([wide])
    let shapes = try count([wide, "Si 22 Si Si -5 5 60 300 p2"])
    let factors = try count([wide, "Si 22 Si Si -4 4 0 100 p2"])
    #expect(one < factors && factors < shapes)
    #expect(try count([wide], neighbors: 68) > 3 * one)
    let description = try SyntheticPotential(functions: [wide, "Si 20 Si -5 5 p2"]).potential()
      .planDescription(neighbors: 34, livePairs: 240)
    #expect(
      description.contains { $0.contains("1 wide angular functions of Si Si in general form") })
  }
}
