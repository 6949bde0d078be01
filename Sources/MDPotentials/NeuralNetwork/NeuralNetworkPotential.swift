import MDCore
import MDKernels

/// A Behler–Parrinello network as a potential: n2p2's `pair_style hdnnp`.
///
/// Energies and forces are in eV and eV/Å, whatever the model's units are. Lengths in the model's
/// unit are Å × `lengthFactor`, energies in the model's unit are eV × `energyFactor` (`cflength` and
/// `cfenergy` of `pair_style hdnnp`).
///
/// Extrapolation warnings are counted as n2p2 counts them, one for each function of each owned atom
/// and evaluation: the input neuron's value is scaled back, and counts if it lies below the minimum
/// or above the maximum of `scaling.data` by more than 1000 ε (2.2e-13), in the model's units. That
/// is done with every kind of scaling, also without any.
public struct NeuralNetworkPotential: ExtrapolationChecking, Sendable {
  public let name = "hdnnp"
  public let cutoff: Double
  public let summary: [String]
  public var extrapolationEventLimit = 0

  let model: NeuralNetworkModel
  /// How the functions of each element are evaluated.
  let plans: [EvaluationPlan]
  let atomicNumbers: [Double]
  /// Element of each atom type, from type 1 at 0; -1 for types that this potential does not see.
  let elementOfType: [Int32]
  /// Å to the model's unit of length.
  let lengthFactor: Double
  /// Gradients in the model's units to eV/Å.
  let forceFactor: Double
  /// Energies in the model's unit to eV.
  let energyFactor: Double
  /// eV for an atom of each element, on top of the network.
  let energyOffsets: [Double]
  var report = ExtrapolationReport()
  /// In which precision the kernels compute.
  public let precision: KernelPrecision
  var scratch: PrecisionScratch
  /// Referred to once, unless this value is a copy that still shares the scratch.
  var scratchOwner = ScratchOwner()

  /// - Parameters:
  ///   - model: what ``NeuralNetworkModel/init(folder:)`` read.
  ///   - types: the element's symbol for each atom type, nil (`NULL`) for a type that this potential
  ///     does not see.
  ///   - lengthFactor: `cflength`, model's unit of length per Å.
  ///   - energyFactor: `cfenergy`, model's unit of energy per eV.
  ///   - precision: in which the kernels compute.
  /// - Throws: ``InputError`` if a symbol is not one of the model's elements, or a factor is not
  ///   positive.
  public init(
    model: NeuralNetworkModel, types: [String?], lengthFactor: Double = 1,
    energyFactor: Double = 1, precision: KernelPrecision = .double
  ) throws {
    try self.init(
      model: model, types: types, lengthFactor: lengthFactor, energyFactor: energyFactor,
      precision: precision, kernels: .vector)
  }

  /// The same with a choice of kernels, for tests.
  init(
    model: NeuralNetworkModel, types: [String?], lengthFactor: Double = 1,
    energyFactor: Double = 1, precision: KernelPrecision = .double,
    kernels: EvaluationPlan.Kernels
  ) throws {
    guard lengthFactor > 0 && lengthFactor.isFinite else {
      throw InputError("cflength is \(lengthFactor), but it must be positive")
    }
    guard energyFactor > 0 && energyFactor.isFinite else {
      throw InputError("cfenergy is \(energyFactor), but it must be positive")
    }
    elementOfType = try types.enumerated().map { index, symbol in
      guard let symbol else { return -1 }
      guard let element = model.symbols.firstIndex(of: symbol) else {
        throw InputError(
          "atom type \(index + 1) is mapped to '\(symbol)', but the potential \(model.name) has "
            + "the elements \(model.symbols.joined(separator: " "))")
      }
      return Int32(element)
    }
    guard elementOfType.contains(where: { $0 >= 0 }) else {
      throw InputError("no atom type is mapped to an element of the potential \(model.name)")
    }
    self.model = model
    self.lengthFactor = lengthFactor * model.lengthConversion
    self.energyFactor = 1 / (model.energyConversion * energyFactor)
    forceFactor = self.lengthFactor * self.energyFactor
    energyOffsets = model.elements.map { ($0.energyOffset + model.meanEnergy) / energyFactor }
    cutoff = model.cutoff / lengthFactor
    plans = model.elements.map {
      EvaluationPlan(element: $0, model: model, kernels: kernels, precision: precision)
    }
    atomicNumbers = model.elements.map { Double($0.atomicNumber) }
    summary = Self.summary(of: model, types: types, cutoff: cutoff, precision)
    self.precision = precision
    scratch = PrecisionScratch(precision, for: model, plans: plans)
  }

  public mutating func takeExtrapolations() -> ExtrapolationReport {
    defer { report = ExtrapolationReport() }
    return report
  }

  private static func summary(
    of model: NeuralNetworkModel, types: [String?], cutoff: Double, _ precision: KernelPrecision
  ) -> [String] {
    var lines = [
      "neural network potential \(model.name), cutoff \(cutoff) Angstrom, \(precision) precision"
    ]
    for element in model.elements {
      let used = types.indices.filter { types[$0] == element.symbol }.map { String($0 + 1) }
      let users = used.isEmpty ? "no atom type" : "atom type " + used.joined(separator: " ")
      lines.append(
        "  \(element.symbol) (\(users)): \(element.functions.count) symmetry functions, network "
          + element.network.description)
    }
    return lines + model.warnings.map { "WARNING: " + $0 }
  }
}
