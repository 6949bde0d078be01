import Foundation
import MDCore
import MDDeck
import MDMPI

/// Writes a message for the user to standard error.
func complain(_ message: String) {
  FileHandle.standardError.write(Data("ERROR: \(message)\n".utf8))
}

/// Reads the command line, runs the deck on the ranks that `mpirun` started, and gives the exit
/// status.
func runProgram() -> Int32 {
  if let obstacle = BuildInfo.obstacle {
    complain(obstacle)
    return 1
  }
  let words = Array(CommandLine.arguments.dropFirst())
  // Without ranks: these need none, and MPI may not be there where a user only asks.
  if let options = try? CommandLineOptions(words), options.action != .run {
    print(options.action == .version ? BuildInfo.line : CommandLineOptions.help)
    return 0
  }

  let communicator = MPICommunicator()
  let log = Log(isRoot: communicator.rank == 0)
  var status: Int32 = 0
  do {
    let options = try CommandLineOptions(words)
    let run = DeckRun(options: options, communicator: communicator, log: log)
    status = Int32(
      truncatingIfNeeded: try run.run(head: [BuildInfo.line], version: BuildInfo.version))
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

exit(runProgram())
