import CSIMD

/// Numbers that are too small for a normal one (1e-38 as floats, 1e-308 as doubles): Gaussians far from
/// their centre are. Some processors need more than a hundred cycles for an operation with one of them.
public enum TinyNumbers {
  /// Takes such numbers for zero, on this thread, as long as the work lasts.
  @inlinable @inline(__always)
  public static func asZero(_ work: () -> Void) {
    let before = csimd_flush_tiny()
    work()
    csimd_restore_mode(before)
  }
}
