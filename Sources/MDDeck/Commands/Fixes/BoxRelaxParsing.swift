import MDCore
import MDEngine

/// Fixes that change the box towards a pressure, beside `npt` and `nph`.
extension FixCommand {
  /// `fix ID group box/relax keyword value …`
  static func parseBoxRelax(_ arguments: inout Arguments) throws -> Builder {
    var settings = NoseHooverSettings()
    var dilatesGroup = false
    var largestStrain = 0.0001
    let keywords = [
      "iso", "aniso", "tri", "x", "y", "z", "xy", "xz", "yz", "couple", "dilate", "vmax", "nreset",
      "scalexy", "scalexz", "scaleyz", "fixedpoint",
    ]
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: keywords)
      switch keyword {
      case "iso": settings.setIsotropic(try target(&arguments))
      case "aniso": settings.setAnisotropic(try target(&arguments))
      case "tri": settings.setTriclinic(try target(&arguments))
      case "couple": settings.coupling = try coupling(&arguments)
      case "dilate":
        dilatesGroup = try arguments.choice(keyword, among: ["all", "partial"]) == "partial"
      case "vmax": largestStrain = try arguments.positiveNumber("vmax")
      case "nreset":
        settings.referenceResetInterval = Int64(try arguments.integer("nreset", atLeast: 0))
      case "scalexy": settings.scalesXY = try arguments.flag(keyword)
      case "scalexz": settings.scalesXZ = try arguments.flag(keyword)
      case "scaleyz": settings.scalesYZ = try arguments.flag(keyword)
      case "fixedpoint":
        let x = try arguments.number("x of the fixed point")
        let y = try arguments.number("y of the fixed point")
        settings.fixedPoint = Vector3(x, y, try arguments.number("z of the fixed point"))
      default:
        let component = PressureComponent.allCases.first { $0.keyword == keyword }!
        settings.set(component, try target(&arguments))
      }
    }
    let parsed = settings
    let (strain, dilates) = (largestStrain, dilatesGroup)
    return { id, mask, state in
      var settings = parsed
      if dilates { settings.dilatedMask = mask }
      return try FixBoxRelax(id: id, settings: settings, largestStrain: strain, box: state.box)
    }
  }

  /// `fix ID group press/berendsen keyword value …`
  static func parseBerendsenBarostat(_ arguments: inout Arguments) throws -> Builder {
    var settings = NoseHooverSettings()
    var modulus = 10.0
    var dilatesGroup = false
    while !arguments.isAtEnd {
      let keywords = ["iso", "aniso", "x", "y", "z", "couple", "modulus", "dilate"]
      let keyword = try arguments.choice("keyword", among: keywords)
      switch keyword {
      case "iso": settings.setIsotropic(try ramp(&arguments, "pressure", unit: "bar"))
      case "aniso": settings.setAnisotropic(try ramp(&arguments, "pressure", unit: "bar"))
      case "couple": settings.coupling = try coupling(&arguments)
      case "modulus": modulus = try arguments.positiveNumber("the bulk modulus (bar)")
      case "dilate":
        dilatesGroup = try arguments.choice(keyword, among: ["all", "partial"]) == "partial"
      default:
        let component = PressureComponent.allCases.first { $0.keyword == keyword }!
        settings.set(component, try ramp(&arguments, "pressure", unit: "bar"))
      }
    }
    let (targets, coupling, bulk, dilates) = (
      settings.pressure, settings.coupling, modulus, dilatesGroup
    )
    return { id, mask, state in
      try FixPressureBerendsen(
        id: id, targets: targets, coupling: coupling, modulus: bulk,
        dilatedMask: dilates ? mask : nil, box: state.box)
    }
  }

  private static func coupling(_ arguments: inout Arguments) throws -> PressureCoupling {
    let names = PressureCoupling.allCases.map(\.rawValue)
    return PressureCoupling(rawValue: try arguments.choice("couple", among: names))!
  }

  /// A pressure without a relaxation time.
  private static func target(_ arguments: inout Arguments) throws -> Ramp {
    let pressure = try arguments.number("the pressure (bar)")
    return Ramp(start: pressure, stop: pressure, damping: 1)
  }
}
