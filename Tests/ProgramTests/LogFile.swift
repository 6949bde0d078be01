import Foundation

/// The thermo tables of a log, read back as LAMMPS's tools read them: header and rows by white space,
/// between the memory line and the loop time.
struct LogFile {
  /// One table for each run: columns by name.
  var runs: [[String: [Double]]] = []

  init(_ text: String) {
    var header: [String] = []
    var table: [String: [Double]] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      if words.first == "Step" {
        header = words
        table = [:]
      } else if line.hasPrefix("Loop time of") {
        if !header.isEmpty { runs.append(table) }
        header = []
      } else if !header.isEmpty, words.count == header.count {
        let values = words.compactMap(Double.init)
        guard values.count == words.count else { continue }
        for (name, value) in zip(header, values) { table[name, default: []].append(value) }
      }
    }
  }
}
