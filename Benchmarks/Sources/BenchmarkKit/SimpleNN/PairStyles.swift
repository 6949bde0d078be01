/// The pair styles that an `lmp` has.
public struct PairStyles: Sendable {
  /// Their names.
  public let names: Set<String>

  /// Asks a program.
  public init(of path: String) throws {
    self.init(help: try ChildProcess.run([path, "-help"]))
  }

  /// Reads what `lmp -help` prints: sections that begin with `* Pair styles`, then names.
  init(help: String) {
    var names: Set<String> = []
    var isPair = false
    for line in help.split(separator: "\n") {
      if line.hasPrefix("*") {
        isPair = line.hasPrefix("* Pair styles")
      } else if isPair {
        names.formUnion(line.split(whereSeparator: \.isWhitespace).map(String.init))
      }
    }
    self.names = names
  }
}
