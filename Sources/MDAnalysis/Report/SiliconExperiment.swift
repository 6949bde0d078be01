/// What was measured on silicon, to hold a run against.
public enum SiliconExperiment {
  /// Maxima of S(q) of annealed amorphous silicon, Å⁻¹ and height: Laaziri et al., Phys. Rev. B 60,
  /// 13520 (1999).
  public static let maxima: [(q: Double, height: Double)] = [
    (1.98, 1.77), (3.60, 2.06), (5.64, 1.34), (8.73, 1.23),
  ]
  /// Neighbours in annealed amorphous silicon: Laaziri et al., Phys. Rev. Lett. 82, 3460 (1999).
  public static let coordination = 3.88
  /// g/cm³ of the crystal at room temperature.
  public static let crystalDensity = 2.329
  /// How much less dense amorphous silicon is, in percent (± 0.1): Custer et al., Appl. Phys. Lett. 64, 437 (1994).
  public static let densityDeficit = 1.8
  /// The enthalpy that relaxed amorphous silicon gives off when it crystallises, eV/atom (± 0.007):
  /// 0.070.
  public static let crystallisation = 0.070
}
