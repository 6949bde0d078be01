import Foundation
import Testing

/// The silicon potential of `Examples` is what its page says.
struct ShippedPotentialTests {
  /// The crystal at 0 K. References: lattice constant, C11 and C44 of PBE from Zuo et al., J. Phys. Chem. A
  /// 124, 731 (2020); C12 from the stresses of the cells strained by 2 % in their data, which the potential
  /// was fitted to (56.6 GPa; the article has 65). A lattice constant within 0.3 % and elastic constants
  /// within 10 % are what the potential was made for.
  @Test func crystalHoldsItsShape() throws {
    let folder = Program.repository.appending(path: "Examples/potentials/silicon/training")
    let outcome = try Program.run(["-in", "properties.in", "-log", "none"], ranks: 2, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    func value(_ name: String) throws -> Double {
      let line = try #require(outcome.output.split(separator: "\n").last { $0.hasPrefix(name) })
      return try #require(line.split(separator: " ").compactMap { Double($0) }.first)
    }
    for (name, reference, tolerance) in [
      ("lattice constant", 5.469, 0.003), ("C11", 156, 0.1), ("C12", 56.6, 0.1), ("C44", 76, 0.1),
    ] {
      let found = try value(name)
      #expect(abs(found / reference - 1) < tolerance, "\(name) is \(found)")
    }
  }
}
