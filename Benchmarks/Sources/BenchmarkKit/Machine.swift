import Foundation

/// Where, when and with what something was measured.
public struct Machine: Codable, Sendable {
  /// The processor's model name.
  public var processor: String
  /// Cores that the operating system offers.
  public var cores: Int
  /// The widest vector instructions of the processor.
  public var vectors: String
  /// GiB.
  public var memory: Double
  /// The operating system.
  public var system: String
  /// The Swift compiler.
  public var compiler: String
  /// Date and time, UTC.
  public var date: String
  /// The commit that was measured; `-dirty` if files had been changed.
  public var commit: String
  /// Processes that wanted a core in the last minute, when the benchmark began: near 0 on a machine
  /// that is fit for measuring.
  public var load: Double

  /// The machine that this process runs on.
  public static func current() -> Machine {
    let cpu = text("/proc/cpuinfo")
    let memory = field("MemTotal", in: text("/proc/meminfo")).flatMap {
      Double($0.split(separator: " ")[0])
    }
    let release = text("/etc/os-release").split(separator: "\n").first {
      $0.hasPrefix("PRETTY_NAME=")
    }
    return Machine(
      processor: field("model name", in: cpu) ?? "unknown",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      vectors: vectors(flags: field("flags", in: cpu) ?? field("Features", in: cpu) ?? ""),
      memory: ((memory ?? 0) / 1_048_576 * 10).rounded() / 10,
      system: release.map { $0.dropFirst(12).trimmingCharacters(in: ["\""]) } ?? "unknown",
      compiler: output(["swift", "--version"]),
      date: Date.now.formatted(.iso8601),
      commit: output(["git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]),
      load: text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? 0)
  }

  /// The widest vector instructions among the processor's flags.
  static func vectors(flags: String) -> String {
    let words = Set(flags.split(separator: " "))
    if words.contains("avx512f") { return "AVX-512" }
    if words.contains("avx2") { return words.contains("fma") ? "AVX2 + FMA" : "AVX2" }
    if words.contains("sve") { return "SVE" }
    if words.contains("asimd") { return "NEON" }
    return "SSE2 or less"
  }

  /// The value after the first line that begins with a name and a colon.
  static func field(_ name: String, in text: String) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { return parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return nil
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  private static func output(_ words: [String]) -> String {
    let text = (try? ChildProcess.run(words)) ?? "unknown"
    return text.split(separator: "\n").first.map(String.init) ?? "unknown"
  }

  /// A line for each property.
  public var lines: [String] {
    [
      "Machine: \(processor), \(cores) cores, \(vectors), \(memory) GiB, \(system)",
      "Compiler: \(compiler)",
      "Date: \(date), commit \(commit), load at the start \(load)",
    ]
  }
}
