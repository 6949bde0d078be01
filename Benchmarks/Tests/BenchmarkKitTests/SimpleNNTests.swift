import Testing

@testable import BenchmarkKit

/// Two functions in another order than n2p2's, in a unit of half an Å; energies in tenths of an eV.
private let input = """
  elements Si
  cutoff_type 1
  atom_energy Si -20
  scale_symmetry_functions
  scale_min_short 0.5
  scale_max_short 2.5
  global_nodes_short 2   # one layer
  global_activation_short t l
  symfunction_short Si 3 Si Si 0.25 -1 4.0 8.0
  symfunction_short Si 2 Si 0.5 3.0 10.0
  """
private let scaling = """
  # element function min max mean sigma
  1 1 1.0 5.0 2.0 0.5
  1 2 0.0 1.0 0.5 0.25
  -1.0 2.0
  """
private let weights = """
  11 a 1 0 1 1 1
  12 a 2 0 1 1 2
  21 a 3 0 2 1 1
  22 a 4 0 2 1 2
  1 b 5 1 1
  2 b 6 1 2
  30 a 7 1 1 2 1
  40 a 8 1 2 2 1
  50 b 9 2 1
  """

private func potential(
  _ input: String = input, scaling: String = scaling, weights: String = weights
) throws -> SimpleNNPotential {
  try SimpleNNPotential(
    input: input, scaling: scaling, weights: weights, lengthFactor: 2, energyFactor: 10)
}

@Suite struct SimpleNNTests {
  @Test func textOfAPotential() throws {
    // Widths are (max - min)/2, origins min - 0.5·width; the output layer is in eV with atom_energy.
    #expect(
      try potential().text == """
        ELEM_LIST Si

        POT Si 5.0
        SYM 2
        2 5.0 2.0 1.5 0.0 Si
        4 4.0 1.0 4.0 -1.0 Si Si
        scale1 0.0 -0.25
        scale2 2.0 0.5
        NET 2 2 2 1
        LAYER 0 linear PCA
        w0 1.0 0.0
        b0 0.0
        w1 0.0 1.0
        b1 0.0
        LAYER 1 tanh
        w0 11.0 21.0
        b0 1.0
        w1 12.0 22.0
        b1 2.0
        LAYER 2 linear
        w0 3.0 4.0
        b0 3.0

        """)
  }

  @Test(arguments: [
    ("scale_symmetry_functions\n", "center_symmetry_functions\n", "2.0 0.5", "1.0 1.0"),
    ("scale_symmetry_functions\n", "", "0.0 0.0", "1.0 1.0"),
    (
      "scale_symmetry_functions\n", "scale_symmetry_functions\ncenter_symmetry_functions\n",
      "1.0 0.25", "2.0 0.5"
    ),
    (
      "scale_symmetry_functions\n", "scale_symmetry_functions_sigma\n", "1.875 0.4375",
      "0.25 0.125"
    ),
  ])
  func scalings(old: String, new: String, origins: String, widths: String) throws {
    let text = try potential(input.replacing(old, with: new)).text
    #expect(text.contains("\nscale1 \(origins)\nscale2 \(widths)\n"))
  }

  @Test(arguments: [
    ("elements Si", "elements Si O", "exactly one element"),
    ("cutoff_type 1", "cutoff_type 2", "cutoff_type"),
    ("cutoff_type 1", "cutoff_type 1 0.5", "cutoff_type"),
    ("cutoff_type 1", "cutoff_type 1\nmean_energy 1", "mean_energy"),
    ("short t l", "short p l", "activation"),
    ("short t l", "short t t", "linear"),
    ("Si 3 Si Si", "Si 9 Si Si", "type 9"),
    ("4.0 8.0", "4.0 8.0 0.5", "type 3 with 5"),
    ("4.0 8.0", "4.0 far", "far"),
    ("symfunction_short Si 2 Si 0.5 3.0 10.0", "", "scaling.data"),
    ("global_nodes_short 2", "global_nodes_short 3", "weights"),
  ])
  func whatIsNotThere(old: String, new: String, reason: String) {
    let changed = input.replacing(old, with: new)
    #expect(changed != input)
    let error = #expect(throws: BenchmarkError.self) { try potential(changed) }
    #expect(error?.description.contains(reason) == true)
  }

  @Test(arguments: ["50 b 9 2 2", "50 a 9 1 3 2 1", "50 b 9 2", "x b 9 2 1", "50 c 9 2 1"])
  func wrongWeight(line: String) {
    let changed = weights.replacing("50 b 9 2 1", with: line)
    #expect(throws: BenchmarkError.self) { try potential(weights: changed) }
  }

  @Test(arguments: [
    ("4.0 8.0", "4.0 8.0", true),
    ("4.0 8.0", "4.5 8.0", false),
    ("-1 4.0", "-0.5 4.0", false),
  ])
  func vectorStyle(old: String, new: String, suits: Bool) throws {
    #expect(try potential(input.replacing(old, with: new)).suitsVectorStyle == suits)
  }

  @Test func vectorStyleTakesOneCutoff() throws {
    let more = input + "\nsymfunction_short Si 2 Si 0.5 3.0 9.0"
    let converted = try potential(
      more, scaling: scaling.replacing("1 2 0.0", with: "1 2 0.0 1.0 0.5 0.25\n1 3 0.0"),
      weights: weights + "\n31 a 10 0 3 1 1\n32 a 11 0 3 1 2")
    #expect(converted.functions.map(\.cutoff) == [9, 10, 8])
    #expect(!converted.suitsVectorStyle)
  }
}

@Suite struct PairStylesTests {
  @Test func stylesOfAHelp() {
    let help = """
      * Atom styles:

      atomic          nn/atom

      * Pair styles:

      hdnnp           hybrid          nn              nn/intel
      sw              zero

      * Bond styles:

      none            zero/bond
      """
    #expect(
      PairStyles(help: help).names == ["hdnnp", "hybrid", "nn", "nn/intel", "sw", "zero"])
  }
}
