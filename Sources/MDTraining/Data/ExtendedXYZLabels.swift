import MDCore

/// What the keys of a frame of extended XYZ say about its energy, stress, group and weight.
///
/// | what | keys, in order of precedence |
/// | --- | --- |
/// | energy, eV | `energy`, `dft_energy`, `ref_energy`, `total_energy`, `free_energy` |
/// | stress, eV/Å³, positive under tension | `stress`, `stress_ev_per_A3`, `dft_stress`, `ref_stress` |
/// | its mean alone | `mean_stress_ev_per_A3` |
/// | pressure as VASP prints it, kbar, xx yy zz xy yz zx, positive under compression | `dft_stress_kbar`, `stress_kbar` |
/// | −stress × volume, eV | `virial`, `dft_virial`, `ref_virial` |
/// | group | `group`, `config_type`, `tag` |
/// | weight | `weight` |
///
/// Six numbers of a stress in eV/Å³ or a virial are Voigt's, as ASE has them: xx yy zz yz xz xy.
struct ExtendedXYZLabels {
  let header: ExtendedXYZHeader
  let options: StructureReadingOptions

  private static let energyKeys = [
    "energy", "dft_energy", "ref_energy", "total_energy", "free_energy",
  ]
  private static let groupKeys = ["group", "config_type", "tag"]

  /// The units and signs in which a stress may stand.
  private enum StressKind {
    case tension, meanTension, kilobar, virial
  }

  private static let stressKeys: [(key: String, kind: StressKind)] = [
    ("stress", .tension), ("stress_ev_per_a3", .tension), ("dft_stress", .tension),
    ("ref_stress", .tension), ("mean_stress_ev_per_a3", .meanTension),
    ("dft_stress_kbar", .kilobar), ("stress_kbar", .kilobar), ("virial", .virial),
    ("dft_virial", .virial), ("ref_virial", .virial),
  ]

  /// Fills the frame, whose cell is known.
  func fill(_ frame: inout RawFrame) throws {
    frame.energy = try energy()
    try fillAllButEnergy(&frame)
  }

  /// The same for a frame that has its energy.
  func fillAllButEnergy(_ frame: inout RawFrame) throws {
    frame.group = try group()
    if let value = header.value("weight") {
      frame.weight = try number(value, "weight")
      guard frame.weight >= 0 else {
        throw header.error("weight is \(value), but it must not be negative")
      }
    }
    try fillStress(&frame)
  }

  private func number(_ value: String, _ key: String) throws -> Double {
    let numbers = try header.numbers(value, of: key)
    guard numbers.count == 1 else {
      throw header.error("\(key) has \(numbers.count) numbers, but one is expected")
    }
    return numbers[0]
  }

  /// The value of the key that the user named, which must be there.
  private func named(_ key: String) throws -> String {
    guard let value = header.value(key) else {
      let known = header.pairs.map(\.key).joined(separator: ", ")
      throw header.error("there is no key '\(key)'; there are \(known)")
    }
    return value
  }

  private func energy() throws -> Double? {
    if let key = options.energyKey { return try number(named(key), key) }
    for key in Self.energyKeys {
      if let value = header.value(key) { return try number(value, key) }
    }
    return nil
  }

  private func group() throws -> String {
    if let key = options.groupKey { return try named(key) }
    return Self.groupKeys.lazy.compactMap { header.value($0) }.first ?? ""
  }

  private func fillStress(_ frame: inout RawFrame) throws {
    var found: (key: String, value: String, kind: StressKind)?
    if let key = options.stressKey {
      let known = Self.stressKeys.first { $0.key == key.lowercased() }
      found = (key, try named(key), known?.kind ?? .tension)
    } else {
      found =
        Self.stressKeys.lazy.compactMap { entry in
          header.value(entry.key).map { (entry.key, $0, entry.kind) }
        }.first
    }
    guard let found else { return }
    let numbers = try header.numbers(found.value, of: found.key)
    if found.kind == .meanTension {
      guard numbers.count == 1 else { throw wrongLength(found.key, numbers.count, "one number") }
      frame.hasOnlyMeanStress = true
      frame.stress = SymmetricTensor(xx: numbers[0], yy: numbers[0], zz: numbers[0])
      return
    }
    let tensor = try tensor(numbers, found.key, isVASP: found.kind == .kilobar)
    frame.stress = tensor * (try factor(found.kind, found.key, frame))
  }

  private func wrongLength(_ key: String, _ count: Int, _ right: String) -> InputError {
    header.error("\(key) has \(count) numbers, but \(right) is expected")
  }

  private func tensor(_ n: [Double], _ key: String, isVASP: Bool) throws -> SymmetricTensor {
    switch n.count {
    case 6 where isVASP:
      return SymmetricTensor(xx: n[0], yy: n[1], zz: n[2], xy: n[3], xz: n[5], yz: n[4])
    case 6:
      return SymmetricTensor(xx: n[0], yy: n[1], zz: n[2], xy: n[5], xz: n[4], yz: n[3])
    case 9:
      let size = n.map(abs).max()!
      for (a, b) in [(1, 3), (2, 6), (5, 7)] where abs(n[a] - n[b]) > 0.01 * size + 1e-6 {
        throw header.error("\(key) is not symmetric: \(n[a]) and \(n[b]) belong together")
      }
      return SymmetricTensor(
        xx: n[0], yy: n[4], zz: n[8], xy: (n[1] + n[3]) / 2, xz: (n[2] + n[6]) / 2,
        yz: (n[5] + n[7]) / 2)
    default:
      throw wrongLength(key, n.count, "a tensor of 9 (row by row) or 6 numbers")
    }
  }

  /// What turns the numbers into eV/Å³ under tension.
  private func factor(_ kind: StressKind, _ key: String, _ frame: RawFrame) throws -> Double {
    switch kind {
    case .tension, .meanTension: return 1
    case .kilobar: return -1000 / MetalUnits.pressure
    case .virial:
      guard frame.edges.count == 3 else {
        throw header.error("\(key) is given for a structure without a cell (Lattice)")
      }
      return -1 / abs(frame.edges[0].cross(frame.edges[1]).dot(frame.edges[2]))
    }
  }
}
