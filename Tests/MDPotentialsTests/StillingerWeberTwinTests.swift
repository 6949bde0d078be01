import MDCore
import Testing

@testable import MDPotentials

/// The vector loops of Stillinger–Weber against the plain ones, in environments of every size.
@Suite struct StillingerWeberTwinTests {
  /// Entries for all triples of elements; with `isSymmetric` ABB and BAA have the same pair.
  private static func text(_ elements: [String], isSymmetric: Bool, tolerance: Double = 0) -> String
  {
    let n = elements.count
    var lines: [String] = []
    for i in 0..<n {
      for j in 0..<n {
        for k in 0..<n {
          // Of the pair what depends on both elements alike, unless it is to differ.
          let size = Double(j == k ? i + j + (isSymmetric ? 0 : 2 * i) : 0)
          let strength = 20 + Double(i) + 0.5 * Double(j + k)
          lines.append(
            [
              elements[i], elements[j], elements[k], "\(2 + 0.1 * size)", "\(2.0 - 0.05 * size)",
              "\(1.8 + 0.1 * size)", "\(strength)", "\(1.2 - 0.1 * Double(i))",
              "\(-0.33 - 0.02 * Double(j + k))", "7.0", "0.6", i + j == 2 ? "3.5" : "4.0",
              i + j == 2 ? "0.5" : "\(i == j ? 0 : 1)", "\(tolerance)",
            ].joined(separator: " "))
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private func check(
    _ system: Configuration, _ elements: [String?], isSymmetric: Bool = true,
    tolerance: Double = 0
  ) throws {
    let text = Self.text(
      Set(elements.compactMap { $0 }).sorted(), isSymmetric: isSymmetric, tolerance: tolerance)
    var vector = try StillingerWeber(text: text, file: "twin.sw", types: elements)
    #expect(vector.isSymmetric == (isSymmetric || vector.elementCount == 1))
    var plain = PlainStillingerWeber(vector: vector)
    let a = system.evaluate(&vector, parts: 2)
    let b = system.evaluate(&plain)
    let size = 1 + b.forces.reduce(0) { max($0, $1.length) }
    let count = Double(system.positions.count)
    #expect(abs(a.energy - b.energy) <= 1e-12 * count * size)
    for (x, y) in zip(a.virial.components, b.virial.components) {
      #expect(abs(x - y) <= 1e-11 * count * size)
    }
    for i in b.forces.indices {
      #expect((a.forces[i] - b.forces[i]).length <= 1e-12 * size)
      #expect(abs(a.atomEnergies[i] - b.atomEnergies[i]) <= 1e-12 * size)
      for c in 0..<6 { #expect(abs(a.atomVirials[i][c] - b.atomVirials[i][c]) <= 1e-11 * size) }
    }
    // Without output an atom the rest is the same.
    let bare = system.evaluate(&vector, wantsPerAtom: false)
    #expect(abs(bare.energy - a.energy) <= 1e-12 * count * size)
    #expect(
      bare.forces == a.forces
        || zip(bare.forces, a.forces).allSatisfy { ($0 - $1).length <= 1e-12 * size })
  }

  @Test(arguments: KernelTwinTests.counts)
  func everyNumberOfNeighbors(_ count: Int) throws {
    try check(KernelTwinTests.cluster(neighbors: count, types: 1), ["Si"])
    try check(KernelTwinTests.cluster(neighbors: count, types: 2), ["O", "Si"])
    try check(KernelTwinTests.cluster(neighbors: count, types: 3), ["C", "O", "Si"])
  }

  @Test(arguments: [3, 8, 9, 17, 33])
  func pairsThatDifferFromBothSides(_ count: Int) throws {
    try check(
      KernelTwinTests.cluster(neighbors: count, types: 3), ["C", "O", "Si"], isSymmetric: false)
  }

  @Test func periodicCellsShorterCutoffsAndUnmappedTypes() throws {
    try check(.silicon(cells: 2, displacement: 0.1), ["Si"])
    try check(.sample(types: 3), ["C", "O", "Si"], isSymmetric: false, tolerance: 0.005)
    try check(.sample(types: 3), ["C", nil, "Si"])
    try check(.sample(types: 2), ["Si", "Si"])
  }
}
