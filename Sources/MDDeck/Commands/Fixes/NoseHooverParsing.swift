import MDCore
import MDEngine

extension FixCommand {
  /// The keywords of `fix nvt`, `npt` and `nph`, in any order.
  private static let noseHooverKeywords = [
    "temp", "iso", "aniso", "tri", "x", "y", "z", "xy", "xz", "yz", "couple", "tchain", "pchain",
    "mtk", "tloop", "ploop", "nreset", "drag", "ptemp", "dilate", "scalexy", "scalexz", "scaleyz",
    "flip", "fixedpoint",
  ]

  /// `fix ID group nvt|npt|nph keyword values …`
  static func parseNoseHoover(
    _ arguments: inout Arguments, _ ensemble: NoseHooverEnsemble
  ) throws -> Builder {
    var settings = NoseHooverSettings()
    var dilatedGroup: String?
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: noseHooverKeywords)
      switch keyword {
      case "temp": settings.temperature = try ramp(&arguments, "temperature", unit: "K")
      case "iso": settings.setIsotropic(try ramp(&arguments, "pressure", unit: "bar"))
      case "aniso": settings.setAnisotropic(try ramp(&arguments, "pressure", unit: "bar"))
      case "tri": settings.setTriclinic(try ramp(&arguments, "pressure", unit: "bar"))
      case "couple":
        let names = PressureCoupling.allCases.map(\.rawValue)
        settings.coupling = PressureCoupling(
          rawValue: try arguments.choice("couple", among: names))!
      case "dilate": dilatedGroup = try arguments.word("the group that dilates")
      case "fixedpoint":
        let x = try arguments.number("x of the fixed point")
        let y = try arguments.number("y of the fixed point")
        settings.fixedPoint = Vector3(x, y, try arguments.number("z of the fixed point"))
      default:
        if let component = PressureComponent.allCases.first(where: { $0.keyword == keyword }) {
          settings.set(component, try ramp(&arguments, "pressure", unit: "bar"))
        } else {
          try parseDetail(keyword, &arguments, &settings)
        }
      }
    }
    let parsed = settings
    let dilated = dilatedGroup
    return { id, mask, state in
      var settings = parsed
      if let dilated, dilated != "all" {
        settings.dilatedMask = try state.groups.requiredMask(of: dilated)
      }
      return try FixNoseHoover(
        id: id, ensemble: ensemble, mask: mask, settings: settings, box: state.box)
    }
  }

  /// Start, stop and damping time.
  static func ramp(
    _ arguments: inout Arguments, _ quantity: String, unit: String
  ) throws -> Ramp {
    let start = try arguments.number("the \(quantity) at the start (\(unit))")
    let stop = try arguments.number("the \(quantity) at the end (\(unit))")
    let damping = try arguments.number("the damping time (ps)")
    return Ramp(start: start, stop: stop, damping: damping)
  }

  /// The keywords with one value that is neither a ramp nor a word.
  private static func parseDetail(
    _ keyword: String, _ arguments: inout Arguments, _ settings: inout NoseHooverSettings
  ) throws {
    switch keyword {
    case "tchain": settings.thermostatChain = try arguments.integer("tchain", atLeast: 1)
    case "pchain": settings.barostatChain = try arguments.integer("pchain", atLeast: 0)
    case "mtk": settings.usesMTK = try arguments.flag("mtk")
    case "tloop": settings.thermostatLoops = try arguments.integer("tloop", atLeast: 1)
    case "ploop": settings.barostatLoops = try arguments.integer("ploop", atLeast: 1)
    case "nreset":
      settings.referenceResetInterval = Int64(try arguments.integer("nreset", atLeast: 0))
    case "drag": settings.drag = try arguments.number("drag")
    case "ptemp": settings.massTemperature = try arguments.positiveNumber("ptemp")
    case "scalexy": settings.scalesXY = try arguments.flag("scalexy")
    case "scalexz": settings.scalesXZ = try arguments.flag("scalexz")
    case "scaleyz": settings.scalesYZ = try arguments.flag("scaleyz")
    default: settings.flips = try arguments.flag("flip")
    }
  }
}
