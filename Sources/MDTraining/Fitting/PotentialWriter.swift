import Foundation
import MDCore
import MDKernels
import MDPotentials

/// Writes a fitted potential as n2p2 keeps it: `input.nn`, `scaling.data`, `weights.ZZZ.data`.
struct PotentialWriter {
  let design: NetworkDesign
  /// The text of the `input.nn` that the fit began with.
  let inputText: String
  let statistics: FunctionStatistics
  let layout: NetworkLayout
  /// The potential's unit of energy for an eV.
  let energyFactor: Double
  /// eV for the networks' unit of energy in the fit.
  let energyScale: Double
  /// eV for an atom of each element.
  let atomEnergies: [Double]

  /// The files by name.
  func files(weights: [Double]) throws -> [String: String] {
    var files = ["input.nn": input(), "scaling.data": scaling()]
    for (element, number) in design.atomicNumbers.enumerated() {
      let name = PotentialFolder.weightFile(atomicNumber: number)
      files[name] = try weightText(element, Array(weights[layout.range(of: element)]))
    }
    return files
  }

  /// Writes them into a folder, each appearing when it is whole.
  func write(weights: [Double], to folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      for (name, text) in try files(weights: weights) {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("cannot write into '\(folder)': \(error.systemReason)")
    }
  }

  /// The text that the fit began with, with the energies of atoms that it found.
  private func input() -> String {
    let given = design.atomEnergies
    let missing = design.symbols.indices.filter { given[$0] == nil }
    guard !missing.isEmpty else { return inputText }
    var lines = inputText.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    let place = lines.firstIndex { line in
      line.split(whereSeparator: \.isWhitespace).first == "elements"
    }
    let new = missing.map { element in
      // The mean of a normalised data set is added to every atom by whoever reads the potential.
      let energy = atomEnergies[element] * energyFactor - design.meanEnergy
      return "atom_energy \(design.symbols[element]) \(energy)"
    }
    lines.insert(contentsOf: new, at: (place ?? -1) + 1)
    return lines.joined(separator: "\n")
  }

  private func scaling() -> String {
    var text = """
      # Ranges of the symmetry functions over the atoms of the training data.
      # element, function, minimum, maximum, mean, standard deviation

      """
    for (e, lines) in statistics.lines.enumerated() {
      for (f, line) in lines.enumerated() {
        let numbers = [line.minimum, line.maximum, line.mean, line.sigma]
        text += String(format: "%10d %10d", e + 1, f + 1)
        for number in numbers { text += String(format: " %24.16E", number) }
        text += "\n"
      }
    }
    return text
  }

  /// The weights in the potential's unit of energy: the output layer takes the factor.
  private func weightText(_ element: Int, _ own: [Double]) throws -> String {
    let shape = layout.shapes[element]
    let factor = energyScale * energyFactor * design.energyConversion
    let isLinear = shape.activations[shape.layers - 1] == .identity
    precondition(isLinear || factor == 1, "the scale of other outputs is 1")
    var text = """
      # Weights and biases of the network of \(design.symbols[element]).
      # value, kind (a: weight, b: bias), number, from layer and neuron, to layer and neuron (biases: of)

      """
    var number = 0
    for layer in 0..<shape.layers {
      let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
      let scale =
        (layer == shape.layers - 1 ? factor : 1) * (design.normalizesNodes ? Double(columns) : 1)
      for j in 0..<columns {
        for k in 0..<rows {
          let value = own[shape.start(of: layer) + j * rows + k] * scale
          number += 1
          text += String(
            format: "%24.16E a %9d %5d %5d %5d %5d\n", value, number, layer, j + 1, layer + 1,
            k + 1)
        }
      }
      for k in 0..<rows {
        number += 1
        text += String(
          format: "%24.16E b %9d %5d %5d\n", own[shape.biases(of: layer) + k] * scale, number,
          layer + 1, k + 1)
      }
    }
    return text
  }

  /// Reads weights that an earlier fit wrote, into the fit's unit of energy.
  func weights(element: Int, text: String, file: String) throws -> [Double] {
    let shape = layout.shapes[element]
    let lines = DataLine.lines(of: text, file: file, comments: ["#"])
    guard lines.count == shape.count else {
      throw InputError(
        "the file has \(lines.count) weights and biases, but the network has \(shape.count)",
        at: SourceLocation(file: file))
    }
    var values = try lines.map { try $0.number(0, "a weight or bias") }
    let factor = energyScale * energyFactor * design.energyConversion
    for layer in 0..<shape.layers {
      let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
      let scale =
        (layer == shape.layers - 1 ? factor : 1) * (design.normalizesNodes ? Double(columns) : 1)
      for n in shape.start(of: layer)..<(shape.biases(of: layer) + rows) { values[n] /= scale }
    }
    return values
  }
}
