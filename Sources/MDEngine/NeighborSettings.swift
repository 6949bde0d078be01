/// When the neighbour list is built anew, as `neighbor` and `neigh_modify` set it.
public struct NeighborSettings: Equatable, Sendable {
  /// Å that the list reaches beyond the cutoff of the potential.
  public var skin = 2.0
  /// The list may be built every this many steps …
  public var every: Int64 = 1
  /// … once it is at least this many steps old …
  public var delay: Int64 = 10
  /// … and, if true, only when some atom has moved half the skin.
  public var check = true
  /// How far ghosts reach at least, Å (`comm_modify cutoff`).
  public var ghostCutoff = 0.0
  /// Build once when a run starts and never again.
  public var once = false

  /// LAMMPS's defaults for `units metal`.
  public init() {}
}
