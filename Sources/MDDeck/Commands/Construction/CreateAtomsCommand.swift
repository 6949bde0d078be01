import Foundation
import MDCore
import MDEngine

/// `create_atoms TYPE box | region ID | single X Y Z | random N SEED REGION`.
struct CreateAtomsCommand: DeckCommand {
  static let names = ["create_atoms"]
  var replay: Replay { .performOnRealAtoms }

  let type: Int32
  let style: Style
  /// Types of single basis atoms, counted from 1.
  private(set) var basisTypes: [(basis: Int, type: Int32)] = []
  private(set) var remap = false
  private(set) var units = LengthUnits.lattice

  /// Where the atoms go.
  enum Style: Equatable {
    case box
    case region(String)
    case single(Vector3)
    case random(Int, seed: Int, region: String?)
  }

  init(_ arguments: inout Arguments) throws {
    type = Int32(clamping: try arguments.integer("the atom type", atLeast: 1))
    style = try Self.readStyle(&arguments)
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["basis", "remap", "units"]) {
      case "basis":
        let basis = try arguments.integer("the basis atom", atLeast: 1)
        let type = try arguments.integer("the type of the basis atom", atLeast: 1)
        basisTypes.append((basis, Int32(clamping: type)))
      case "remap": remap = try arguments.flag("remap")
      default: units = try arguments.lengthUnits()
      }
    }
  }

  private static func readStyle(_ arguments: inout Arguments) throws(InputError) -> Style {
    switch try arguments.choice("style", among: ["box", "region", "single", "random"]) {
    case "box": return .box
    case "region": return .region(try arguments.word("the region's name"))
    case "single": return .single(try arguments.vector("the position"))
    default:
      let count = try arguments.integer("the number of atoms", atLeast: 0)
      let seed = try arguments.integer("the seed", atLeast: 1)
      let region = try arguments.word("the region's name (or NULL)")
      return .random(count, seed: seed, region: region == "NULL" ? nil : region)
    }
  }

  func run(in session: Session) throws {
    let began = ContinuousClock.now
    let created = try create(in: session)
    let box = try session.withSimulation { $0.state.box }
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    session.log.write("Created \(created) atoms")
    session.log.write("  using \(units.rawValue) units in \(box.logDescription)")
    session.log.write(String(format: "  create_atoms CPU = %.3f seconds", elapsed))
  }

  private func create(in session: Session) throws -> Int64 {
    let lattice = session.settings.lattice
    switch style {
    case .box, .region:
      var region: Region?
      if case .region(let name) = style { region = try session.requireRegion(name) }
      let types = try typesByBasis(lattice)
      let filling = try LatticeFilling(lattice: lattice, types: types, region: region)
      return try session.withSimulation { try $0.createAtoms(filling) }
    case .single(let position):
      let place = position * units.scale(lattice)
      return try session.withSimulation { try $0.createAtom(type: type, at: place, remap: remap) }
    case .random(let count, let seed, let name):
      let region = try name.map { try session.requireRegion($0) }
      return try session.withSimulation {
        try $0.createRandomAtoms(count, type: type, seed: seed, region: region)
      }
    }
  }

  private func typesByBasis(_ lattice: Lattice) throws(InputError) -> [Int32] {
    var types = [Int32](repeating: type, count: lattice.basis.count)
    for (basis, type) in basisTypes {
      guard basis <= types.count else {
        throw InputError("there is no basis atom \(basis): the lattice has \(types.count)")
      }
      types[basis - 1] = type
    }
    return types
  }
}
