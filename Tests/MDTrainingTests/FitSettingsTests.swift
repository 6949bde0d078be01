import MDCore
import MDPotentials
import Testing

@testable import MDTraining

/// Keywords of a fit: their values, and what is said about wrong ones.
@Suite struct FitSettingsTests {
  private func settings(_ lines: String) throws -> FitSettings {
    try FitSettings(
      NetworkDesign(text: SampleData.input(extra: lines), file: "input.nn"))
  }

  @Test func readsTheKeywordsOfN2P2() throws {
    let own = try settings(
      """
      epochs 40
      updater_type 1
      parallel_mode 2
      jacobian_mode 1
      selection_mode 2 10 1 15 2
      random_seed 3
      test_fraction 0.2
      use_short_forces
      force_weight 10.0
      short_energy_fraction 0.9
      short_force_fraction 0.02315
      short_force_error_threshold 1.0
      rmse_threshold_trials 3
      weights_min -2.0
      weights_max 1.0
      kalman_type 1
      kalman_epsilon 0.1
      kalman_lambda_short 0.96
      kalman_nue_short 0.9995
      nguyen_widrow_weights_short
      """)
    #expect(own.optimizer == .kalman)
    #expect(own.epochs == 40 && own.seed == 3 && own.testFraction == 0.2)
    #expect(own.usesForces)
    #expect(own.candidates.jacobian == .task)
    #expect(own.candidates.energy.mode(in: 9) == .threshold)
    #expect(own.candidates.force.mode(in: 10) == .sorted)
    #expect(own.candidates.force.mode(in: 15) == .threshold)
    #expect(own.candidates.force.fraction == 0.02315 && own.candidates.energy.fraction == 0.9)
    #expect(own.candidates.force.threshold == 1 && own.candidates.force.trials == 3)
    #expect(own.kalman.kind == .fadingMemory && own.kalman.epsilon == 0.1)
    #expect(own.kalman.lambda == 0.96 && own.kalman.nu == 0.9995)
    #expect(own.initial.scheme == .nguyenWidrow && own.initial.range == -2...1)
  }

  @Test func fitsForcesUnlessN2P2SettingsSayOtherwise() throws {
    #expect(try settings("").usesForces)
    #expect(try !settings("epochs 10\nupdater_type 1").usesForces)
    #expect(try settings("").optimizer == .blockKalman)
  }

  @Test(arguments: [
    ("epochs -1", "epochs is -1"),
    ("updater_type 7", "there are 0"),
    ("updater_type 0\ngradient_type 0", "fixed step"),
    ("optimizer newton", "there are block-kalman"),
    ("test_fraction 1.5", "from 0.0 to 0.99"),
    ("selection_mode 2 10", "pairs of an epoch and a mode"),
    ("weights_min 2", "above weights_min"),
    ("expected_error_force 0", "must be positive"),
    ("group_weight liquid -1", "not negative"),
    ("group_weight liquid 1\ngroup_weight liquid 2", "already"),
    ("committee_member 1 0", "a node or more"),
  ])
  func namesWhatIsWrong(_ lines: String, _ message: String) throws {
    do {
      _ = try settings(lines)
      Issue.record("'\(lines)' was accepted")
    } catch let error as InputError {
      #expect(error.description.contains(message), "\(error)")
      #expect(error.location?.file == "input.nn")
      #expect(error.location?.line ?? 0 > 0)
    }
  }

  @Test func tellsWhatDoesNothing() throws {
    let design = try NetworkDesign(
      text: SampleData.input(extra: "parallel_mode 2\nwrite_trainlog\nunknown_word 3"),
      file: "input.nn")
    let notes = FitSettings.passedOver(design)
    #expect(notes.contains { $0.contains("parallel_mode") && $0.contains("input.nn:") })
    #expect(notes.contains { $0.contains("write_trainlog") })
    #expect(design.warnings.contains { $0.contains("unknown_word") && $0.contains("input.nn:") })
  }

  @Test func refusesDataThatCannotBeFitted() throws {
    let structures = SampleData.structures(3)
    let text = SampleData.input()
    #expect(throws: InputError.self) {
      try SampleData.preparation(structures, input: text) { $0.groupWeights = ["gas": 2] }
    }
    // A function that no atom of the data gives a value.
    let flat = SampleData.input(elements: ["Si", "Ge"]) + "symfunction_short Si 2 Si 4.0 0.1 0.5\n"
    do {
      _ = try SampleData.preparation(structures, input: flat)
      Issue.record("a constant function was accepted")
    } catch let error as InputError {
      #expect(error.description.contains("cannot be scaled"))
      #expect(error.location?.file == "input.nn")
    }
    #expect(throws: InputError.self) {
      try SampleData.preparation(
        SampleData.structures(2, elements: ["Si"]), input: text)
    }
  }

  @Test func replacesHiddenLayers() {
    let text =
      "global_hidden_layers_short 2\nglobal_nodes_short 24 24 # two\n"
      + "global_activation_short t p l\nepochs 3"
    let three = MemberFit.replaceNodes(text, by: [20, 18, 16])
    #expect(three.contains("global_hidden_layers_short 3\n"))
    #expect(three.contains("global_nodes_short 20 18 16\n"))
    #expect(three.contains("global_activation_short t p t l\n"))
    #expect(three.hasSuffix("epochs 3"))
  }
}
