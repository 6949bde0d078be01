import Foundation
import MDAnalysis
import MDCore
import MDDomain
import MDTrajectory

extension Subcommand {
  /// `swift-md report`.
  static let report = Subcommand(
    name: "report", summary: "a page that shows runs: course, structure, speed, warnings",
    help: ReportOptions.help
  ) { words, communicator in
    let options = try ReportOptions(words)
    _ = try communicator.collectively {
      if communicator.isRoot { try OutputFolder.check(options.out) }
    }
    var runs = try communicator.collectively {
      try options.runs.map {
        try ReportedRun(path: $0, log: options.log, trajectory: options.trajectory)
      }
    }
    for i in runs.indices { try runs[i].measure(options.settings, options.frames, communicator) }
    let measured = runs
    _ = try communicator.collectively {
      guard communicator.isRoot else { return }
      let page = ReportPage(measured, reference: options.settings.reference)
      do {
        try Data(page.html.utf8).write(to: URL(fileURLWithPath: options.out), options: .atomic)
      } catch {
        throw InputError("cannot write '\(options.out)': \(error.systemReason)")
      }
      print("The page is \(options.out)")
    }
  }
}
