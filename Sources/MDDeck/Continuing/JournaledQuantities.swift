import MDCore

/// The quantities of a session as the script between runs sees them: each value goes into the journal,
/// or comes from it while a deck returns to a checkpoint.
struct JournaledQuantities: QuantityProvider {
  private unowned let session: Session
  private let quantities: SessionQuantities

  init(_ session: Session) {
    self.session = session
    quantities = SessionQuantities(session)
  }

  private func noted(_ value: () throws -> Double?) throws -> Double? {
    guard !session.progress.isReplaying else { return try session.progress.journal.nextValue() }
    let result = try value()
    session.progress.journal.add(result)
    return result
  }

  var thermoKeywords: [String] { quantities.thermoKeywords }

  func thermo(_ keyword: String) throws -> Double? {
    try noted { try quantities.thermo(keyword) }
  }

  func compute(_ id: String, indices: [Int]) throws -> Double? {
    try noted { try quantities.compute(id, indices: indices) }
  }

  func fix(_ id: String, indices: [Int]) throws -> Double? {
    try noted { try quantities.fix(id, indices: indices) }
  }

  func computeColumns(_ id: String) throws -> [[Double]]? {
    try notedColumns { try quantities.computeColumns(id) }
  }

  func fixColumns(_ id: String) throws -> [[Double]]? {
    try notedColumns { try quantities.fixColumns(id) }
  }

  /// How many columns, then the length and the values of each.
  private func notedColumns(_ value: () throws -> [[Double]]?) throws -> [[Double]]? {
    let result = session.progress.isReplaying ? nil : try value()
    guard let count = try noted({ result.map { Double($0.count) } }) else { return nil }
    return try (0..<Int(count)).map { column in
      let length = try noted { result.map { Double($0[column].count) } } ?? 0
      return try (0..<Int(length)).map { row in try noted { result.map { $0[column][row] } } ?? 0 }
    }
  }

  func groupFunction(
    _ function: GroupFunction, group: String, component: String?, region: String?
  ) throws -> Double? {
    try noted {
      try quantities.groupFunction(function, group: group, component: component, region: region)
    }
  }

  func atom(_ attribute: String, id: Int) throws -> Double? {
    try noted { try quantities.atom(attribute, id: id) }
  }

  func isDefined(_ category: String, id: String) throws -> Bool? {
    try quantities.isDefined(category, id: id)
  }

  var step: Int { quantities.step }
  var run: RunInterval? { quantities.run }
}

/// The files of a deck as the script reads them: a deck cannot return to a checkpoint with others.
struct JournaledLoader: SourceLoader {
  unowned let session: Session

  func load(_ path: String) throws -> String {
    let text = try session.load(path)
    guard !session.progress.isChecking else { return text }
    guard session.progress.isReplaying else {
      session.progress.journal.add(text: text)
      return text
    }
    try session.progress.journal.expect(text: text, of: path)
    return text
  }
}
