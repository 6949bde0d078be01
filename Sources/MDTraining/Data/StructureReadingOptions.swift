import MDCore

/// The formats of files with labelled structures.
public enum StructureFormat: String, Sendable, CaseIterable {
  /// n2p2's `input.data`.
  case n2p2
  /// Extended XYZ as ASE writes it.
  case extendedXYZ = "extxyz"
}

/// How files with labelled structures are to be read, and what they must have.
public struct StructureReadingOptions: Sendable, Equatable {
  /// The format; nil leaves it to the first word of the file, which is `begin` in n2p2's.
  public var format: StructureFormat?
  /// The unit of length of n2p2's files for an Å (`cflength`). Extended XYZ is in Å.
  public var lengthFactor = 1.0
  /// The unit of energy of n2p2's files for an eV (`cfenergy`). Extended XYZ is in eV.
  public var energyFactor = 1.0
  /// The keys of extended XYZ that hold energy, forces, stress and group; nil for the usual names.
  public var energyKey, forcesKey, stressKey, groupKey: String?
  /// Whether a structure without an energy is an error; else its energy is 0.
  public var requiresEnergy = true
  /// Whether a structure without forces is an error.
  public var requiresForces = false
  /// Whether a structure without a stress is an error.
  public var requiresStress = false
  /// The elements that may occur; nil for all.
  public var elements: [String]?

  /// No demands, and the units Å and eV.
  public init() {}
}
