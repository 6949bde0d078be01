import MDCore

/// What `pair_style` asks for; `pair_coeff` turns it into a potential.
public enum PairStyle: Equatable, Sendable {
  case hdnnp(HDNNPSettings)
  case stillingerWeber
}

/// The keywords of `pair_style hdnnp`, with LAMMPS's defaults.
public struct HDNNPSettings: Equatable, Sendable {
  /// Å; must reach as far as the farthest symmetry function. Older decks (`pair_style nnp`) give it
  /// with `pair_coeff`.
  public var cutoff: Double?
  /// `dir`: the folder of the potential.
  public var directory = "hdnnp/"
  /// `emap`: types and elements of older decks, `1:H,2:O`.
  public var elementMap: String?
  /// `showew`: whether each extrapolation warning is printed.
  public var showsWarnings = true
  /// `showewsum`: steps between summaries; 0 for none.
  public var summaryInterval = 0
  /// `maxew`: with more warnings than this the run ends.
  public var maximum = 0
  /// `resetew`: whether the count begins anew each step.
  public var resetsEachStep = false
  /// `cflength`: lengths of the potential in one Å.
  public var lengthFactor = 1.0
  /// `cfenergy`: energies of the potential in one eV.
  public var energyFactor = 1.0
}

/// `pair_style hdnnp cutoff keyword value …`, `pair_style sw`
struct PairStyleCommand: DeckCommand {
  static let names = ["pair_style"]

  private let style: PairStyle

  init(_ arguments: inout Arguments) throws {
    switch try arguments.choice("pair style", among: ["hdnnp", "nnp", "sw"]) {
    case "sw":
      style = .stillingerWeber
      try arguments.expectEnd()
    default:
      style = .hdnnp(try Self.parseHDNNP(&arguments))
    }
  }

  func run(in session: Session) throws {
    session.settings.pairStyle = style
    guard session.hasBox else { return }
    try session.withSimulation { $0.potential = nil }
  }

  private static func parseHDNNP(_ arguments: inout Arguments) throws -> HDNNPSettings {
    var settings = HDNNPSettings()
    let keywords = [
      "dir", "emap", "showew", "showewsum", "resetew", "maxew", "cflength", "cfenergy",
    ]
    if let next = arguments.next, !keywords.contains(next) {
      settings.cutoff = try arguments.positiveNumber("the cutoff (Å)")
    } else if arguments.command == "pair_style", arguments.isAtEnd {
      throw arguments.error("hdnnp needs a cutoff (Å) and usually dir FOLDER")
    }
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: keywords) {
      case "dir": settings.directory = try arguments.word("the folder of the potential")
      case "emap": settings.elementMap = try arguments.word("the map of types to elements")
      case "showew": settings.showsWarnings = try arguments.flag("showew")
      case "showewsum": settings.summaryInterval = max(0, try arguments.integer("showewsum"))
      case "resetew": settings.resetsEachStep = try arguments.flag("resetew")
      case "maxew": settings.maximum = try arguments.integer("maxew")
      case "cflength": settings.lengthFactor = try arguments.positiveNumber("cflength")
      default: settings.energyFactor = try arguments.positiveNumber("cfenergy")
      }
    }
    return settings
  }
}
