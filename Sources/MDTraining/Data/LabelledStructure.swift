import MDCore

/// A structure with what a first-principles calculation says about it: one frame of a training or test
/// set.
public struct LabelledStructure: Equatable, Sendable {
  /// The cell, in LAMMPS's orientation; positions and forces are rotated with it when a file has another.
  public var box: Box
  /// The chemical symbol of each atom.
  public var elements: [String]
  /// Å, one an atom.
  public var positions: [Vector3]
  /// eV, of the whole structure.
  public var energy: Double
  /// eV/Å, one an atom; nil where the file has none.
  public var forces: [Vector3]?
  /// eV/Å³, positive under tension (ASE's sign); nil where the file has none.
  public var stress: SymmetricTensor?
  /// Whether only the mean of the stress's diagonal means something: the file gives one number, which
  /// stands in all three places of the diagonal.
  public var hasOnlyMeanStress = false
  /// The atoms' charges, read for completeness of n2p2's format, in units of e; empty where there are none.
  public var charges: [Double]
  /// The group that errors and weights are told by, e.g. `liquid`; empty if the file names none.
  public var group: String
  /// How much the structure counts in the fit; 1 unless told otherwise.
  public var weight: Double
  /// What the file says that it is for; nil where that is left to whoever divides the data.
  public var part: DataPart?
  /// Where it comes from.
  public var origin: FrameLocation
  /// How the file's coordinates became these; nil where they are the same.
  public var orientation: CellOrientation?

  /// A structure from its parts.
  public init(
    box: Box, elements: [String], positions: [Vector3], energy: Double, forces: [Vector3]?,
    stress: SymmetricTensor?, charges: [Double] = [], group: String = "", weight: Double = 1,
    origin: FrameLocation
  ) {
    self.box = box
    self.elements = elements
    self.positions = positions
    self.energy = energy
    self.forces = forces
    self.stress = stress
    self.charges = charges
    self.group = group
    self.weight = weight
    self.origin = origin
  }

  /// The number of atoms.
  public var count: Int { positions.count }

  /// Whether the cell repeats in all three dimensions, so that a stress means something.
  public var isPeriodic: Bool { (0..<3).allSatisfy { box.isPeriodic($0) } }
}
