import CTarget

/// What this program is and what it was built for.
enum BuildInfo {
  /// The version of the program.
  static let version = "0.1.0"

  /// One line: version, target, vector width.
  static var line: String {
    let march = String(cString: ctarget_march())
    let vectors = String(cString: ctarget_vectors())
    return "swift-md \(version) (built for \(march): \(vectors))"
  }

  /// Why this processor cannot run the program; nil if it can.
  static var obstacle: String? {
    guard ctarget_runs_here() == 0 else { return nil }
    return """
      this program was built for \(String(cString: ctarget_march())) and needs \
      \(String(cString: ctarget_vectors())), which this processor lacks; build it with \
      SWIFT_MD_MARCH=x86-64-v3 for a mixed cluster
      """
  }
}
