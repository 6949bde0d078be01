import MDCore
import MDPotentials

extension FitSettings {
  /// Reads the keywords of an `input.nn`.
  ///
  /// - Parameter optimizer: instead of what the keywords say.
  /// - Throws: ``InputError`` with file and line.
  public init(_ design: NetworkDesign, optimizer: Optimizer? = nil) throws {
    self.init()
    let reader = KeywordReader(design.settings)
    try readGeneral(reader)
    if let optimizer { self.optimizer = optimizer } else { try readOptimizer(reader) }
    try readKalman(reader)
    try readCandidates(reader)
    try readAdam(reader)
    try readInitialWeights(reader)
    try readOwn(reader)
  }

  private mutating func readGeneral(_ r: KeywordReader) throws {
    epochs = try r.integer("epochs", atLeast: 0) ?? epochs
    testFraction = try r.number("test_fraction", in: 0...0.99) ?? testFraction
    if let seed = try r.integer("random_seed", atLeast: 0) {
      self.seed = UInt32(truncatingIfNeeded: seed)
    }
    // n2p2 fits forces only if told so. An input.nn that says nothing about fitting gets all there is.
    usesForces =
      r.contains("use_short_forces") || (!r.contains("updater_type") && !r.contains("epochs"))
    usesStress = r.contains("use_stress")
    usesOldWeights = r.contains("use_old_weights_short")
    if let line = r.lines("write_weights_epoch").first {
      weightsEpochs = line.words.isEmpty ? 1 : try r.integer("write_weights_epoch", atLeast: 1) ?? 1
      allWeightsUntil = try r.integer("write_weights_epoch", index: 1, atLeast: 0) ?? 0
    }
  }

  private mutating func readOptimizer(_ r: KeywordReader) throws {
    if let updater = try r.integer("updater_type", atLeast: 0) {
      switch updater {
      case 0: optimizer = .adam
      case 1: optimizer = .kalman
      default:
        throw r.error("updater_type", "there are 0 (gradient descent) and 1 (Kalman filter)")
      }
      if try updater == 0 && r.integer("gradient_type", atLeast: 0) ?? 1 == 0 {
        throw r.error(
          "gradient_type", "a fixed step size (0) does not exist here; 1 is Adam")
      }
    }
    optimizer = try r.choice("optimizer", Optimizer.self) ?? optimizer
  }

  private mutating func readKalman(_ r: KeywordReader) throws {
    if let kind = try r.integer("kalman_type", atLeast: 0) {
      guard let known = KalmanFilter.Parameters.Kind(rawValue: kind) else {
        throw r.error("kalman_type", "there are 0 (standard) and 1 (fading memory)")
      }
      kalman.kind = known
    } else if optimizer == .kalman {
      kalman.kind = .standard
    }
    kalman.epsilon = try r.positive("kalman_epsilon") ?? kalman.epsilon
    kalman.q = try r.number("kalman_q0", in: 0...1e9) ?? kalman.q
    kalman.qDecay = try r.number("kalman_qtau", in: 0...1e9) ?? kalman.qDecay
    kalman.qMinimum = try r.number("kalman_qmin", in: 0...1e9) ?? kalman.qMinimum
    kalman.eta = try r.positive("kalman_eta") ?? kalman.eta
    if r.contains("kalman_etatau") && r.contains("kalman_etamax") {
      kalman.etaGrowth = try r.number("kalman_etatau", in: 0...1e9) ?? 0
      kalman.etaMaximum = try r.positive("kalman_etamax") ?? 1
    } else {
      kalman.etaMaximum = kalman.eta
    }
    if optimizer == .kalman { (kalman.lambda, kalman.nu) = (0.98, 0.9987) }
    hasForgetting = r.contains("kalman_lambda_short") || r.contains("kalman_nue_short")
    kalman.lambda = try r.number("kalman_lambda_short", in: 1e-3...1) ?? kalman.lambda
    kalman.nu = try r.number("kalman_nue_short", in: 0...1) ?? kalman.nu
  }

  private mutating func readCandidates(_ r: KeywordReader) throws {
    for (name, path) in [
      ("energy", \CandidatePlan.energy), ("force", \CandidatePlan.force),
    ] as [(String, WritableKeyPath<CandidatePlan, CandidatePlan.Kind>)] {
      var kind = candidates[keyPath: path]
      kind.fraction = try r.number("\(name)_fraction", in: 0...1e6) ?? kind.fraction
      kind.batch = try r.integer("task_batch_size_\(name)", atLeast: 0) ?? kind.batch
      for suffix in ["", "_\(name)"] {
        if let steps = try r.selection("selection_mode\(suffix)") { kind.selection = steps }
        kind.threshold =
          try r.number("rmse_threshold\(suffix)", in: 0...1e9) ?? kind.threshold
        kind.trials = try r.integer("rmse_threshold_trials\(suffix)", atLeast: 1) ?? kind.trials
      }
      candidates[keyPath: path] = kind
    }
    candidates.forceEnergyRatio = try r.positive("force_energy_ratio")
    candidates.forceWeight = try r.positive("force_weight") ?? 1
    if let mode = try r.integer("jacobian_mode", atLeast: 0) {
      guard let known = CandidatePlan.Jacobian(rawValue: mode) else {
        throw r.error("jacobian_mode", "there are 0 (sum), 1 (task) and 2 (full)")
      }
      candidates.jacobian = known
    }
    candidates.streams = try r.integer("streams", atLeast: 1) ?? 1
    if r.contains("normalize_data_set") {
      candidates.normalization =
        try r.choice("normalize_data_set", CandidatePlan.Normalization.self) ?? .reference
    }
  }

  private mutating func readAdam(_ r: KeywordReader) throws {
    adam.rate = try r.positive("gradient_adam_eta") ?? adam.rate
    adam.beta1 = try r.number("gradient_adam_beta1", in: 0...0.999999) ?? adam.beta1
    adam.beta2 = try r.number("gradient_adam_beta2", in: 0...0.999999999) ?? adam.beta2
    adam.epsilon = try r.positive("gradient_adam_epsilon") ?? adam.epsilon
    adam.schedule = try r.choice("gradient_schedule", AdamSettings.Schedule.self) ?? adam.schedule
    adam.finalFraction =
      try r.number("gradient_schedule", index: 1, in: 1e-9...1) ?? adam.finalFraction
  }

  private mutating func readInitialWeights(_ r: KeywordReader) throws {
    let low = try r.number("weights_min", in: -1e9...1e9) ?? -1
    let high = try r.number("weights_max", in: -1e9...1e9) ?? 1
    guard low < high else {
      throw r.error(
        r.contains("weights_max") ? "weights_max" : "weights_min",
        "weights_max (\(high)) must be above weights_min (\(low))")
    }
    initial.range = low...high
    if r.contains("nguyen_widrow_weights_short") {
      guard !r.contains("precondition_weights") else {
        throw r.error(
          "precondition_weights", "it cannot stand together with nguyen_widrow_weights_short")
      }
      initial.scheme = .nguyenWidrow
    } else if optimizer == .kalman {
      initial.scheme = .glorot
    }
    initial.scheme = try r.choice("initial_weights", InitialWeights.Scheme.self) ?? initial.scheme
  }

  /// Keywords that n2p2 does not know.
  private mutating func readOwn(_ r: KeywordReader) throws {
    expected.energy = try r.positive("expected_error_energy") ?? expected.energy
    expected.force = try r.positive("expected_error_force") ?? expected.force
    expected.stress = try r.positive("expected_error_stress") ?? expected.stress
    structuresPerUpdate = try r.integer("structures_per_update", atLeast: 1)
    atomFraction = try r.number("atom_fraction", in: 1e-6...1) ?? atomFraction
    priorWidth = try r.positive("prior_width") ?? priorWidth
    weightDecay = try r.number("weight_decay", in: 0...1e9) ?? weightDecay
    patience = try r.integer("early_stopping", atLeast: 1)
    averagedEpochs = try r.integer("average_epochs", atLeast: 1) ?? averagedEpochs
    memoryBudget = try r.integer("memory_budget", atLeast: 1) ?? memoryBudget
    separatesZeros = r.contains("separate_energy_zeros")
    uniformWidth = try r.positive("uniform_training")
    uniformPower = try r.number("uniform_training", index: 1, in: 0...10) ?? uniformPower
    invariantPoints = try r.word("invariant_points")
    checkpointEpochs = try r.integer("checkpoint_epochs", atLeast: 0) ?? checkpointEpochs
    for line in r.lines("group_weight") {
      let group = try line.word(0, "the group")
      let weight = try line.number(1, "the weight of \(group)")
      guard weight >= 0 else { throw line.error("a weight is not negative") }
      guard groupWeights.updateValue(weight, forKey: group) == nil else {
        throw line.error("group_weight \(group) stands there already")
      }
    }
    for line in r.lines("committee_member") {
      let seed = try line.integer(0, "the seed")
      guard seed >= 0 && seed <= Int(UInt32.max) else { throw line.error("a seed is 0 or more") }
      let nodes = try line.words.indices.dropFirst().map {
        try line.integer($0, "the nodes of a hidden layer")
      }
      guard nodes.allSatisfy({ $0 > 0 }) else { throw line.error("a layer has a node or more") }
      members.append(Member(nodes: nodes, seed: UInt32(seed)))
    }
  }

  /// Sentences about keywords of n2p2 that change nothing in a fit here.
  public static func passedOver(_ design: NetworkDesign) -> [String] {
    let reasons: [(String, String)] = [
      ("parallel_mode", "every rank takes part in every update"),
      ("update_strategy", "one filter holds the weights of all elements"),
      ("memorize_symfunc_results", "what is kept follows from memory_budget"),
      ("repeated_energy_update", "energies and forces of a structure have their own updates"),
      ("precondition_weights", "weights begin at the data's mean energy without it"),
      ("main_error_metric", "all errors are told"),
      ("write_neuronstats", "statistics of neurons are not written"),
      ("write_trainlog", "single updates are not logged"),
      ("write_trainpoints", "swift-md predict compares energies"),
      ("write_trainforces", "swift-md predict compares forces"),
      ("gradient_eta", "Adam has gradient_adam_eta"),
    ]
    return reasons.compactMap { keyword, reason in
      guard let entry = design.settings.first(keyword) else { return nil }
      return "\(entry.line.location): \(keyword) has no effect here: \(reason)"
    }
  }
}
