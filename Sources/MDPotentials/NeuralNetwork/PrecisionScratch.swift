/// The memory of an evaluation in one of the two precisions.
enum PrecisionScratch: Sendable {
  case double(EvaluationScratch<Double>)
  case mixed(EvaluationScratch<Float>)

  /// New memory.
  init(_ precision: KernelPrecision, for model: NeuralNetworkModel, plans: [EvaluationPlan]) {
    switch precision {
    case .double: self = .double(EvaluationScratch(for: model, plans: plans))
    case .mixed: self = .mixed(EvaluationScratch(for: model, plans: plans))
    }
  }
}

/// Whether it is known uniquely referenced tells whether a value is the only owner of its scratch.
final class ScratchOwner: Sendable {}
