import MDCore
import MDEngine

/// `region ID STYLE …` and `region ID delete`.
struct RegionCommand: DeckCommand {
  static let names = ["region"]

  let name: String
  /// nil for `delete`.
  let definition: RegionDefinition?

  init(_ arguments: inout Arguments) throws {
    name = try arguments.word("the region's name")
    if arguments.take("delete") {
      definition = nil
    } else {
      definition = try RegionDefinition(&arguments)
    }
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    guard let definition else {
      guard session.settings.regions.removeValue(forKey: name) != nil else {
        throw session.unknownRegion(name)
      }
      return
    }
    guard session.settings.regions[name] == nil else {
      throw InputError("there is a region '\(name)' already; `region \(name) delete` removes it")
    }
    session.settings.regions[name] = try definition.region(in: session)
  }
}

extension Session {
  /// The region of a name that must be defined.
  func requireRegion(_ name: String) throws(InputError) -> Region {
    guard let region = settings.regions[name] else { throw unknownRegion(name) }
    return region
  }

  func unknownRegion(_ name: String) -> InputError {
    let known = settings.regions.keys.sorted()
    let hint = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return InputError(
      "there is no region '\(name)'\(hint)"
        + (known.isEmpty ? "; none is defined" : " Defined: \(known.joined(separator: ", "))"))
  }
}
