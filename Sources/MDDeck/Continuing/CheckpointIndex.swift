import Foundation
import MDCore
import MDTrajectory

/// The small text file that tells which checkpoints of a deck there are, so that `-continue` finds the
/// newest: one name a line, the newest last.
struct CheckpointIndex {
  /// What the names of the index and of checkpoints begin with: that of the log, which no two runs in a
  /// folder share, or of the deck.
  let base: String

  init(base: String) { self.base = base }

  /// The index itself.
  var path: String { base + ".checkpoints" }

  private static let head =
    "# Checkpoints of swift-md, the newest last; -continue goes on from it.\n"
  private static let finished = "# The deck has come to its end."

  /// Where the next checkpoint goes that the deck does not name; two in turn.
  func nextPath(_ turn: Int) -> String { "\(base).checkpoint.\(turn % 2 + 1)" }

  /// The turn that does not write over a file.
  func turn(after path: String) -> Int { path == nextPath(0) ? 1 : 0 }

  /// The checkpoints, newest last, and whether the deck has come to its end; nil if there is no index.
  func read() -> (paths: [String], isFinished: Bool)? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    return (
      lines.filter { !$0.hasPrefix("#") && !$0.isEmpty }, lines.contains(Self.finished)
    )
  }

  /// Adds a checkpoint; the one before is kept, older ones are forgotten.
  func note(_ checkpoint: String) throws {
    let before = (read()?.paths ?? []).filter { $0 != checkpoint }
    try write((before.suffix(1) + [checkpoint]).map { $0 + "\n" }.joined())
  }

  /// Says that there is nothing left to do.
  func noteEnd() throws {
    let paths = read()?.paths ?? []
    try write(paths.map { $0 + "\n" }.joined() + Self.finished + "\n")
  }

  /// Forgets checkpoints of an earlier run of the deck; the files stay.
  func remove() { _ = unlink(path) }

  private func write(_ lines: String) throws {
    try WholeFile.write(Self.head + lines, to: path)
  }
}
