import Foundation
import MDDomain

/// How much memory the ranks hold.
enum MemoryUse {
  /// `min | avg | max` over the ranks, MB. Collective.
  static func summary(_ communicator: any Communicator) -> String {
    let mine = residentMegabytes
    let lowest = communicator.reduce(mine, .minimum)
    let highest = communicator.reduce(mine, .maximum)
    let mean = communicator.reduce(mine, .sum) / Double(communicator.size)
    return String(format: "%.4g | %.4g | %.4g", lowest, mean, highest)
  }

  /// Resident memory of this process; 0 where the system does not tell.
  static var residentMegabytes: Double {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii) else {
      return 0
    }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return 0 }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
  }
}
