import CMPI
import MDDomain

extension MPICommunicator {
  /// How many elements one collective call takes; more go in several.
  private static let largestCount = 1 << 28

  public func barrier() {
    check(MPI_Barrier(MPI_COMM_WORLD), "MPI_Barrier")
  }

  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, root: Int) {
    for start in stride(from: 0, to: bytes.count, by: Self.largestCount) {
      let count = min(bytes.count - start, Self.largestCount)
      let code = MPI_Bcast(
        bytes.baseAddress! + start, Int32(count), MPI_BYTE, Int32(root), MPI_COMM_WORLD)
      check(code, "MPI_Bcast")
    }
  }

  public func reduce(_ values: UnsafeMutableBufferPointer<Double>, _ operation: Reduction) {
    allReduce(UnsafeMutableRawBufferPointer(values), of: MPI_DOUBLE, operation)
  }

  public func reduce(_ values: UnsafeMutableBufferPointer<Int64>, _ operation: Reduction) {
    allReduce(UnsafeMutableRawBufferPointer(values), of: MPI_INT64_T, operation)
  }

  public func exclusivePrefixSum(_ value: Int64) -> Int64 {
    var value = value
    var sum: Int64 = 0
    check(MPI_Exscan(&value, &sum, 1, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD), "MPI_Exscan")
    // MPI leaves the result of the first rank undefined.
    return rank == 0 ? 0 : sum
  }

  /// Combines elements of 8 bytes.
  private func allReduce(
    _ values: UnsafeMutableRawBufferPointer, of datatype: MPI_Datatype?, _ operation: Reduction
  ) {
    let elements = values.count / 8
    for start in stride(from: 0, to: elements, by: Self.largestCount) {
      let count = min(elements - start, Self.largestCount)
      let code = MPI_Allreduce(
        MPI_IN_PLACE, values.baseAddress! + 8 * start, Int32(count), datatype,
        mpiOperator(for: operation), MPI_COMM_WORLD)
      check(code, "MPI_Allreduce")
    }
  }

  private func mpiOperator(for reduction: Reduction) -> MPI_Op? {
    switch reduction {
    case .sum: MPI_SUM
    case .minimum: MPI_MIN
    case .maximum: MPI_MAX
    }
  }
}
