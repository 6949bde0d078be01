import Foundation
import Helpers
import Testing

/// What a disk without room does to each kind of file.
@Suite(.serialized)
struct FullDiskTests {
  /// Runs a deck of two steps and returns what the program said.
  private func run(
    _ lines: String, _ arguments: [String] = ["-log", "none"], ranks: Int, in scratch: Scratch
  ) throws -> Program.Outcome {
    try BadInput.copyPotential(to: scratch)
    try scratch.write("deck.in", BadInput.silicon + lines)
    return try Program.run(
      ["-in", "deck.in"] + arguments, ranks: ranks, in: scratch.folder, timeout: 120)
  }

  private func errors(_ outcome: Program.Outcome) -> [Substring] {
    outcome.errors.split(separator: "\n").filter { $0.hasPrefix("ERROR") }
  }

  @Test(
    arguments: [
      "dump 1 all custom 1 /dev/full id x y z\nrun 2\n", "dump 1 all xyz 1 /dev/full\nrun 2\n",
      "run 0\nwrite_data /dev/full\n", "run 0\nwrite_dump all custom /dev/full id x\n",
      "print text file /dev/full\n",
    ], [1, 3])
  func deviceWithoutRoomEndsTheRun(lines: String, ranks: Int) throws {
    let scratch = try Scratch()
    let outcome = try run(lines, ranks: ranks, in: scratch)
    #expect(outcome.status == 1)
    #expect(errors(outcome).count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("/dev/full"))
    #expect(outcome.errors.contains("No space left"))
  }

  /// A log that cannot be written does not throw away the run, but the run does not end as a good one.
  @Test(arguments: [1, 3])
  func logWithoutRoomIsTold(ranks: Int) throws {
    let scratch = try Scratch()
    let outcome = try run(
      "run 2\nprint finished\n", ["-log", "/dev/full"], ranks: ranks, in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("finished"))
    #expect(errors(outcome).count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("No space left"))
  }

  /// On a disk of 48 KiB, no file is left that is not whole.
  @Test(
    .enabled(if: TinyDisk.isPossible, "only root can mount a small disk"),
    arguments: [
      "replicate 4 4 4\nwrite_data disk/out.data\n", "replicate 4 4 4\nwrite_restart disk/out.re\n",
      "dump 1 all h5md 1 disk/out.h5md position velocity force\nrun 20\n",
      "restart 1 disk/out.*.re\nreplicate 4 4 4\nrun 1\n",
    ], [1, 3])
  func smallDiskEndsTheRun(lines: String, ranks: Int) throws {
    let scratch = try Scratch()
    let disk = try TinyDisk(at: scratch.folder.appending(path: "disk"), kibibytes: 48)
    let outcome = try run(lines, ranks: ranks, in: scratch)
    #expect(outcome.status == 1)
    #expect(errors(outcome).count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("disk/out"))
    let left = try FileManager.default.contentsOfDirectory(atPath: disk.folder.path)
    #expect(left.allSatisfy { $0.hasSuffix(".h5md") }, "\(left)")
  }

  /// Batch systems limit the size of files; HDF5 sees what it sees on a full disk, and what it has written is whole.
  @Test(
    .enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"),
    arguments: [0, 1])
  func largestFileKeepsTheFramesBeforeIt(compression: Int) throws {
    let scratch = try Scratch()
    try BadInput.copyPotential(to: scratch)
    try scratch.write(
      "deck.in",
      BadInput.silicon + """
        velocity all create 300 1
        replicate 5 5 5
        dump 1 all h5md 1 out.h5md position velocity
        dump_modify 1 compression \(compression)
        thermo 1
        run 40

        """)
    // In blocks of 512 bytes: 5 MB, which ten or twenty frames fill; MPI itself needs files of 4 MB.
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "none"], in: scratch.folder, limits: "ulimit -S -f 9766")
    #expect(outcome.status == 1)
    #expect(errors(outcome).count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("out.h5md"), "\(outcome.errors)")
    #expect(outcome.errors.contains("File too large"), "\(outcome.errors)")
    let steps = outcome.output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").first.flatMap { Int($0) }
    }
    let last = try #require(steps.last)
    #expect(last > 2 && last < 40)
    try Helper.runPython(
      "check_frames.py", [scratch.folder.appending(path: "out.h5md").path, "\(last + 1)", "8000"])
  }
}

/// A mounted disk in memory, with little room, that goes away with this value.
final class TinyDisk {
  let folder: URL

  init(at folder: URL, kibibytes: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard
      Self.call(["mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "none", folder.path]) == 0
    else { throw Failure(description: "cannot mount a small disk") }
  }

  deinit { _ = Self.call(["umount", folder.path]) }

  /// Whether this process may mount one.
  static let isPossible: Bool = {
    guard getuid() == 0, let scratch = try? Scratch() else { return false }
    return (try? TinyDisk(at: scratch.folder.appending(path: "try"), kibibytes: 16)) != nil
  }()

  private static func call(_ words: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
