import MDCore

/// The atoms that a fix pushes: those of a group and, if it names a region, of these the ones that are
/// there now.
struct FixSelection: Equatable, Sendable {
  /// The bit of the group.
  var mask: UInt32
  /// Where atoms have to be, if it matters.
  var region: Region?

  /// Whether atom i is meant.
  func contains(_ atoms: AtomView, _ i: Int, in box: Box) -> Bool {
    guard atoms.groups[i] & mask != 0 else { return false }
    guard let region else { return true }
    // Atoms outside a periodic face are on their way back into the box; when depends on the ranks.
    var r = atoms.position(i)
    var image = SIMD3<Int32>.zero
    box.wrap(&r, image: &image)
    return region.contains(r)
  }
}
