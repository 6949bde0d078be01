import MDCore
import MDLinearAlgebra
import Testing

@testable import MDTraining

/// Selection and components on matrices whose answer is known.
struct DescriptorSelectionTests {
  /// Columns that are orthogonal to each other and to a constant: ±1 patterns of the atom's number.
  private static func pattern(_ k: Int, _ row: Int) -> Double { (row >> k) & 1 == 0 ? 1 : -1 }

  /// 0, 1, 2: independent; 3 = copy of 0 in other units; 4 = minus 1; 5 = 0 + 1; 6 constant;
  /// 7 = 2 with a little of 0.
  private static let sample: DescriptorSample = {
    let rows = (0..<64).map { row -> [Double] in
      let (a, b, c) = (pattern(0, row), pattern(1, row), pattern(2, row))
      return [a, b, c, 5 * a + 3, -b, a + b, 7, c + 0.01 * a]
    }
    return DescriptorSample(
      symbol: "Si", functionCount: 8, rows: rows,
      groups: rows.indices.map { $0 < 32 ? "first" : "second" })
  }()

  @Test func correlationsAreThoseOfTheDefinition() throws {
    let correlation = try DescriptorCorrelation(Self.sample)
    #expect(correlation.usable == [0, 1, 2, 3, 4, 5, 7])
    let rounding = 1e-12
    #expect(abs(correlation[0, 3] - 1) < rounding && abs(correlation[1, 4] + 1) < rounding)
    #expect(abs(correlation[0, 1]) < rounding)
    #expect(abs(correlation[0, 5] - 0.5.squareRoot()) < rounding)
    #expect(correlation[6, 6] == 0 && correlation[0, 6] == 0)
    #expect(abs(correlation[2, 7] - 1 / 1.0001.squareRoot()) < rounding)
    #expect(correlation.means[6] == 7 && abs(correlation.sigmas[3] - 5) < rounding)
  }

  /// Three functions say everything; a fourth would be a mixture.
  @Test func curFindsWhatIsIndependent() throws {
    let correlation = try DescriptorCorrelation(Self.sample)
    let chosen = try DescriptorSelection.cur.select(correlation, count: 8)
    // a and b matter most: 0, 3, 5 and 1, 4, 5 share them. 5 stands for both, then one of either kind.
    #expect(chosen.count == 3 && chosen[0] == 5)
    #expect(Set(chosen).intersection([2, 7]).count == 1)
    #expect(Set(chosen).intersection([0, 1, 3, 4]).count == 1)
    #expect(correlation.unexplained(by: chosen) < 1e-12)
    #expect(correlation.unexplained(by: []) == 1)
    // 5 explains itself, half of 0, 1, 3 and 4, and of 7 nearly nothing: 3 of 7.
    #expect(abs(correlation.unexplained(by: [5]) - 4.0 / 7) < 1e-4)
  }

  @Test func farthestPointsAreUnlike() throws {
    let correlation = try DescriptorCorrelation(Self.sample)
    let chosen = try DescriptorSelection.fps.select(correlation, count: 8)
    #expect(chosen[0] == 5)
    // Functions of c are uncorrelated with 5; 7 has a little of a, so 2 is farther.
    #expect(chosen[1] == 2)
    // Exact copies (3 of 0, 4 of 1) never come; the slightly different 7 comes last.
    #expect(Set(chosen) == [5, 2, 0, 1, 7] && chosen.last == 7)
  }

  @Test func pearsonLeavesOutWhatIsAlike() throws {
    let correlation = try DescriptorCorrelation(Self.sample)
    let strict = try DescriptorSelection.pearson.select(correlation, count: 8, threshold: 0.9)
    // One each of {0, 3}, {1, 4}, {2, 7}, and 5, which correlates with 0.71 only.
    #expect(strict.count == 4 && strict.contains(5))
    for pair in [[0, 3], [1, 4], [2, 7]] {
      #expect(Set(strict).intersection(pair).count == 1)
    }
    let loose = try DescriptorSelection.pearson.select(correlation, count: 8, threshold: 0.7)
    #expect(loose.count == 2 && loose[0] == 5)
    // Three are not possible with one threshold; at most three are chosen.
    let three = try DescriptorSelection.pearson.select(correlation, count: 3)
    #expect(three.count == 2 || three.count == 3)
  }

  /// The dear one of two copies is passed over, and only when cost counts.
  @Test(arguments: DescriptorSelection.allCases)
  func costDecidesBetweenCopies(method: DescriptorSelection) throws {
    let rows = (0..<16).map { row -> [Double] in
      let (a, b) = (Self.pattern(0, row), Self.pattern(1, row))
      return [a, a, b]
    }
    let correlation = try DescriptorCorrelation(
      DescriptorSample(
        symbol: "Si", functionCount: 3, rows: rows, groups: rows.map { _ in "" }))
    let plain = try method.select(correlation, count: 2, threshold: nil)
    #expect(plain.contains(0) && plain.contains(2))
    let thrifty = try method.select(correlation, count: 2, emphasis: 1) { candidate, _ in
      candidate == 0 ? 10 : 1
    }
    #expect(thrifty.contains(1) && thrifty.contains(2))
  }

  @Test func componentsHaveKnownVariances() throws {
    let correlation = try DescriptorCorrelation(Self.sample)
    let components = try PrincipalComponents(correlation)
    // {0, 3, 5} and {1, 4, 5} make 2 + 2 + 1 in two dimensions: (3, 2); {2, 7} nearly 2.
    // The hundredth of a in function 7 parts the two equal variances by about as much.
    let rounding = 0.01
    #expect(abs(components.variances[0] - 3) < rounding)
    #expect(abs(components.variances[1] - 2) < rounding)
    #expect(abs(components.variances[2] - 2) < rounding)
    #expect(components.variances[3] < 1e-12)
    #expect(components.count(explaining: 0.9999) == 3)
    #expect(abs(components.explained[0] - 3.0 / 7) < rounding)
    let places = components.projections(of: Self.sample, correlation, components: 2)
    let variance = places.reduce(0) { $0 + $1[0] * $1[0] } / Double(places.count)
    #expect(abs(variance - components.variances[0]) < 1e-12)
  }

  @Test func oneAtomHasNoCorrelation() {
    let sample = DescriptorSample(
      symbol: "Si", functionCount: 2, rows: [[1, 2]], groups: ["one"])
    #expect(throws: InputError.self) { try DescriptorCorrelation(sample) }
  }
}
