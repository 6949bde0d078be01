import Foundation
import MDCore
import MDDeck
import MDMPI
import MDTrajectory

/// Writes a message for the user to standard error.
func complain(_ message: String) {
  FileHandle.standardError.write(Data("ERROR: \(message)\n".utf8))
}

/// What a user who only asks is told: `-help`, `-version`, `NAME -help`. MPI is not started for it, since
/// it may not be there. Nil if there is work to do.
func answerWithoutRanks(_ words: [String], _ subcommand: Subcommand?) -> String? {
  if let subcommand {
    let asks = words.dropFirst().contains { ["-h", "-help", "--help"].contains($0) }
    return asks ? subcommand.help : nil
  }
  guard let options = try? CommandLineOptions(words) else { return nil }
  switch options.action {
  case .run: return nil
  case .version: return BuildInfo.line
  case .help: return CommandLineOptions.help + Subcommand.overview
  }
}

/// Reads the command line, does the task or runs the deck on the ranks that `mpirun` started, and gives the exit
/// status.
func runProgram() -> Int32 {
  // A file past the limit of its size is an error of writing, with the file's name; the signal kills without a word.
  signal(SIGXFSZ, SIG_IGN)
  if let obstacle = BuildInfo.obstacle {
    complain(obstacle)
    return 1
  }
  let words = Array(CommandLine.arguments.dropFirst())
  let subcommand = Subcommand.all.first { $0.name == words.first }
  if let answer = answerWithoutRanks(words, subcommand) {
    print(answer)
    return 0
  }

  let communicator = MPICommunicator()
  let log = Log(isRoot: communicator.rank == 0)
  var status: Int32 = 0
  do {
    if let subcommand {
      try subcommand.run(Array(words.dropFirst()), communicator)
    } else {
      let options = try CommandLineOptions(words)
      StopSignals.listen()
      let run = DeckRun(options: options, communicator: communicator, log: log)
      status = Int32(
        truncatingIfNeeded: try run.run(head: [BuildInfo.line], version: BuildInfo.version))
    }
  } catch {
    // Errors are met by all ranks together and told once; one that a rank met alone ends the others.
    guard communicator.allArrive(within: 5) else { communicator.abort("\(error)") }
    if communicator.rank == 0 {
      log.write("ERROR: \(error)", toScreen: false, toLog: true)
      complain("\(error)")
    }
    status = 1
  }
  log.closeFile()
  communicator.finalize()
  return status
}

H5MDHelper.prepare(CommandLine.arguments)
exit(runProgram())
