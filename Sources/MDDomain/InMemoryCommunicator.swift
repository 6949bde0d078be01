import Foundation

/// One rank of an ``InMemoryWorld``.
final class InMemoryCommunicator: Communicator {
  let rank: Int
  private let exchange: InMemoryExchange
  /// Messages that `startReceive` waits for.
  private var receives:
    [(address: InMemoryExchange.Address, target: UnsafeMutableRawBufferPointer)] =
      []

  init(rank: Int, exchange: InMemoryExchange) {
    self.rank = rank
    self.exchange = exchange
  }

  var size: Int { exchange.size }

  func barrier() {
    _ = exchange.gather([], rank: rank)
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, root: Int) {
    let all = exchange.gather(rank == root ? Array(bytes) : [], rank: rank)
    precondition(all[root].count == bytes.count, "ranks broadcast different lengths")
    bytes.copyBytes(from: all[root])
  }

  func reduce(_ values: UnsafeMutableBufferPointer<Double>, _ operation: Reduction) {
    combine(values) { a, b in
      switch operation {
      case .sum: a + b
      case .minimum: min(a, b)
      case .maximum: max(a, b)
      }
    }
  }

  func reduce(_ values: UnsafeMutableBufferPointer<Int64>, _ operation: Reduction) {
    combine(values) { a, b in
      switch operation {
      case .sum: a + b
      case .minimum: min(a, b)
      case .maximum: max(a, b)
      }
    }
  }

  /// Combines the ranks' arrays in the order of the ranks, the same on all of them.
  private func combine<T: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<T>, _ operation: (T, T) -> T
  ) {
    let all = exchange.gather(Array(UnsafeRawBufferPointer(values)), rank: rank)
    for (other, bytes) in all.enumerated() {
      precondition(
        bytes.count == values.count * MemoryLayout<T>.stride, "ranks reduce different lengths")
      bytes.withUnsafeBytes { raw in
        for i in values.indices {
          let value = raw.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.stride, as: T.self)
          values[i] = other == 0 ? value : operation(values[i], value)
        }
      }
    }
  }

  func exclusivePrefixSum(_ value: Int64) -> Int64 {
    let bytes = withUnsafeBytes(of: value) { Array($0) }
    let all = exchange.gather(bytes, rank: rank)
    return all[..<rank].reduce(0) { sum, bytes in
      sum + bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    }
  }

  func send(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    exchange.post(Array(bytes), .init(source: rank, destination: destination, tag: tag))
  }

  func receive(into buffer: inout MessageBuffer, from source: Int, tag: Int) {
    let bytes = exchange.take(.init(source: source, destination: rank, tag: tag))
    buffer.resize(to: bytes.count)
    buffer.mutableContents.copyBytes(from: bytes)
  }

  func sendReceive(
    _ bytes: UnsafeRawBufferPointer, to destination: Int,
    into buffer: inout MessageBuffer, from source: Int, tag: Int
  ) {
    send(bytes, to: destination, tag: tag)
    receive(into: &buffer, from: source, tag: tag)
  }

  func startSend(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    send(bytes, to: destination, tag: tag)
  }

  func startReceive(into bytes: UnsafeMutableRawBufferPointer, from source: Int, tag: Int) {
    receives.append((.init(source: source, destination: rank, tag: tag), bytes))
  }

  func messagesAreDone() -> Bool {
    while let (address, target) = receives.first {
      guard let bytes = exchange.takeIfThere(address) else { return false }
      deliver(bytes, target)
    }
    return true
  }

  func finishMessages() {
    while let (address, target) = receives.first { deliver(exchange.take(address), target) }
  }

  private func deliver(_ bytes: [UInt8], _ target: UnsafeMutableRawBufferPointer) {
    precondition(bytes.count == target.count, "a message has another length than expected")
    target.copyBytes(from: bytes)
    receives.removeFirst()
  }

  func abort(_ message: String) -> Never {
    exchange.fail(CollectiveError(rank: rank, message: message))
    exchange.sleepForever()
  }
}
