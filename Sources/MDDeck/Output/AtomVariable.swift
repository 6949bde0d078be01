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

  /// Throws if the formula names something that there is not.
  func check() throws { try session.variables.checkNames(of: name, SessionQuantities(session)) }

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
  /// What a deck's word for a value of each atom names: `x`, `vx`, `fx`, `c_ID`, `c_ID[i]`, `v_NAME`.
  ///
  /// - Parameters:
  ///   - user: who asks, for messages.
  ///   - computes: those that are defined.
  func atomValue(
    _ word: String, for user: String, among computes: [any Compute]
  ) throws -> AtomValue {
    if let value = AtomValue(word: word) { return value }
    guard let reference = Reference(word) else {
      throw InputError("\(user): '\(word)' is no value of single atoms")
    }
    switch reference.kind {
    case .compute:
      let (compute, column) = try perAtomColumn(reference, for: user, among: computes)
      return .column(column, of: compute)
    case .variable where reference.indices.isEmpty:
      return .column(0, of: try AtomVariable(reference.id, self))
    default: throw InputError("\(user): '\(word)' is no value of single atoms")
    }
  }

  /// The compute that a reference names, and the column from 0 that it means.
  func perAtomColumn(
    _ reference: Reference, for user: String, among computes: [any Compute]
  ) throws -> (any Compute, Int) {
    guard let compute = computes.first(where: { $0.id == reference.id }) else {
      throw unknownID(reference.id, kind: "compute", among: computes.map(\.id))
    }
    let columns = compute.perAtomColumns
    guard columns > 0 else {
      throw InputError(
        "\(user): compute \(compute.id) (\(compute.style)) has no values of single atoms")
    }
    let index = reference.indices.first ?? 1
    guard reference.indices.count <= 1, index <= columns,
      !reference.indices.isEmpty || columns == 1
    else {
      throw InputError(
        "\(user): compute \(compute.id) has \(columns) values an atom; write "
          + "c_\(compute.id)[1] to c_\(compute.id)[\(columns)]")
    }
    return (compute, index - 1)
  }
}
