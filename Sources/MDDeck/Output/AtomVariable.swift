import MDCore
import MDEngine

/// An atom variable of the deck, `v_NAME`, where values of single atoms are asked for: in dumps, reductions and
/// averages.
struct AtomVariable: AtomSource {
  private let name: String
  private unowned let session: Session

  /// - Throws: ``InputError`` if there is no such variable, or one of another style.
  init(_ name: String, _ session: Session) throws(InputError) {
    guard session.variables.isDefined(name) else { throw session.variables.undefined(name) }
    guard session.variables.isPerAtom(name) else {
      let style = session.variables.style(of: name) ?? "unknown"
      throw InputError(
        "the variable '\(name)' has style \(style); it must be an atom variable here")
    }
    self.name = name
    self.session = session
  }

  var inputs: [String] { session.variables.computesAsked(by: name).sorted() }
  var needsVirial: Bool { asks { $0.needsVirial } }
  var needsPerAtom: Bool { asks { $0.needsPerAtom } }

  private func asks(_ property: (any Compute) -> Bool) -> Bool {
    let names = session.variables.computesAsked(by: name)
    guard !names.isEmpty, let runner = session.runner else { return false }
    return runner.simulation.computes.contains { names.contains($0.id) && property($0) }
  }

  /// Throws if the formula, or one that it asks, names something that there is not, or itself.
  func check() throws {
    _ = try Self(name, session)
    try session.variables.checkForCircles(from: name)
    let runner = try session.requireRunner()
    let computes = runner.simulation.computes
    for (variable, part) in session.variables.formulaParts(of: name) {
      var wanted: [(category: String, id: String)] = []
      switch part {
      case .compute(let id, _), .reduced(_, ofFix: false, let id, _): wanted = [("compute", id)]
      case .fix(let id, _), .reduced(_, ofFix: true, let id, _): wanted = [("fix", id)]
      case .mask(let group, let region):
        wanted = [("group", group), ("region", region)].compactMap { category, id in
          id.map { (category, $0) }
        }
      case .eachAtom(let attribute), .atom(let attribute, _):
        try runner.simulation.state.require(attribute: attribute)
      case .variable(let inner) where !session.variables.isDefined(inner):
        throw session.variables.undefined(inner)
      default: break
      }
      for (category, id) in wanted
      where try SessionQuantities(session).isDefined(category, id: id) == false {
        throw InputError(
          "the variable '\(variable)' asks the \(category) '\(id)', and there is none")
      }
      guard case .compute(let id, let indices) = part,
        computes.contains(where: { $0.id == id && $0.perAtomColumns > 0 })
      else { continue }
      let numbers = indices.compactMap { if case .number(let index) = $0 { index } else { nil } }
      guard numbers.count == indices.count else { continue }
      _ = try session.perAtomColumn(
        id, numbers, for: "the variable '\(variable)'", among: computes)
    }
  }

  /// The values of now, which are those of `state`; no numbers if the formula names what there is not.
  func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let count = state.atoms.view.owned
    guard let numbers = try? session.variables.atomNumbers(name, SessionQuantities(session)) else {
      return [Double](repeating: .nan, count: count)
    }
    return numbers.array(count: count)
  }
}

extension Session {
  /// What a deck's word for a value of each atom names: `x`, `vx`, `fx`, `c_ID`, `c_ID[i]`, `f_ID`, `f_ID[i]`, `v_NAME`.
  ///
  /// - Parameters:
  ///   - user: who asks, for messages.
  ///   - computes: those that are defined.
  ///   - fixes: likewise.
  func atomValue(
    _ word: String, for user: String, among computes: [any Compute], _ fixes: [any Fix]
  ) throws -> AtomValue {
    if let value = AtomValue(word: word) { return value }
    guard let reference = Reference(word) else {
      throw InputError("\(user): '\(word)' is no value of single atoms")
    }
    switch reference.kind {
    case .compute:
      let (compute, column) = try perAtomColumn(
        reference.id, reference.indices, for: user, among: computes)
      return .column(column, of: compute)
    case .fix:
      let fix = try atomAverages(reference.id, for: user, among: fixes)
      return .column(
        try column(reference.indices, of: fix.perAtomColumns, for: user, "fix", "f_\(fix.id)"),
        of: AveragesOfFix(id: fix.id, session: self))
    case .variable where reference.indices.isEmpty:
      return .column(0, of: try AtomVariable(reference.id, self))
    default: throw InputError("\(user): '\(word)' is no value of single atoms")
    }
  }

  /// The compute of an ID, and the column from 0 that `c_ID` or `c_ID[i]` means.
  func perAtomColumn(
    _ id: String, _ indices: [Int], for user: String, among computes: [any Compute]
  ) throws -> (any Compute, Int) {
    guard let compute = computes.first(where: { $0.id == id }) else {
      throw unknownID(id, kind: "compute", among: computes.map(\.id))
    }
    let columns = compute.perAtomColumns
    guard columns > 0 else {
      throw InputError(
        "\(user): compute \(compute.id) (\(compute.style)) has no values of single atoms")
    }
    return (
      compute, try column(indices, of: columns, for: user, "compute", "c_\(compute.id)")
    )
  }

  /// The fix of an ID that has values of single atoms.
  func atomAverages(_ id: String, for user: String, among fixes: [any Fix]) throws
    -> FixAverageAtom
  {
    guard let fix = fixes.first(where: { $0.id == id }) else {
      throw unknownID(id, kind: "fix", among: fixes.map(\.id))
    }
    guard let averages = fix as? FixAverageAtom else {
      throw InputError("\(user): fix \(fix.id) (\(fix.style)) has no values of single atoms")
    }
    return averages
  }

  /// The column from 0 that an index, or none, means.
  private func column(
    _ indices: [Int], of columns: Int, for user: String, _ kind: String, _ word: String
  ) throws -> Int {
    let index = indices.first ?? 1
    guard indices.count <= 1, index <= columns, !indices.isEmpty || columns == 1 else {
      throw InputError(
        "\(user): \(kind) \(word.dropFirst(2)) has \(columns) values an atom; write "
          + "\(word)[1] to \(word)[\(columns)]")
    }
    return index - 1
  }
}
