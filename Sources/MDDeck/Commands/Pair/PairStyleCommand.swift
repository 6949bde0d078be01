import MDCore

/// What `pair_style` asks for; `pair_coeff` turns it into a potential.
public enum PairStyle: Equatable, Sendable {
  case hdnnp(HDNNPSettings)
  case stillingerWeber
  /// The repulsion of nuclei with its inner and outer cutoff, Å.
  case zbl(inner: Double, outer: Double)
  /// Several styles whose energies add up, each once.
  indirect case overlay([PairStyle])

  /// The word of the deck.
  var word: String {
    switch self {
    case .hdnnp: "hdnnp"
    case .stillingerWeber: "sw"
    case .zbl: "zbl"
    case .overlay: "hybrid/overlay"
    }
  }
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

/// `pair_style hdnnp cutoff keyword value …`, `sw`, `zbl inner outer`, `hybrid/overlay STYLE … STYLE …`
struct PairStyleCommand: DeckCommand {
  static let names = ["pair_style"]

  private static let simpleStyles = ["hdnnp", "nnp", "sw", "zbl"]
  private let style: PairStyle

  init(_ arguments: inout Arguments) throws {
    let word = try arguments.choice(
      "pair style", among: Self.simpleStyles + ["hybrid/overlay"])
    style =
      try word == "hybrid/overlay"
      ? Self.parseOverlay(&arguments) : Self.parse(word, &arguments, isPart: false)
    try arguments.expectEnd()
  }

  private static func parseOverlay(_ arguments: inout Arguments) throws -> PairStyle {
    var parts: [PairStyle] = []
    repeat {
      let word = try arguments.choice("pair style", among: simpleStyles)
      let part = try parse(word, &arguments, isPart: true)
      guard !parts.contains(where: { $0.word == part.word }) else {
        throw arguments.error(
          "each style can be one part of hybrid/overlay; \(word) is there twice")
      }
      parts.append(part)
    } while !arguments.isAtEnd
    return .overlay(parts)
  }

  private static func parse(
    _ word: String, _ arguments: inout Arguments, isPart: Bool
  ) throws -> PairStyle {
    switch word {
    case "sw": return .stillingerWeber
    case "zbl":
      let inner = try arguments.positiveNumber("the inner cutoff (Å)")
      let unknown = arguments.nextIsUnknown
      let outer = try arguments.positiveNumber("the outer cutoff (Å)")
      guard unknown || inner < outer else {
        throw arguments.error("the inner cutoff must be less than the outer one")
      }
      return .zbl(inner: inner, outer: outer)
    default: return .hdnnp(try parseHDNNP(&arguments, isPart: isPart))
    }
  }

  func run(in session: Session) throws {
    session.settings.pairStyle = style
    session.settings.pairParts = PairParts()
    guard session.hasBox else { return }
    try session.withSimulation { $0.potential = nil }
  }

  private static func parseHDNNP(
    _ arguments: inout Arguments, isPart: Bool
  ) throws -> HDNNPSettings {
    var settings = HDNNPSettings()
    let keywords = [
      "dir", "emap", "showew", "showewsum", "resetew", "maxew", "cflength", "cfenergy",
    ]
    if let next = arguments.next, !keywords.contains(next) {
      settings.cutoff = try arguments.positiveNumber("the cutoff (Å)")
    } else if arguments.command == "pair_style", arguments.isAtEnd {
      throw arguments.error("hdnnp needs a cutoff (Å) and usually dir FOLDER")
    }
    while let next = arguments.next, !isPart || !simpleStyles.contains(next) {
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
