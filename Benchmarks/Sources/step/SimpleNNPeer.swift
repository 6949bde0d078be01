import BenchmarkKit
import Foundation

/// SIMPLE-NN's pair styles in a user's LAMMPS, as further programs of a comparison.
struct SimpleNNPeer {
  /// The style that goes one function at a time, and the one on vectors, in this order.
  static let styles = ["nn", "nn/intel"]

  private let path: String
  /// Where potentials are written.
  private let folder: URL
  /// The styles that the binary has; `nn` is one of them.
  let styles: [String]

  init(path: String, folder: URL) throws {
    guard let found = ChildProcess.find(path) else { throw BenchmarkError("no program \(path)") }
    let known = try PairStyles(of: found).names
    styles = Self.styles.filter(known.contains)
    guard styles.contains("nn") else {
      throw BenchmarkError("\(path) has no pair_style nn; it must be a LAMMPS with SIMPLE-NN's")
    }
    self.path = found
    self.folder = folder.appending(path: "simple-nn")
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
  }

  /// The name of a style in tables.
  static func name(_ style: String) -> String { "lmp \(style)" }

  /// What runs a potential, which is written in SIMPLE-NN's form for that; with the reason for each
  /// style that cannot run it.
  func entries(for potential: BenchmarkPotential) throws -> ([Comparison.Entry], notes: [String]) {
    let converted: SimpleNNPotential
    do {
      converted = try potential.simpleNN()
    } catch let error as BenchmarkError {
      return ([], ["SIMPLE-NN cannot run \(potential.name): \(error)."])
    }
    let file = folder.appending(path: potential.name)
    try Data(converted.text.utf8).write(to: file)
    let able = styles.filter { $0 == "nn" || converted.suitsVectorStyle }
    let entries = able.map { style in
      Comparison.Entry(
        program: MeasuredProgram(name: Self.name(style), path: path), potential: potential,
        // Slow, as `hdnnp` is.
        minimumSteps: 10,
        pair: [
          "pair_style \(style)",
          "pair_coeff * * \(file.path) \(potential.crystal.symbols.joined(separator: " "))",
        ])
    }
    let unable = styles.filter { !able.contains($0) }
    let reason = "cannot run \(potential.name), whose cutoffs or exponents do not suit it."
    return (entries, unable.map { "\($0) \(reason)" })
  }
}
