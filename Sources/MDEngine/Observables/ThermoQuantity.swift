import MDCore

/// The keywords of `thermo_style custom` that LAMMPS (29 Sep 2021) has for atoms without bonds, and
/// those for bonds, which are zero here.
public enum ThermoQuantity: String, CaseIterable, Sendable {
  case step, elapsed, elaplong, dt, time, cpu, tpcpu, spcpu, cpuremain, part, timeremain, atoms
  case temp, press, pe, ke, etotal
  case evdwl, ecoul, epair, ebond, eangle, edihed, eimp, emol, elong, etail
  case enthalpy, ecouple, econserve
  case vol, density, lx, ly, lz, xlo, xhi, ylo, yhi, zlo, zhi, xy, xz, yz
  case xlat, ylat, zlat, bonds, angles, dihedrals, impropers
  case pxx, pyy, pzz, pxy, pxz, pyz
  case fmax, fnorm, nbuild, ndanger
  case cella, cellb, cellc, cellalpha, cellbeta, cellgamma

  /// The quantity of a word of the deck.
  public init?(keyword: String) { self.init(rawValue: keyword) }

  /// The word of the deck.
  public var keyword: String { rawValue }

  /// All words.
  public static var keywords: [String] { allCases.map(\.rawValue) }

  /// Whether it is printed as a whole number.
  public var isInteger: Bool {
    switch self {
    case .step, .elapsed, .elaplong, .part, .atoms, .nbuild, .ndanger: true
    case .bonds, .angles, .dihedrals, .impropers: true
    default: false
    }
  }

  /// Whether it follows from the virial.
  public var needsVirial: Bool {
    switch self {
    case .press, .enthalpy, .pxx, .pyy, .pzz, .pxy, .pxz, .pyz: true
    default: false
    }
  }

  /// Whether it is known only after forces have been evaluated. Others follow from the box, the
  /// number of atoms and the clock.
  public var needsForces: Bool {
    switch self {
    case .temp, .press, .pe, .ke, .etotal, .evdwl, .ecoul, .epair, .ebond, .eangle, .edihed: true
    case .eimp, .emol, .elong, .etail, .enthalpy, .ecouple, .econserve, .fmax, .fnorm: true
    default: needsVirial
    }
  }

  /// The word at the head of its column.
  public var header: String {
    Self.headers[self] ?? rawValue.prefix(1).uppercased() + rawValue.dropFirst()
  }

  /// Headers that are not the keyword with a capital.
  private static let headers: [ThermoQuantity: String] = [
    .cpu: "CPU", .tpcpu: "T/CPU", .spcpu: "S/CPU", .cpuremain: "CPULeft",
    .timeremain: "TimeoutLeft", .pe: "PotEng", .ke: "KinEng", .etotal: "TotEng",
    .evdwl: "E_vdwl", .ecoul: "E_coul", .epair: "E_pair", .ebond: "E_bond",
    .eangle: "E_angle", .edihed: "E_dihed", .eimp: "E_impro", .emol: "E_mol",
    .elong: "E_long", .etail: "E_tail", .vol: "Volume", .dihedrals: "Diheds",
    .impropers: "Impros", .cellalpha: "CellAlpha", .cellbeta: "CellBeta",
    .cellgamma: "CellGamma",
  ]
}
