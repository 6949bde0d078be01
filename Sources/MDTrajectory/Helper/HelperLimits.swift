import Foundation

/// What a helper may use: a file that is broken must neither keep it busy for ever nor take all memory.
struct HelperLimits {
  /// Seconds of processor time for one request, ended by SIGPROF.
  private let seconds: Int
  private let fileBytes: UInt64

  /// The limits for a file, which grow with its size.
  init(path: String) {
    var info = stat()
    fileBytes = stat(path, &info) == 0 ? UInt64(clamping: info.st_size) : 0
    seconds = Self.seconds(fileBytes: fileBytes)
  }

  /// Ten seconds, and one more for each 20 MB, up to ten minutes: what is asked for is one frame.
  private static func seconds(fileBytes: UInt64) -> Int {
    10 + Int(min(590, fileBytes / 20_000_000))
  }

  /// Memory beyond what the program has from its start: 256 MB, and 64 times the file. A frame of compressed
  /// numbers takes no more; a length that was broken may ask for anything.
  func limitMemory() {
    var limit = rlimit()
    limit.rlim_cur = 0
    limit.rlim_max = 0
    // A crash is expected here, and must not leave a file of its own.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return }
    let (room, isTooLarge) = fileBytes.multipliedReportingOverflow(by: 64)
    guard !isTooLarge, room < 1 << 62 else { return }
    let most = Self.addressSpace + 256 << 20 + room
    limit.rlim_cur = min(limit.rlim_cur, rlim_t(most))
    _ = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  /// Bytes of address space in use.
  private static var addressSpace: UInt64 {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").first.flatMap { UInt64($0) } ?? 0
    return pages * UInt64(clamping: sysconf(Int32(_SC_PAGESIZE)))
  }

  func beginRequest() { setTimer(seconds) }

  func endRequest() { setTimer(0) }

  private func setTimer(_ seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    _ = setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }
}
