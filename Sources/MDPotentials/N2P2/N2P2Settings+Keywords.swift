extension N2P2Settings {
  /// Every keyword that n2p2 knows, under its main name. Those for training and for charges do
  /// nothing in a simulation and are passed over on purpose, as n2p2 itself does.
  static let known: Set<String> = evaluation.union(electrostatics).union(training).union(fitting)

  /// What `swift-md train` knows beyond n2p2, which passes over them with a warning.
  private static let fitting: Set<String> = [
    "optimizer", "use_stress", "expected_error_energy", "expected_error_force",
    "expected_error_stress", "structures_per_update", "atom_fraction", "prior_width",
    "weight_decay", "early_stopping", "average_epochs", "memory_budget", "separate_energy_zeros",
    "uniform_training", "invariant_points", "checkpoint_epochs", "group_weight",
    "committee_member", "initial_weights", "gradient_schedule", "streams", "data_file",
  ]

  /// What decides about energies and forces.
  private static let evaluation: Set<String> = [
    "number_of_elements", "elements", "atom_energy", "cutoff_type", "symfunction_short",
    "scale_symmetry_functions", "scale_min_short", "scale_max_short",
    "center_symmetry_functions", "scale_symmetry_functions_sigma",
    "global_hidden_layers_short", "global_nodes_short", "global_activation_short",
    "element_hidden_layers_short", "element_nodes_short", "element_activation_short",
    "normalize_nodes", "mean_energy", "conv_length", "conv_energy", "conv_charge", "nnp_type",
  ]

  /// Keywords of RuNNer that n2p2 does not know, and what there is instead.
  static let ofRuNNer: [String: String] = [
    "global_symfunction_short": "write a line symfunction_short for each function",
    "element_symfunction_short": "write a line symfunction_short for each function",
    "use_electrostatics": "potentials with charges have nnp_type",
    "use_short_nn": "there is always one", "bond_threshold": "there is none",
    "runner_mode": "each task has a program of its own",
  ]

  /// What only a potential with charges uses.
  private static let electrostatics: Set<String> = [
    "global_hidden_layers_electrostatic", "global_nodes_electrostatic",
    "global_activation_electrostatic", "element_hidden_layers_electrostatic",
    "element_nodes_electrostatic", "element_activation_electrostatic", "fixed_gausswidth",
    "ewald_truncation_error_method", "ewald_prec", "screen_electrostatics", "four_pi_epsilon",
  ]

  /// What only a training run uses.
  private static let training: Set<String> = [
    "random_seed", "test_fraction", "epochs", "normalize_data_set", "use_short_forces",
    "rmse_threshold", "rmse_threshold_energy", "rmse_threshold_force", "rmse_threshold_charge",
    "rmse_threshold_trials", "rmse_threshold_trials_energy", "rmse_threshold_trials_force",
    "rmse_threshold_trials_charge", "energy_fraction", "force_fraction", "force_energy_ratio",
    "charge_fraction", "use_old_weights_short", "use_old_weights_charge", "weights_min",
    "weights_max", "initial_hardness", "nguyen_widrow_weights_short",
    "nguyen_widrow_weights_charge", "precondition_weights", "main_error_metric",
    "write_trainpoints", "write_trainforces", "write_traincharges", "write_weights_epoch",
    "write_neuronstats", "write_trainlog", "repeated_energy_update", "updater_type",
    "parallel_mode", "jacobian_mode", "update_strategy", "selection_mode",
    "selection_mode_energy", "selection_mode_force", "selection_mode_charge",
    "task_batch_size_energy", "task_batch_size_force", "task_batch_size_charge",
    "gradient_type", "gradient_eta", "gradient_adam_eta", "gradient_adam_beta1",
    "gradient_adam_beta2", "gradient_adam_epsilon", "kalman_type", "kalman_epsilon",
    "kalman_eta", "kalman_etatau", "kalman_etamax", "kalman_q0", "kalman_qtau", "kalman_qmin",
    "kalman_lambda_short", "kalman_nue_short", "memorize_symfunc_results", "force_weight",
  ]

  /// Other names of keywords.
  static let aliases: [String: String] = [
    "nnp_generation": "nnp_type", "nnp_type_gen": "nnp_type", "nnp_gen": "nnp_type",
    "short_energy_error_threshold": "rmse_threshold_energy",
    "short_force_error_threshold": "rmse_threshold_force",
    "short_energy_fraction": "energy_fraction", "short_force_fraction": "force_fraction",
    "symfunction": "symfunction_short",
  ]

  /// Keywords that may stand once for each element or function. n2p2 itself lets only the nodes
  /// repeat; layers and activation functions for each element make no sense otherwise.
  static let repeatable: Set<String> = [
    "symfunction_short", "atom_energy", "element_hidden_layers_short", "element_nodes_short",
    "element_activation_short", "fixed_gausswidth", "initial_hardness",
    "element_hidden_layers_electrostatic", "element_nodes_electrostatic",
    "element_activation_electrostatic", "group_weight", "committee_member", "data_file",
  ]
}
