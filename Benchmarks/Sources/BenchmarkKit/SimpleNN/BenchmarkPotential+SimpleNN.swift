import Foundation

extension BenchmarkPotential {
  /// The same potential for SIMPLE-NN's pair styles.
  ///
  /// - Throws: ``BenchmarkError`` if SIMPLE-NN has no counterpart of something.
  public func simpleNN() throws -> SimpleNNPotential {
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    let weights = names.filter { $0.hasPrefix("weights.") && $0.hasSuffix(".data") }
    guard weights.count == 1 else { throw BenchmarkError("it has not exactly one element") }
    let texts = try ["scaling.data", weights[0]].map {
      try String(contentsOf: place.appending(path: $0), encoding: .utf8)
    }
    return try SimpleNNPotential(
      input: inputText(), scaling: texts[0], weights: texts[1], lengthFactor: lengthFactor,
      energyFactor: energyFactor)
  }
}
