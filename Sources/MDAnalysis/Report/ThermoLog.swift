import Foundation
import MDCore

/// What a log says: thermo columns in LAMMPS's format, speed and warnings. Logs of LAMMPS are read too.
public struct ThermoLog: Sendable {
  /// A table between a header and `Loop time`, one for each run.
  public struct Section: Sendable {
    /// The words of the header.
    public var columns: [String]
    /// The numbers, one row for each printed step.
    public var rows: [[Double]]
    /// `Loop time of …`, `Performance: …` and `Cost: …`, where the run has ended.
    public var speed: [String] = []
  }

  /// The file.
  public let path: String
  /// The runs.
  public private(set) var sections: [Section] = []
  /// Lines that begin with WARNING or ERROR, each once, with how often it came.
  public private(set) var warnings: [(text: String, count: Int)] = []
  /// ps of a step, as the last `timestep` command says.
  public private(set) var timestep = 0.001
  /// The first line, which names the program.
  public private(set) var program = ""
  /// Seconds in the loops of all runs.
  public private(set) var seconds = 0.0
  /// The steps that these took: fewer than ``steps`` where a run was continued, since loops count from there.
  public private(set) var timedSteps = 0
  /// Steps of all runs that have ended.
  public private(set) var steps = 0

  /// Reads a log.
  ///
  /// - Throws: ``InputError`` if the file cannot be read or has no thermo output.
  public init(path: String) throws {
    self.path = path
    try InputFile.check(path)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("cannot open the log '\(path)'")
    }
    let text = String(decoding: data, as: UTF8.self)
    var isOpen = false
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = line.split(whereSeparator: \.isWhitespace)
      if number == 0 { program = String(line) }
      if take(String(line), words) { continue }
      if let first = words.first, first == "Step", words.count > 1,
        words.dropFirst().allSatisfy({
          Double($0) == nil
        })
      {
        sections.append(Section(columns: words.map(String.init), rows: []))
        isOpen = true
      } else if isOpen, !sections.isEmpty {
        let values = words.compactMap { Double($0) }
        if values.count == words.count, values.count == sections[sections.count - 1].columns.count {
          sections[sections.count - 1].rows.append(values)
        } else if line.hasPrefix("Loop time") {
          isOpen = false
        }
      }
    }
    guard sections.contains(where: { !$0.rows.isEmpty }) else {
      throw InputError("the log '\(path)' has no thermo output with a column Step")
    }
  }

  /// Takes lines that are not of a table; false if it may be one.
  private mutating func take(_ line: String, _ words: [Substring]) -> Bool {
    if line.hasPrefix("WARNING") || line.hasPrefix("ERROR") {
      let place = warnings.firstIndex { $0.text == line }
      if let place { warnings[place].count += 1 } else { warnings.append((line, 1)) }
      return true
    }
    if words.count >= 2, words[0] == "timestep", let value = Double(words[1]), value > 0 {
      timestep = value
      return true
    }
    let isSpeed = ["Loop time of", "Performance:", "Cost:"].contains { line.hasPrefix($0) }
    if isSpeed, !sections.isEmpty { sections[sections.count - 1].speed.append(line) }
    if line.hasPrefix("Loop time of"), words.count > 8 {
      seconds += Double(words[3]) ?? 0
      let timed = Int(words[8]) ?? 0
      timedSteps += timed
      let rows = sections.last?.rows ?? []
      let shown = (rows.last?.first ?? 0) - (rows.first?.first ?? 0)
      steps += max(timed, Int(Int64(clamped: shown)))
    }
    return false
  }

  /// The values of a column over all runs by step, a step that two runs print once; empty if no run has it.
  public func column(_ names: String...) -> [(step: Double, value: Double)] {
    var found: [(step: Double, value: Double)] = []
    for section in sections {
      guard let place = section.columns.firstIndex(where: names.contains) else { continue }
      for row in section.rows {
        if found.last?.step == row[0] { found.removeLast() }
        found.append((row[0], row[place]))
      }
    }
    return found
  }

  /// eV by step, from PotEng, else E_pair.
  public var potentialEnergies: [Int64: Double] {
    var energies: [Int64: Double] = [:]
    for (step, value) in column("PotEng", "E_pair") { energies[Int64(step)] = value }
    return energies
  }

  /// Steps at which runs begin, other than the first.
  public var boundaries: [Double] {
    sections.dropFirst().compactMap { $0.rows.first?.first }
  }
}
