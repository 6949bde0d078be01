import MDDomain

/// A communicator that counts the calls in which all ranks take part.
final class CountingCommunicator: Communicator {
  private let base: any Communicator
  private(set) var collectives = 0

  init(_ base: any Communicator) { self.base = base }

  var rank: Int { base.rank }
  var size: Int { base.size }

  func barrier() {
    collectives += 1
    base.barrier()
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, root: Int) {
    collectives += 1
    base.broadcast(bytes, root: root)
  }

  func reduce(_ values: UnsafeMutableBufferPointer<Double>, _ operation: Reduction) {
    collectives += 1
    base.reduce(values, operation)
  }

  func reduce(_ values: UnsafeMutableBufferPointer<Int64>, _ operation: Reduction) {
    collectives += 1
    base.reduce(values, operation)
  }

  func exclusivePrefixSum(_ value: Int64) -> Int64 {
    collectives += 1
    return base.exclusivePrefixSum(value)
  }

  func send(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    base.send(bytes, to: destination, tag: tag)
  }

  func receive(into buffer: inout MessageBuffer, from source: Int, tag: Int) {
    base.receive(into: &buffer, from: source, tag: tag)
  }

  func sendReceive(
    _ bytes: UnsafeRawBufferPointer, to destination: Int,
    into buffer: inout MessageBuffer, from source: Int, tag: Int
  ) {
    base.sendReceive(bytes, to: destination, into: &buffer, from: source, tag: tag)
  }

  func startSend(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    base.startSend(bytes, to: destination, tag: tag)
  }

  func startReceive(into bytes: UnsafeMutableRawBufferPointer, from source: Int, tag: Int) {
    base.startReceive(into: bytes, from: source, tag: tag)
  }

  func messagesAreDone() -> Bool { base.messagesAreDone() }
  func finishMessages() { base.finishMessages() }
  func abort(_ message: String) -> Never { base.abort(message) }
}
