import Foundation
import MDCore
import MDPotentials

/// What a fit does, as keywords of `input.nn` and options of the command line say it.
public struct FitSettings: Equatable, Sendable, Codable {
  /// How weights are changed.
  public enum Optimizer: String, Sendable, Codable, CaseIterable {
    /// A Kalman filter over whole structures.
    case blockKalman = "block-kalman"
    /// n2p2's Kalman filter over single energies and force components.
    case kalman
    /// Adam over batches of structures.
    case adam
    /// Limited-memory BFGS over all structures.
    case lbfgs
  }

  public var optimizer = Optimizer.blockKalman
  /// Passes over the training structures; nil for what suits the optimiser.
  public var epochs: Int?
  /// The share of structures that are kept apart to judge by.
  public var testFraction = 0.1
  public var seed: UInt32 = 1
  public var usesForces = true
  public var usesStress = false
  /// How large an error is as bad as one of another kind.
  var expected = ExpectedErrors()
  /// Structures an update, and the share of each structure's atoms whose forces it takes.
  public var structuresPerUpdate: Int?
  public var atomFraction = 0.5
  var initial = InitialWeights()
  /// Whether the fit goes on from the weights of an earlier one (`use_old_weights_short`).
  public var usesOldWeights = false
  /// Standard deviation of a weight before the fit, in units of what `centered` draws.
  public var priorWidth = 2.0
  var kalman = KalmanFilter.Parameters()
  /// Whether the user says how the filter forgets; otherwise that follows from updates and epochs.
  var hasForgetting = false
  var candidates = CandidatePlan()
  var adam = AdamSettings()
  /// Weight of ½|w|² in the loss.
  public var weightDecay = 0.0
  /// Epochs without a better validation loss after which the fit ends; nil for never.
  public var patience: Int?
  /// Epochs over which weights are averaged; the average is taken where it is better. 1 for none.
  public var averagedEpochs = 1
  /// MiB a rank that tables and matrices may take.
  public var memoryBudget = 2048
  /// Weights of groups of structures.
  public var groupWeights: [String: Double] = [:]
  /// Whether each file has an energy zero of its own.
  public var separatesZeros = false
  /// Width of the Gaussian density of atoms in the space of inputs, and the power of 1/ρ by which forces
  /// are weighted; nil for equal weights.
  public var uniformWidth: Double?
  public var uniformPower = 0.5
  /// A file of structures in which all atoms are alike.
  public var invariantPoints: String?
  /// Epochs between checkpoints; 0 for none.
  public var checkpointEpochs = 5
  /// Epochs between files of weights (`write_weights_epoch`); 0 for none.
  public var weightsEpochs = 0
  /// The epoch up to which there is a file for each.
  public var allWeightsUntil = 0
  /// Networks to fit: nodes of the hidden layers (empty for those of `input.nn`) and a seed each.
  public var members: [Member] = []

  /// One network of a committee.
  public struct Member: Equatable, Sendable, Codable {
    public var nodes: [Int]
    public var seed: UInt32

    /// A network of these hidden layers; none for those of `input.nn`.
    public init(nodes: [Int], seed: UInt32) {
      self.nodes = nodes
      self.seed = seed
    }
  }

  /// The defaults.
  public init() {}

  /// Epochs that suit the optimiser where the user names none.
  var plannedEpochs: Int {
    if let epochs { return epochs }
    switch optimizer {
    case .blockKalman: return 10
    case .kalman: return 10
    case .adam: return 500
    case .lbfgs: return 500
    }
  }
}

/// Which candidates n2p2's Kalman filter takes.
struct CandidatePlan: Equatable, Sendable, Codable {
  /// `selection_mode`.
  enum Selection: Int, Sendable, Codable {
    case random = 0
    case sorted = 1
    case threshold = 2
  }
  /// Of energies or of force components.
  struct Kind: Equatable, Sendable, Codable {
    /// The selection from an epoch on.
    var selection: [Step] = [Step(epoch: 0, mode: .random)]
    /// The share of candidates that an epoch uses.
    var fraction = 1.0
    /// Candidates a stream and update; 0 for all of an epoch at once.
    var batch = 1
    /// A candidate is taken if its error is above this times the RMSE …
    var threshold = 0.0
    /// … or if it is the worst of so many.
    var trials = 1

    struct Step: Equatable, Sendable, Codable {
      var epoch: Int
      var mode: Selection
    }

    func mode(in epoch: Int) -> Selection {
      selection.last { $0.epoch <= epoch }?.mode ?? .random
    }
  }
  /// What becomes of the rows of an update.
  enum Jacobian: Int, Sendable, Codable {
    /// One row: their sum.
    case sum = 0
    /// One row a stream.
    case task = 1
    /// All rows.
    case full = 2
  }

  /// `normalize_data_set`: the units in which errors are compared and networks begin.
  enum Normalization: String, Sendable, Codable, CaseIterable {
    /// Energies an atom and forces have variance 1.
    case reference = "ref"
    /// Forces have variance 1, also those that the first weights predict.
    case force
    /// The units stay; n2p2 only tells what they would be.
    case statistics = "stats-only"
  }

  var energy = Kind()
  var force = Kind()
  var jacobian = Jacobian.full
  /// `force_energy_ratio`: force updates for each energy update, instead of a fraction.
  var forceEnergyRatio: Double?
  var forceWeight = 1.0
  /// n2p2's number of MPI tasks, each of which brings its own candidates to an update.
  var streams = 1
  var normalization = Normalization.statistics
}

/// Parameters of Adam and its schedule.
struct AdamSettings: Equatable, Sendable, Codable {
  enum Schedule: String, Sendable, Codable, CaseIterable {
    case constant, cosine, exponential
  }
  var rate = 0.003
  var beta1 = 0.9
  var beta2 = 0.999
  var epsilon = 1e-8
  var schedule = Schedule.cosine
  /// Where the schedule ends, times the first rate.
  var finalFraction = 0.01

  /// The rate after a share of all updates.
  func rate(after share: Double) -> Double {
    switch schedule {
    case .constant: rate
    case .exponential: rate * pow(finalFraction, share)
    case .cosine:
      rate * (finalFraction + (1 - finalFraction) * 0.5 * (1 + cos(.pi * min(1, share))))
    }
  }
}
