import MDCore
import MDEngine

/// An input of `fix ave/time` and `fix vector`: `c_ID`, `f_ID`, `v_NAME`, with or without an index.
extension Session {
  /// The number that a word names. Collective.
  func number(_ reference: Reference) throws -> Double {
    let column: ThermoColumn
    switch reference.kind {
    case .compute: column = .compute(id: reference.id, index: reference.indices)
    case .fix: column = .fix(id: reference.id, index: reference.indices)
    case .variable: column = .variable(reference.id)
    }
    return try value(of: column)
  }

  /// The vectors that words name: `c_ID` a vector, `c_ID[i]` a column of a table. Each table is asked for
  /// once. Collective.
  func vectors(_ references: [Reference]) throws -> [[Double]] {
    let quantities = SessionQuantities(self)
    var known: [String: [[Double]]] = [:]
    return try references.map { reference in
      let key = "\(reference.kind.rawValue)_\(reference.id)"
      if known[key] == nil {
        known[key] =
          try reference.kind == .fix
          ? quantities.fixColumns(reference.id) : quantities.computeColumns(reference.id)
      }
      guard let columns = known[key] else {
        throw InputError(
          "there is no \(reference.kind == .fix ? "fix" : "compute") '\(reference.id)'")
      }
      let index = reference.indices.first ?? 1
      guard index <= columns.count, !columns[index - 1].isEmpty else {
        throw InputError("\(key) has \(columns.count) columns, not one numbered \(index)")
      }
      return columns[index - 1]
    }
  }

  /// Throws if an input is not there, or is one that cannot be asked for.
  func check(_ inputs: [Reference], of name: String) throws {
    let runner = try requireRunner()
    for input in inputs {
      switch input.kind {
      case .compute:
        let ids = runner.simulation.computes.map(\.id)
        if !ids.contains(input.id) { throw missing(input, "compute", of: name, among: ids) }
      case .fix:
        let ids = runner.simulation.fixes.map(\.id)
        if !ids.contains(input.id) { throw missing(input, "fix", of: name, among: ids) }
      case .variable:
        guard variables.isDefined(input.id) else {
          throw InputError("\(name): there is no variable '\(input.id)'")
        }
        guard variables.isNumeric(input.id), input.indices.isEmpty else {
          throw InputError("\(name): v_\(input.id) must be an equal-style variable without index")
        }
      }
    }
  }

  private func missing(_ input: Reference, _ kind: String, of name: String, among ids: [String])
    -> InputError
  {
    let error = unknownID(input.id, kind: kind, among: ids)
    return InputError("\(name): \(error.message)")
  }

  /// Words with `[*]`, `[2*]`, `[*3]` or `[2*4]` as one word for each value that they name.
  ///
  /// - Parameter ofTables: whether columns of tables are meant, not elements of vectors.
  func expanded(_ words: [String], ofTables: Bool) throws -> [String] {
    try words.flatMap { word -> [String] in
      guard let wildcard = Wildcard(word) else { return [word] }
      let quantities = SessionQuantities(self)
      let columns = try count(of: wildcard, ofTables, quantities)
      let last = wildcard.last ?? columns
      guard wildcard.first <= last, last <= columns else {
        throw InputError("'\(word)': there are only \(columns) values")
      }
      return (wildcard.first...last).map { "\(wildcard.name)[\($0)]" }
    }
  }

  private func count(
    of wildcard: Wildcard, _ ofTables: Bool, _ quantities: SessionQuantities
  ) throws -> Int {
    let runner = try requireRunner()
    let id = String(wildcard.name.dropFirst(2))
    if wildcard.name.hasPrefix("c_") {
      guard let compute = runner.simulation.computes.first(where: { $0.id == id }) else {
        throw unknownID(id, kind: "compute", among: runner.simulation.computes.map(\.id))
      }
      return ofTables ? compute.tableColumns : compute.vectorLength
    }
    guard let fix = runner.simulation.fixes.first(where: { $0.id == id }) else {
      throw unknownID(id, kind: "fix", among: runner.simulation.fixes.map(\.id))
    }
    return ofTables
      ? fix.table(runner.simulation.state).count : fix.vector(runner.simulation.state).count
  }
}

/// `c_ID[*]`, `c_ID[2*]`, `c_ID[*3]`, `c_ID[2*4]`.
struct Wildcard: Equatable {
  let name: String
  let first: Int
  let last: Int?

  /// Takes a word apart; nil if it holds no wildcard.
  init?(_ word: String) {
    guard word.hasPrefix("c_") || word.hasPrefix("f_"), word.hasSuffix("]"),
      let bracket = word.firstIndex(of: "[")
    else { return nil }
    let inside = word[word.index(after: bracket)...].dropLast()
    let ends = inside.split(separator: "*", omittingEmptySubsequences: false)
    guard ends.count == 2 else { return nil }
    name = String(word[..<bracket])
    guard let first = ends[0].isEmpty ? 1 : Int(ends[0]), first > 0,
      ends[1].isEmpty || Int(ends[1]) != nil
    else { return nil }
    self.first = first
    last = Int(ends[1])
  }
}
