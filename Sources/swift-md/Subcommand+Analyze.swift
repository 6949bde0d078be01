import Foundation
import MDAnalysis
import MDCore
import MDDomain
import MDTrajectory

extension Subcommand {
  /// `swift-md analyze`.
  static let analyze = Subcommand(
    name: "analyze", summary: "structure and motion of a trajectory: tables and pictures",
    help: AnalyzeOptions.help
  ) { words, communicator in
    let options = try AnalyzeOptions(words)
    _ = try communicator.collectively {
      if communicator.isRoot { try OutputFolder.checkFolder(options.folder) }
    }
    let outcome = try options.analysis.run(communicator)
    _ = try communicator.collectively {
      if communicator.isRoot { try write(outcome, options) }
    }
  }

  private static func write(_ outcome: AnalysisOutcome, _ options: AnalyzeOptions) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: options.folder, withIntermediateDirectories: true)
    } catch {
      throw InputError("cannot make the folder '\(options.folder)': \(error.systemReason)")
    }
    print(
      "\(outcome.frames) frame\(outcome.frames == 1 ? "" : "s"), \(outcome.first) to \(outcome.last)"
    )
    outcome.notes.forEach { print("NOTE: \($0)") }
    for result in outcome.results {
      let files = try result.write(to: options.folder)
      print("\n\(result.name): \(files.joined(separator: ", "))")
      for number in result.numbers {
        let name = number.name.padding(toLength: 46, withPad: " ", startingAt: 0)
        print("  \(name) \(String(format: "%.6g", number.value)) \(number.unit)")
      }
      result.notes.forEach { print("  NOTE: \($0)") }
    }
    try Data(outcome.summary.utf8).write(
      to: URL(fileURLWithPath: "\(options.folder)/summary.csv"), options: .atomic)
    if options.writesAtoms { try writeAtoms(outcome, options) }
    print("\nAll in \(options.folder)")
  }

  private static func writeAtoms(_ outcome: AnalysisOutcome, _ options: AnalyzeOptions) throws {
    let reader = FrameSequence(options.analysis.paths, options: options.analysis.frameOptions)
    for _ in 1..<max(1, outcome.last) { _ = try reader.skip() }
    guard let frame = try reader.next() else { return }
    let text = AtomFile.text(frame, options.analysis.settings)
    try Data(text.utf8).write(
      to: URL(fileURLWithPath: "\(options.folder)/atoms.xyz"), options: .atomic)
    print("\natoms.xyz: frame \(frame.number) with coordination, order and structure of each atom")
  }
}
