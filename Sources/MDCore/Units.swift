/// The constants of LAMMPS's `units metal`: Å, ps, eV, K, bar, g/mol, charge of the electron.
///
/// The digits are LAMMPS's own (`update.cpp`, 29 Sep 2021), so that the same deck gives the same
/// numbers; they are not today's CODATA values.
public enum MetalUnits {
  /// Boltzmann's constant in eV/K.
  public static let boltzmann = 8.617343e-5
  /// Turns mass × velocity² (g/mol·Å²/ps²) into eV.
  public static let massVelocitySquaredToEnergy = 1.0364269e-4
  /// Turns force/mass (eV/Å per g/mol) into an acceleration in Å/ps².
  public static let forceToAcceleration = 1.0 / 1.0364269e-4
  /// Turns eV/Å³ into bar.
  public static let pressure = 1.6021765e6
  /// Turns g/mol/Å³ into g/cm³.
  public static let density = 1.0 / 0.602214129
}
