import MDCore
public struct ThermoContext { public init() {} }
public enum ThermoQuantity: String, CaseIterable, Sendable {
  case step, temp, press, pe, ke, etotal, epair, emol, vol, lx, ly, lz, pxx, pyy, pzz, pxy, pxz,
    pyz, density, evdwl, ecoul, ebond, eangle, edihed, eimp, elong
  public init?(keyword: String) { self.init(rawValue: keyword) }
  public static var keywords: [String] { allCases.map(\.rawValue) }
  public var header: String {
    switch self {
    case .step: "Step"
    case .temp: "Temp"
    case .press: "Press"
    case .pe: "PotEng"
    case .ke: "KinEng"
    case .etotal: "TotEng"
    case .epair: "E_pair"
    case .emol: "E_mol"
    case .vol: "Volume"
    default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
  }
  public var isInteger: Bool { self == .step }
  public func value(_ t: Thermodynamics, _ box: Box) -> Double {
    switch self {
    case .step: Double(t.step)
    case .temp: t.temperature.kelvin
    case .press: t.pressure
    case .pe, .epair: t.potentialEnergy
    case .ke: t.kineticEnergy
    case .etotal: t.totalEnergy
    case .vol: t.volume
    case .density: t.density
    case .lx: box.lengths.x
    case .ly: box.lengths.y
    case .lz: box.lengths.z
    case .pxx: t.pressureTensor.xx
    case .pyy: t.pressureTensor.yy
    case .pzz: t.pressureTensor.zz
    case .pxy: t.pressureTensor.xy
    case .pxz: t.pressureTensor.xz
    case .pyz: t.pressureTensor.yz
    default: 0
    }
  }
}
