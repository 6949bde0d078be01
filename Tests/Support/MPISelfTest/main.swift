import MDDomainChecks
import MDMPI

// The checks of the decomposition and of the communicator under MPI, for any number of ranks:
// `mpirun -n 4 mpi-selftest`. `mpi-selftest fail` shows how a failing rank takes the others down.

// Pieces of 1000 bytes, so that the messages of the checks are longer than one.
let communicator = MPICommunicator(pieceLength: 1000)
if CommandLine.arguments.contains("fail") {
  if communicator.rank == communicator.size - 1 { communicator.abort("a rank gives up") }
  communicator.barrier()
}
do {
  try CommunicatorChecks.run(communicator)
  for check in CheckCase.all { try DomainChecks.run(check, communicator) }
} catch {
  communicator.abort("\(error)")
}
if communicator.isRoot { print("all checks hold on \(communicator.size) ranks") }
communicator.finalize()
