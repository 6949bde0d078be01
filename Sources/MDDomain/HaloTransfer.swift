import MDCore

/// A column of per-atom values: an element for each owned atom and ghost, `stride` apart.
typealias Column = UnsafeMutablePointer<Double>

/// The values that a transfer moves: three arrays, or one with several components for each atom.
struct HaloValues {
  private let x, y, z: Column
  /// How many values an atom has.
  let components: Int
  /// How far apart the values of two atoms are.
  let stride: Int

  /// Three arrays.
  init(_ x: Column, _ y: Column, _ z: Column) {
    (self.x, self.y, self.z) = (x, y, z)
    components = 3
    stride = 1
  }

  /// One array with the components of an atom one after the other.
  init(_ values: Column, components: Int) {
    (x, y, z) = (values, values, values)
    self.components = components
    stride = components
  }

  /// The first element of a component.
  @inline(__always)
  func column(_ c: Int) -> Column {
    stride != 1 ? x + c : c == 0 ? x : c == 1 ? y : z
  }
}

/// Values of atoms on their way along the plan, stage by stage: from the send lists to the ghosts, or
/// back from the ghosts and added.
struct HaloTransfer: ~Copyable {
  enum Direction {
    case toGhosts
    case toOwners
  }

  var direction = Direction.toGhosts
  var values: HaloValues?
  /// The box whose edges are added to what crosses its faces; nil for values that are not positions.
  var box: Box?
  /// How many stages are done.
  var stagesDone = 0
  var outgoing = AlignedBuffer<Double>()
  var incoming = AlignedBuffer<Double>()

  /// Positions carry the notice and the appointment in front of them.
  var headerCount: Int { box == nil ? 0 : 2 }

  /// How many doubles a message with the values of `atoms` atoms has.
  func length(atoms: Int) -> Int {
    headerCount + atoms * (values?.components ?? 0)
  }
}
