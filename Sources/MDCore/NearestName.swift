/// The candidate that a misspelt word was most likely meant to be: the one with the fewest edits
/// (Levenshtein distance), if they are few for its length.
public func nearestName(to word: String, among candidates: [String]) -> String? {
  // A broken file can be one word from its first byte to its last.
  guard word.utf8.count <= 256 else { return nil }
  let word = word.lowercased()
  let scored = candidates.map { (name: $0, edits: editDistance(word, $0.lowercased())) }
  guard let best = scored.min(by: { ($0.edits, $0.name) < ($1.edits, $1.name) }) else { return nil }
  return best.edits <= max(1, max(word.count, best.name.count) / 3) ? best.name : nil
}

/// Insertions, deletions and replacements that turn one string into another.
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var previous = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var current = [i + 1]
    for (j, other) in b.enumerated() {
      let replaced = previous[j] + (letter == other ? 0 : 1)
      current.append(min(replaced, previous[j + 1] + 1, current[j] + 1))
    }
    previous = current
  }
  return previous[b.count]
}
