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

  /// What the index holds.
  struct Contents: Equatable {
    /// The checkpoints, newest last.
    var checkpoints: [String] = []
    /// Files that were first appended to after the last checkpoint, and how long they were before.
    var appended: [(path: String, length: Int64)] = []
    /// Whether the deck has come to its end.
    var isFinished = false

    static func == (a: Self, b: Self) -> Bool { a.text == b.text }
  }

  /// Where the next checkpoint goes that the deck does not name; two in turn.
  func nextPath(_ turn: Int) -> String { "\(base).checkpoint.\(turn % 2 + 1)" }

  /// The turn that does not write over a file.
  func turn(after path: String) -> Int { path == nextPath(0) ? 1 : 0 }

  /// What the index says; nil if there is none.
  func read() -> Contents? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return Contents(String(decoding: data, as: UTF8.self))
  }

  /// Adds a checkpoint; the one before is kept, older ones are forgotten.
  func note(_ checkpoint: String) throws {
    var contents = Contents()
    contents.checkpoints = (read()?.checkpoints ?? []).filter { $0 != checkpoint }.suffix(1)
    contents.checkpoints.append(checkpoint)
    try write(contents)
  }

  /// Notes a file that the deck begins to append to, and how long it was before. Before the first
  /// checkpoint there is nothing to note.
  func note(appended path: String, length: Int64) throws {
    guard var contents = read() else { return }
    contents.appended.append((path, length))
    try write(contents)
  }

  /// Says that there is nothing left to do.
  func noteEnd() throws {
    var contents = read() ?? Contents()
    contents.isFinished = true
    try write(contents)
  }

  /// Forgets checkpoints of an earlier run of the deck; the files stay.
  func remove() { _ = unlink(path) }

  private func write(_ contents: Contents) throws {
    try WholeFile.write(contents.text, to: path)
  }
}

extension CheckpointIndex.Contents {
  private static let head =
    "# Checkpoints of swift-md, the newest last: -continue goes on from it.\n"

  /// The lines of the file.
  var text: String {
    var lines = checkpoints.map { "checkpoint \($0)" }
    lines += appended.map { "appended \($0.length) \($0.path)" }
    if isFinished { lines.append("finished") }
    return Self.head + lines.map { $0 + "\n" }.joined()
  }

  /// What such lines say; lines that make no sense are passed over.
  init(_ text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 1)
      switch words[0] {
      case "checkpoint" where words.count == 2: checkpoints.append(String(words[1]))
      case "finished": isFinished = true
      case "appended" where words.count == 2:
        let parts = words[1].split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let length = Int64(parts[0]) else { continue }
        appended.append((String(parts[1]), length))
      default: continue
      }
    }
  }
}
