import MDCore

/// `compute ID all pressure temp-ID [ke] [pair] [virial]`: the pressure of the system, bar; as a vector
/// the tensor in the order xx, yy, zz, xy, xz, yz.
public struct ComputePressure: Compute {
  public let id: String
  public var style: String { "pressure" }
  public var vectorLength: Int { 6 }
  /// What the kinetic part is taken from; nil (`NULL`) leaves it out.
  public var temperature: TemperatureDefinition?
  /// The compute that says so, if one was named: what changes it changes the pressure.
  public let temperatureID: String?
  /// Whether the potential part is in it.
  public let includesVirial: Bool

  /// The pressure with or without its kinetic and potential part.
  public init(
    id: String, temperature: TemperatureDefinition? = .init(), temperatureID: String? = nil,
    includesVirial: Bool = true
  ) {
    self.id = id
    self.temperatureID = temperatureID
    self.temperature = temperature
    self.includesVirial = includesVirial
  }

  public var inputs: [String] { temperature == nil ? [] : temperatureID.map { [$0] } ?? [] }
  public var needsVirial: Bool { includesVirial }

  public func scalar(_ state: borrowing SystemState) -> Double? {
    let (temperature, virial) = parts(state)
    let sum = (temperature?.thermalEnergy ?? 0) + virial.trace
    return sum / 3 / state.box.volume * MetalUnits.pressure
  }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    let (temperature, virial) = parts(state)
    let sum = (temperature?.kinetic ?? .zero) + virial
    return (sum * (MetalUnits.pressure / state.box.volume)).components
  }

  private func parts(_ state: borrowing SystemState) -> (Temperature?, SymmetricTensor) {
    let sums = state.thermalSums(of: temperature?.mask ?? 1)
    return (temperature?.measured(sums), includesVirial ? sums.virial : .zero)
  }
}
