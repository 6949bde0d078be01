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
  private var columns: [ThermoColumn]
  private unowned let session: Session
  private var steps: ClosedRange<Int64> = 0...0
  private var widths: [Int] = []
  private var hasWarnedOfLoss = false

  /// Output of a session, with its settings of now.
  init(_ session: Session) {
    self.session = session
    settings = session.settings.thermo
    columns = settings.columns
  }

  var needsVirial: Bool { true }
  var looksAtTheEnd: Bool { true }

  var needsPerAtom: Bool {
    // Computes may need them, and a formula may name a compute.
    session.hasPerAtomComputes
  }

  mutating func beginRun(_ steps: ClosedRange<Int64>) throws {
    self.steps = steps
    widths = []
    columns = settings.columns
    let fixes = session.runner?.simulation.fixes ?? []
    if !settings.isCustom && fixes.contains(where: \.changesBox) { columns.append(.quantity(.vol)) }
  }

  func nextStep(atOrAfter step: Int64) -> Int64? {
    guard step > steps.lowerBound else { return steps.lowerBound }
    guard step <= steps.upperBound else { return nil }
    guard settings.interval > 0 else { return steps.upperBound }
    let next = (step + settings.interval - 1) / settings.interval * settings.interval
    return min(next, steps.upperBound)
  }

  /// When the header has been printed: how wide the columns are.
  var memory: [Double] {
    widths.isEmpty ? [] : [hasWarnedOfLoss ? 1 : 0] + widths.map { Double($0) }
  }

  mutating func resume(_ memory: [Double], isRoot: Bool) throws {
    let columns = memory.dropFirst().map { Int(Int64(clamped: $0)) }
    guard columns.count == self.columns.count, columns.allSatisfy((0...10_000).contains) else {
      throw InputError("the columns of the thermo output are not those of the checkpoint")
    }
    hasWarnedOfLoss = memory[0] != 0
    widths = columns
  }

  mutating func observe(_ simulation: borrowing Simulation) throws {
    try checkForLoss(simulation)
    try checkForNonsense(simulation)
    if widths.isEmpty { printHeader() }
    var fields: [String] = []
    let shared = try session.thermoContext(
      for: columns.compactMap { if case .quantity(let quantity) = $0 { quantity } else { nil } })
    for (place, column) in columns.enumerated() {
      let value = try session.value(of: column, in: shared)
      let share =
        settings.isNormalized && session.isExtensive(column)
        ? 1 / Double(max(1, simulation.state.totalAtoms)) : 1
      fields.append(format(value * share, at: place))
    }
    let isFirst = simulation.state.step == steps.lowerBound
    if settings.isMultiLine {
      let seconds = isFirst ? 0 : simulation.timers.elapsed
      multiLine(fields, simulation.state.step, seconds).forEach { session.log.write($0) }
    } else {
      session.log.write(line(fields))
    }
    session.previousThermo = (
      isFirst ? 0 : simulation.timers.elapsed, simulation.state.step
    )
  }

  private mutating func printHeader() {
    widths = columns.indices.map { place in
      max(columns[place].header.count, format(0, at: place).count)
    }
    session.log.write(
      "Per MPI rank memory allocation (min/avg/max) = "
        + MemoryUse.summary(session.communicator) + " Mbytes")
    guard !settings.isMultiLine else { return }
    session.log.write(line(columns.map(\.header)))
  }

  /// Fields under one another, right-aligned.
  private func line(_ fields: [String]) -> String {
    zip(fields, widths).map { field, width in
      String(repeating: " ", count: max(0, width - field.count)) + field
    }.joined(separator: " ")
  }

  /// Three fields a line with their names, under a line with step and time.
  private func multiLine(_ fields: [String], _ step: Int64, _ seconds: Double) -> [String] {
    let rule = String(repeating: "-", count: 16)
    let head = String(format: " Step %8lld ----- CPU = %11.4f (sec) ", step, seconds)
    let entries = zip(columns, fields).map {
      $0.header.padding(toLength: max(8, $0.header.count), withPad: " ", startingAt: 0)
        + " = \($1)"
    }
    let lines = stride(from: 0, to: entries.count, by: 3).map {
      entries[$0..<min($0 + 3, entries.count)].joined(separator: " ")
    }
    return [rule + head + rule] + lines
  }

  private func format(_ value: Double, at place: Int) -> String {
    if let format = settings.columnFormats[place] { return format.string(value) }
    if columns[place].isInteger {
      if let format = settings.integerFormat { return format.string(value) }
      let format = settings.isMultiLine ? "%14lld" : "%8lld"
      return String(format: format, Int64(exactly: value.rounded()) ?? 0)
    }
    if let format = settings.realFormat { return format.string(value) }
    return String(format: settings.isMultiLine ? "%14.4f" : "%12.8g", value)
  }

  private mutating func checkForLoss(_ simulation: borrowing Simulation) throws {
    guard settings.lost != .ignore else { return }
    let now = simulation.state.communicator.reduce(Int64(simulation.state.atoms.owned), .sum)
    guard now != simulation.state.totalAtoms else { return }
    let message = "Lost atoms: original \(simulation.state.totalAtoms) current \(now)"
    guard settings.lost == .warn else {
      throw Instability(
        message + "; they left through a boundary that is not periodic, or moved too fast "
          + "(thermo_modify lost ignore goes on without them)")
    }
    if !hasWarnedOfLoss { session.log.warn(message) }
    hasWarnedOfLoss = true
  }

  /// Ends a run whose energy is no number any more, naming the atoms.
  private func checkForNonsense(_ simulation: borrowing Simulation) throws {
    let now = try session.thermodynamics()
    guard !now.totalEnergy.isFinite else { return try checkForRunaway(simulation, now) }
    let atoms = simulation.state.atoms.view
    let broken = (0..<atoms.owned).filter {
      let force = Vector3(atoms.fx[$0], atoms.fy[$0], atoms.fz[$0])
      let velocity = Vector3(atoms.vx[$0], atoms.vy[$0], atoms.vz[$0])
      // Their squares, since a velocity may be a number and its energy none.
      return !(force.dot(force) + velocity.dot(velocity)).isFinite
    }.prefix(5).map { "\(atoms.id[$0])" }
    let text = simulation.state.communicator.gatheredText(Array(broken), separator: " ")
    throw Instability(
      "the energy is not a number at step \(simulation.state.step); atoms with forces or "
        + "velocities that are not: \(text). The time step may be "
        + "too long, or atoms too close")
  }

  /// K. Beyond what an atom knocked on in a small cell gives, and far beyond any melt.
  private static let highestTemperature = 1e6

  /// Ends a run whose temperature has left what has a meaning, naming the fastest atoms.
  private func checkForRunaway(_ simulation: borrowing Simulation, _ now: Thermodynamics) throws {
    guard now.temperature.kelvin > Self.highestTemperature else { return }
    let atoms = simulation.state.atoms.view
    let speed = { (i: Int) in Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i]).length }
    let fastest = (0..<atoms.owned).sorted { speed($0) > speed($1) }.prefix(5)
    let names = fastest.map { String(format: "%lld (%.3g Angstrom/ps)", atoms.id[$0], speed($0)) }
    let text = simulation.state.communicator.gatheredText(names)
    throw Instability(
      String(
        format: "the temperature runs away: it is %.6g K at step %lld. ", now.temperature.kelvin,
        simulation.state.step)
        + "The fastest atoms of each rank: \(text). The time step may be too long, atoms too close, or "
        + "the system outside what the potential was trained for")
  }
}
