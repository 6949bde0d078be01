import Testing

@testable import MDDeck

struct MarsagliaGeneratorTests {
  /// Printed by LAMMPS 29 Sep 2021 for `random(0,1,4928459)` and, from the same generator,
  /// `normal(2,3,1)`, with 15 digits.
  @Test func theNumbersAreThoseOfLAMMPS() {
    var generator = MarsagliaGenerator(seed: 4_928_459)
    #expect(abs(generator.uniform() - 0.255334854125977) < 1e-15)
    #expect(abs(generator.uniform() - 0.682568371295929) < 1e-15)
    #expect(abs(2 + 3 * generator.normal() - 6.63908801641205) < 1e-14)
    #expect(abs(generator.uniform() - 0.428921222686768) < 1e-15)
    #expect(abs(2 + 3 * generator.normal() - 0.722963619705444) < 1e-14)
  }

  /// The mean of n numbers lies within five standard errors, 5/√(12 n).
  @Test func theNumbersAreEven() {
    var generator = MarsagliaGenerator(seed: 1)
    let count = 10_000
    let numbers = (0..<count).map { _ in generator.uniform() }
    #expect(abs(numbers.reduce(0, +) / Double(count) - 0.5) < 5 / (12 * Double(count)).squareRoot())
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
  }
}
