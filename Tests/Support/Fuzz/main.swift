import Foundation
import MDCore
import MDDeck
import MDDomain
import MDTraining
import MDTrajectory
import Synchronization

// Gives broken inputs to the readers: `fuzz KIND FOLDER [COUNT] [SEED] [FIRST]`.
//
// KIND is deck, data, potential, restart, h5md, dump, xyz, n2p2 or extxyz. Each of COUNT inputs is a good one with a few
// breaks, made from the seed and its own number, lies in FOLDER while it is read, and must end as an error of ours
// or as a success. A crash ends the process, and the input stays there; so does one that takes more than ten seconds
// of processor time, or memory out of proportion to it. `FOLDER/at` tells its number, from which the same seed
// makes it again. Limit the memory of long runs from the shell (`ulimit -v`).

H5MDHelper.prepare(CommandLine.arguments)
let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print(
    "usage: fuzz deck|data|potential|restart|h5md|dump|xyz|n2p2|extxyz FOLDER [COUNT] [SEED] [FIRST]"
  )
  exit(2)
}
let kind = arguments[1]
func number(_ place: Int, or standard: Int) -> Int {
  arguments.count > place ? Int(arguments[place]) ?? standard : standard
}
let (count, seed, first) = (number(3, or: 1000), number(4, or: 1), number(5, or: 0))
try FileManager.default.createDirectory(atPath: arguments[2], withIntermediateDirectories: true)
guard FileManager.default.changeCurrentDirectoryPath(arguments[2]) else { exit(2) }

/// Ends the process when an input takes too long.
final class Watchdog: Sendable {
  private let start = Atomic<UInt64>(0)

  /// The processor time of this process, ns.
  static func cpu() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  func pat() { start.store(Self.cpu(), ordering: .relaxed) }

  func watch() {
    Thread.detachNewThread { [self] in
      while true {
        Thread.sleep(forTimeInterval: 0.5)
        // Loaded first: the other thread may begin anew meanwhile.
        let begun = start.load(ordering: .relaxed)
        guard Self.cpu() - begun > 10_000_000_000 else { continue }
        FileHandle.standardError.write(Data("HANG: more than 10 s\n".utf8))
        abort()
      }
    }
  }
}

/// A line of /proc/self/status, kB: `VmRSS` or `VmHWM`, the most since the last reset.
func memory(_ name: String) -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
  return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
}

func resetPeak() {
  try? FileHandle(forWritingAtPath: "/proc/self/clear_refs")?.write(contentsOf: Data("5".utf8))
}

func run(_ words: String...) throws {
  let options = try CommandLineOptions(words + ["-screen", "none"])
  let log = Log(isRoot: true)
  defer { log.closeFile() }
  _ = try DeckRun(options: options, communicator: SingleRank(), log: log).run(
    head: ["fuzz"], version: "0")
}

func write(_ bytes: [UInt8], _ path: String) throws {
  // Not by Data, which waits for the disk each time.
  guard let file = fopen(path, "w") else { throw CocoaError(.fileWriteUnknown) }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw CocoaError(.fileWriteUnknown)
  }
}

func write(_ text: String, _ path: String) throws { try write(Array(text.utf8), path) }

func read(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

func readFrames(_ path: String) throws {
  let frames = try openFrames(path)
  while try frames.next() != nil {}
  let again = try openFrames(path)
  while try again.skip() {}
}

/// A kind of input: good ones, and what is done with a broken one, by path.
struct Target {
  var samples: [(name: String, bytes: [UInt8])]
  var isText = true
  var isSigned = false
  var attempt: (String) throws -> Void
}

func text(_ name: String, _ content: String) -> (name: String, bytes: [UInt8]) {
  (name, Array(content.utf8))
}

func target(_ kind: String) throws -> Target {
  try write(Samples.sw, "Si.sw")
  switch kind {
  case "deck":
    return Target(samples: Samples.decks.map { text("deck.in", $0) }) { path in
      // The limit stands in front whatever happens to the rest.
      try write(Array(Samples.limit.utf8) + read(path), "limited.in")
      try run("-in", "limited.in", "-log", "log")
    }
  case "data":
    let deck = Samples.limit + "units metal\nread_data system.data\nrun 0\nwrite_data back.data\n"
    try write(deck, "deck.in")
    return Target(samples: [text("system.data", Samples.data)]) { path in
      try? readFrames(path)
      try run("-in", "deck.in", "-log", "none")
    }
  case "potential":
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let source = root.appending(path: "../../../Examples/potentials/si-bootstrap")
      .standardizedFileURL
    let names = ["input.nn", "scaling.data", "weights.014.data"]
    try? FileManager.default.createDirectory(atPath: "pot", withIntermediateDirectories: true)
    let files = try names.map { ("pot/" + $0, try read(source.appending(path: $0).path)) }
    try write(Samples.potentialDeck("pot"), "deck.in")
    try write(
      Samples.limit + Samples.crystal + "fix 1 all nve\nrun 1\n", "sw.in")
    return Target(samples: files + [text("Si.sw", Samples.sw)]) { path in
      for (name, bytes) in files where name != path { try write(bytes, name) }
      try run("-in", path == "Si.sw" ? "sw.in" : "deck.in", "-log", "none")
    }
  case "restart":
    try write(Samples.limit + Samples.decks[0] + "run 1\n", "make.in")
    try run("-in", "make.in", "-log", "make.log")
    let own =
      "units metal\nread_restart file.restart\nfix 1 all npt temp 300 600 0.1 iso 0 0 1.0 nreset 3\nrun 1\n"
    try write(Samples.limit + own, "deck.in")
    let files = try ["a.restart", "e.restart"].map { ("file.restart", try read($0)) }
    return Target(samples: files, isText: false, isSigned: true) { path in
      try? run("-in", "make.in", "-log", "make.log", "-continue", path)
      try run("-in", "deck.in", "-log", "none")
    }
  case "h5md":
    // Each opening costs a process: frames are read and passed over in turn.
    func readInTurn(_ path: String) throws {
      let frames = try openFrames(path)
      while try frames.next() != nil, try frames.skip() {}
    }
    let deck =
      Samples.limit + Samples.crystal + """
        reset_timestep 2
        fix 1 all nve
        dump 2 all h5md 1 t.h5md position velocity force species id image
        dump_modify 2 element Si append yes
        run 2

        """
    try write(deck, "deck.in")
    try? FileManager.default.removeItem(atPath: "t.h5md")
    try run("-in", "deck.in", "-log", "none")
    try readInTurn("t.h5md")
    return Target(samples: [("t.h5md", try read("t.h5md"))], isText: false) { path in
      try? readInTurn(path)
      try run("-in", "deck.in", "-log", "none")
    }
  case "dump": return Target(samples: [text("a.dump", Samples.dump)], attempt: readFrames)
  case "xyz": return Target(samples: [text("a.xyz", Samples.xyz)], attempt: readFrames)
  case "n2p2":
    return Target(samples: [text("input.data", Samples.n2p2)]) { _ = try StructureFile.read($0) }
  case "extxyz":
    return Target(samples: [text("a.extxyz", Samples.xyz)]) { _ = try StructureFile.read($0) }
  default:
    print("unknown kind \(kind)")
    exit(2)
  }
}

let task = try target(kind)
// The good ones must be good.
for sample in task.samples {
  try write(sample.bytes, sample.name)
  try task.attempt(sample.name)
}
let watchdog = Watchdog()
watchdog.pat()
watchdog.watch()
var refused = 0
for number in first..<first + count {
  var mutation = Mutation(dice: Dice(seed: UInt64(seed), throwNumber: number), isText: task.isText)
  let sample = mutation.dice.oneOf(task.samples)
  var bytes = mutation.broken(sample.bytes)
  if task.isSigned && number % 2 == 0 { bytes = Signature.signed(bytes) }
  try write("\(number)\n", "at")
  try write(bytes, sample.name)
  resetPeak()
  let before = memory("VmRSS")
  watchdog.pat()
  do { try task.attempt(sample.name) } catch { refused += 1 }
  let grown = memory("VmHWM") - before
  guard grown < 200_000 + bytes.count / 10 else {
    print(
      "MEMORY: \(grown) kB for an input of \(bytes.count) bytes: number \(number), \(sample.name)")
    exit(3)
  }
}
print(
  "\(kind): \(count) inputs from \(first) on, seed \(seed): \(refused) refused, \(count - refused) taken"
)
