import Foundation

/// What a log of LAMMPS, or of this program, says about its last run.
public struct RunLog: Equatable, Sendable {
  /// Seconds in the loop over the steps.
  public var seconds = 0.0
  /// Ranks.
  public var ranks = 0
  /// Steps.
  public var steps = 0
  /// Atoms.
  public var atoms = 0
  /// The mean over the ranks of the seconds in each section of the breakdown, by its name.
  public var sections: [String: Double] = [:]
  /// Owned atoms and ghosts of a rank on average.
  public var owned = 0.0, ghosts = 0.0
  /// Builds of the neighbour list.
  public var builds = 0
  /// Ghosts in all atoms that the ranks hold; only this program tells.
  public var ghostShare: Double?
  /// What all ranks together sent in a step; only this program tells.
  public var messages: Double?, bytes: Double?

  /// Reads a log; nil if it holds no run that was finished.
  public init?(_ text: String) {
    for line in text.split(separator: "\n") { read(line) }
    guard seconds > 0, steps > 0, atoms > 0 else { return nil }
  }

  /// µs for an atom and step on each rank.
  public var cost: Double { microseconds(seconds) }

  /// µs for an atom and step in a section, 0 if it does not occur.
  public func cost(of section: String) -> Double { microseconds(sections[section] ?? 0) }

  private func microseconds(_ seconds: Double) -> Double {
    seconds * 1e6 * Double(ranks) / (Double(steps) * Double(atoms))
  }

  private mutating func read(_ line: Substring) {
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    if line.hasPrefix("Loop time of"), words.count >= 12 {
      // Loop time of 1.5 on 2 procs for 100 steps with 8000 atoms: of a new run.
      self = RunLog()
      seconds = Double(words[3]) ?? 0
      ranks = Int(words[5]) ?? 0
      steps = Int(words[8]) ?? 0
      atoms = Int(words[11]) ?? 0
    } else if line.contains("|") {
      let columns = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if columns.count == 6, let mean = Double(columns[2]) { sections[columns[0]] = mean }
    } else if line.hasPrefix("Nlocal:"), words.count > 1 {
      owned = Double(words[1]) ?? 0
    } else if line.hasPrefix("Nghost:"), words.count > 1 {
      ghosts = Double(words[1]) ?? 0
    } else if let value = Self.value(of: "Neighbor list builds", in: line) {
      builds = Int(value)
    } else if let value = Self.value(of: "Ghost share", in: line) {
      ghostShare = value
    } else if let value = Self.value(of: "Messages per step", in: line) {
      messages = value
    } else if let value = Self.value(of: "Bytes per step", in: line) {
      bytes = value
    }
  }

  private init() {}

  /// The number in `name = number …`.
  private static func value(of name: String, in line: Substring) -> Double? {
    guard line.hasPrefix(name + " = ") else { return nil }
    return line.dropFirst(name.count + 3).split(separator: " ").first.flatMap { Double($0) }
  }
}
