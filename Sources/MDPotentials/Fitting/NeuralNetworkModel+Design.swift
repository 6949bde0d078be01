import MDCore

extension NeuralNetworkModel {
  /// A model with functions and conversions only: what is there before a fit.
  init(functionsOf settings: N2P2Settings, name: String) throws {
    try Self.checkGeneration(settings)
    self.name = name
    warnings = settings.warnings
    (cutoffKind, cutoffAlpha) = try Self.cutoffType(settings)
    (meanEnergy, energyConversion, lengthConversion) = try Self.normalization(settings)
    elements = try settings.elements().map {
      Element(symbol: $0.symbol, atomicNumber: $0.atomicNumber)
    }
    try readOffsets(settings)
    try readFunctions(settings)
  }
}
