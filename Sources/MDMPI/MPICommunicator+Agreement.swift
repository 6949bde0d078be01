import CMPI
import Foundation

extension MPICommunicator {
  /// Whether all ranks have come here within some seconds.
  ///
  /// A rank that ends with an error asks this: if the others come too, they all know of the error and
  /// it need be said only once; if they do not, this rank is alone with it and must end them.
  public func allArrive(within seconds: Double) -> Bool {
    var request = MPI_REQUEST_NULL
    guard MPI_Ibarrier(MPI_COMM_WORLD, &request) == 0 else { return false }
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      var done: Int32 = 0
      guard MPI_Test(&request, &done, MPI_STATUS_IGNORE) == 0 else { return false }
      if done != 0 { return true }
      Thread.sleep(forTimeInterval: 0.001)
    }
    return false
  }
}
