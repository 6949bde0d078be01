import Foundation
import MDCore
import MDDomain
import MDEngine

/// Prints the thermo columns of a run, as LAMMPS does: a header, then a line for the first and last
/// step and every so many between.
struct ThermoOutput: Observer {
  /// No dump can have this name.
  static let name = "thermo output"
  var id: String { Self.name }
  private let settings: ThermoSettings
  private unowned let session: Session
  private var steps: ClosedRange<Int64> = 0...0
  private var widths: [Int] = []
  private var hasWarnedOfLoss = false

  /// Output of a session, with its settings of now.
  init(_ session: Session) {
    self.session = session
    settings = session.settings.thermo
  }

  var needsVirial: Bool { true }

  var needsPerAtom: Bool {
    // Computes may need them, and a formula may name a compute.
    session.runner?.simulation.computes.contains(where: \.needsPerAtom) ?? false
  }

  mutating func beginRun(_ steps: ClosedRange<Int64>) throws {
    self.steps = steps
    widths = []
  }

  func nextStep(atOrAfter step: Int64) -> Int64? {
    guard step > steps.lowerBound else { return steps.lowerBound }
    guard step <= steps.upperBound else { return nil }
    guard settings.interval > 0 else { return steps.upperBound }
    let next = (step + settings.interval - 1) / settings.interval * settings.interval
    return min(next, steps.upperBound)
  }

  mutating func observe(_ simulation: borrowing Simulation) throws {
    try checkForLoss(simulation)
    try checkForNonsense(simulation)
    if widths.isEmpty { printHeader() }
    var fields: [String] = []
    for (place, column) in settings.columns.enumerated() {
      let value = try session.value(of: column)
      fields.append(format(value, at: place))
    }
    session.log.write(settings.isMultiLine ? multiLine(fields) : line(fields))
    let isFirst = simulation.state.step == steps.lowerBound
    session.previousThermo = (
      isFirst ? 0 : simulation.timers.elapsed, simulation.state.step
    )
  }

  private mutating func printHeader() {
    widths = settings.columns.indices.map { place in
      max(settings.columns[place].header.count, format(0, at: place).count)
    }
    session.log.write(
      "Per MPI rank memory allocation (min/avg/max) = "
        + MemoryUse.summary(session.communicator) + " Mbytes")
    guard !settings.isMultiLine else { return }
    session.log.write(line(settings.columns.map(\.header)))
  }

  /// Fields under one another, right-aligned.
  private func line(_ fields: [String]) -> String {
    zip(fields, widths).map { field, width in
      String(repeating: " ", count: max(0, width - field.count)) + field
    }.joined(separator: " ")
  }

  private func multiLine(_ fields: [String]) -> String {
    let entries = zip(settings.columns, fields).map { "\($0.header) = \($1)" }
    return entries.joined(separator: "  ")
  }

  private func format(_ value: Double, at place: Int) -> String {
    if let format = settings.columnFormats[place] { return format.string(value) }
    if settings.columns[place].isInteger {
      if let format = settings.integerFormat { return format.string(value) }
      return String(format: "%8lld", Int64(exactly: value.rounded()) ?? 0)
    }
    if let format = settings.realFormat { return format.string(value) }
    return String(format: "%12.8g", value)
  }

  private mutating func checkForLoss(_ simulation: borrowing Simulation) throws {
    guard settings.lost != .ignore else { return }
    let now = simulation.state.communicator.reduce(Int64(simulation.state.atoms.owned), .sum)
    guard now != simulation.state.totalAtoms else { return }
    let message = "Lost atoms: original \(simulation.state.totalAtoms) current \(now)"
    guard settings.lost == .warn else {
      throw InputError(
        message + "; they left through a boundary that is not periodic, or moved too fast "
          + "(thermo_modify lost ignore goes on without them)")
    }
    if !hasWarnedOfLoss { session.log.warn(message) }
    hasWarnedOfLoss = true
  }

  /// Ends a run whose energy is no number any more, naming the atoms.
  private func checkForNonsense(_ simulation: borrowing Simulation) throws {
    let energy = try session.thermodynamics().totalEnergy
    guard !energy.isFinite else { return }
    let atoms = simulation.state.atoms.view
    let broken = (0..<atoms.owned).filter {
      !(atoms.fx[$0] + atoms.fy[$0] + atoms.fz[$0] + atoms.vx[$0] + atoms.vy[$0] + atoms.vz[$0])
        .isFinite
    }.prefix(5).map { "\(atoms.id[$0])" }
    let all = simulation.state.communicator.gather(Array(broken.joined(separator: " ").utf8))
    let ids = all.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty }
    let text = session.communicator.broadcast(Array(ids.joined(separator: " ").utf8))
    throw InputError(
      "the energy is not a number at step \(simulation.state.step); atoms with forces or "
        + "velocities that are not: \(String(decoding: text, as: UTF8.self)). The time step may be "
        + "too long, or atoms too close")
  }
}
