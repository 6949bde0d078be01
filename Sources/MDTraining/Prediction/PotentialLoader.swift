import Foundation
import MDCore
import MDDomain
import MDPotentials

/// A potential of the user, as its files say: n2p2's folder, or a file of Stillinger–Weber parameters.
public enum LoadedPotential: Sendable {
  case network(NeuralNetworkModel, lengthFactor: Double, energyFactor: Double)
  case stillingerWeber(text: String, file: String)

  /// Reads a potential on the root and hands it to all ranks. Collective.
  ///
  /// - Parameters:
  ///   - path: a folder in n2p2's format, or a file in LAMMPS's `.sw` format.
  ///   - lengthFactor: `cflength`, the potential's unit of length for an Å.
  ///   - energyFactor: `cfenergy`, the potential's unit of energy for an eV.
  /// - Throws: ``InputError`` with file and line for the first mistake.
  public static func read(
    _ path: String, lengthFactor: Double = 1, energyFactor: Double = 1,
    communicator: any Communicator
  ) throws -> LoadedPotential {
    guard SharedText.isFolder(path, communicator: communicator) else {
      let text = try SharedText.read(path, communicator: communicator)
      return .stillingerWeber(text: text, file: path)
    }
    let prefix = path.hasSuffix("/") ? path : path + "/"
    let input = try SharedText.read(prefix + "input.nn", communicator: communicator)
    var files = ["input.nn": input]
    for name in try PotentialFolder.requiredFiles(inputText: input, folder: path)
    where files[name] == nil {
      files[name] = try SharedText.read(prefix + name, communicator: communicator)
    }
    let model = try NeuralNetworkModel(folder: PotentialFolder(name: path, files: files))
    return .network(model, lengthFactor: lengthFactor, energyFactor: energyFactor)
  }

  /// The elements that it knows; nil if it does not say.
  public var elements: [String]? {
    if case .network(let model, _, _) = self { model.symbols } else { nil }
  }

  /// Sentences for the user about its files: unknown keywords and the like.
  public var warnings: [String] {
    if case .network(let model, _, _) = self { model.warnings } else { [] }
  }

  /// The potential for atom types that are these elements, from type 1.
  ///
  /// - Throws: ``InputError`` if it does not know one of them.
  public func potential(elements: [String]) throws -> any Potential {
    switch self {
    case .network(let model, let lengthFactor, let energyFactor):
      try NeuralNetworkPotential(
        model: model, types: elements, lengthFactor: lengthFactor, energyFactor: energyFactor)
    case .stillingerWeber(let text, let file):
      try StillingerWeber(text: text, file: file, types: elements)
    }
  }
}
