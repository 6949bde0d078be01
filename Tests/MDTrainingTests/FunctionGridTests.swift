import Foundation
import MDCore
import MDPotentials
import Testing

@testable import MDTraining

/// Grids by their published rules, and sets as `input.nn`.
struct FunctionGridTests {
  private func gaussians(_ text: String, cutoff: Double = 6) throws -> [FunctionGrid.Gaussian] {
    try FunctionGrid(text, standardCutoff: cutoff).gaussians
  }

  @Test func centredAndShifted() throws {
    let centred = try gaussians("centred:3:2:4")
    let expected: [Double] = [1.0 / 8, 1.0 / 18, 1.0 / 32]
    #expect(centred.map(\.eta) == expected)
    #expect(centred.allSatisfy { $0.shift == 0 })
    let shifted = try gaussians("shifted:3:2")
    #expect(shifted.map(\.shift) == [2, 4, 6] && shifted.allSatisfy { $0.eta == 1.0 / 8 })
    #expect(try FunctionGrid("shifted:3:2@5", standardCutoff: 6).gaussians.last?.shift == 5)
    #expect(try FunctionGrid("shifted:3:2@5", standardCutoff: 6).cutoff == 5)
  }

  @Test func powers() throws {
    // n = 4: 4^(m/4)/8 = 1/8, √2/8, 1/4, √8/8, 1/2.
    let etas = try gaussians("powers:5", cutoff: 8).map(\.eta)
    let squares: [Double] = [1, 2, 4, 8, 16]
    for (eta, square) in zip(etas, squares) { #expect(abs(eta - square / 64) < 1e-15) }
    // n = 4: radii 8/4^(k/4) = 2, 2√2, 4, 4√2, 8.
    let shifted = try gaussians("shifted-powers:4", cutoff: 8)
    let radii: [Double] = [2, 8.0.squareRoot(), 4, 32.0.squareRoot(), 8]
    #expect(shifted.count == 4)
    for (m, g) in shifted.enumerated() {
      let step = radii[m + 1] - radii[m]
      #expect(abs(g.shift - radii[m]) < 1e-14 && abs(g.eta - 1 / (step * step)) < 1e-12)
    }
  }

  @Test func laddersAndLists() throws {
    let ladder = try gaussians("ladder:3:0.01:1").map(\.eta)
    let expected: [Double] = [0.01, 0.1, 1]
    for (a, b) in zip(ladder, expected) { #expect(abs(a - b) < 1e-15) }
    #expect(try gaussians("eta:0.5,0,2").map(\.eta) == [0.5, 0, 2])
  }

  @Test(arguments: [
    "centered:3", "centred", "centred:0", "centred:x", "centred:3:5:2", "shifted:1", "ladder:3",
    "ladder:3:0:1", "powers:3:1", "eta:", "eta:1,x", "eta:-1", "centred:3@", "centred:3@x",
    "centred:3:1:2:3",
  ])
  func whatIsNoGridIsNamed(text: String) throws {
    let error = try #require(throws: InputError.self) {
      try FunctionGrid(text, standardCutoff: 6)
    }
    #expect(error.message.contains(text))
  }

  @Test func aSetOfTwoElementsHasAllPairs() throws {
    var set = DescriptorSet(elements: ["Si", "O"], cutoff: 6)
    set.radial = [try FunctionGrid("eta:0.1,0.2", standardCutoff: 6)]
    set.angular = [
      .init(isNarrow: true, grid: try FunctionGrid("eta:0.1@4", standardCutoff: 6), zetas: [1, 2]),
      .init(isNarrow: false, grid: try FunctionGrid("eta:0.1", standardCutoff: 6), zetas: [4]),
    ]
    set.lengthFactor = 2
    set.nodes = [5]
    // A centre: 2 η × 2 neighbours, and 3 pairs × (1 η × (2 + 1) ζ × 2 λ).
    #expect(set.functionLines.count == 2 * (4 + 18))
    // η in the file's unit is a quarter, the cutoff twice.
    #expect(set.functionLines.contains("symfunction_short Si 3 Si O 0.025 -1 2 8"))
    #expect(set.functionLines.contains("symfunction_short O 9 O O 0.025 1 4 12"))
    let design = try NetworkDesign(text: try set.inputFile(), file: "input.nn")
    #expect(design.symbols == ["O", "Si"] && design.functionCounts == [22, 22])
    #expect(design.nodes(of: 0) == [22, 5, 1] && design.warnings.isEmpty)
    #expect(design.cutoff == 12)
  }

  @Test(arguments: [16, 28, 40, 52, 64], [false, true])
  func kimsLengths(length: Int, dropsZeta: Bool) throws {
    let set = try DescriptorSet.kim(length: length, dropsZeta: dropsZeta)
    #expect(set.functionLines.count == length)
    let design = try NetworkDesign(text: try set.inputFile(), file: "input.nn")
    #expect(design.nodes(of: 0) == [length, 30, 30, 1])
  }

  @Test func otherLengthsAreNotKims() {
    #expect(throws: InputError.self) { try DescriptorSet.kim(length: 32, dropsZeta: true) }
  }
}
