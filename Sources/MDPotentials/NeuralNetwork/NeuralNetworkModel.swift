import MDCore
import MDKernels

/// A high-dimensional neural-network potential of the second generation as checked values: for each
/// element its symmetry functions, their scaling and its network (Behler, Parrinello, Phys. Rev.
/// Lett. 98, 146401 (2007)).
///
/// Lengths and energies are in the model's units: those of its training data, multiplied by
/// `lengthConversion` and `energyConversion` where the data were normalised.
public struct NeuralNetworkModel: Sendable {
  /// What belongs to one element.
  struct Element: Sendable {
    let symbol: String
    let atomicNumber: Int
    /// `atom_energy`, in the unit of energy of the training data.
    var energyOffset = 0.0
    var functions: [SymmetryFunction] = []
    var scalings: [FunctionScaling] = []
    var network = AtomicNetwork(layers: [])
  }

  /// The folder's name.
  public let name: String
  /// Sorted by atomic number.
  var elements: [Element]
  let cutoffKind: CutoffFunction.Kind
  let cutoffAlpha: Double
  /// `mean_energy`: per atom, in the unit of energy of the training data.
  let meanEnergy: Double
  /// `conv_energy`: normalised energy = energy × this.
  let energyConversion: Double
  /// `conv_length`: normalised length = length × this.
  let lengthConversion: Double
  /// What the user should know though the potential can be used: unknown keywords and the like.
  public internal(set) var warnings: [String]

  /// The symbols of the elements, sorted by atomic number.
  public var symbols: [String] { elements.map(\.symbol) }

  /// The largest cutoff radius, in the unit of length of the training data.
  public var cutoff: Double {
    let radii = elements.flatMap { $0.functions.map(\.cutoff) }
    return (radii.max() ?? 0) / lengthConversion
  }

  /// The cutoff function of a radius in the model's unit.
  func cutoffFunction(radius: Double) -> CutoffFunction {
    CutoffFunction(kind: cutoffKind, radius: radius, alpha: cutoffAlpha)
  }
}
