import MDCore

/// How values of all ranks become one.
public enum Reduction: Sendable {
  case sum
  case minimum
  case maximum
}

/// What the ranks of one run do together. `MDMPI` has the real one; `InMemoryWorld` makes twins whose
/// ranks are threads, for tests; `SingleRank` is a run without either.
///
/// All calls block but those that start a message. A rank calls each collective in the same order as
/// the others. An instance belongs to one rank and one thread.
public protocol Communicator: AnyObject {
  /// This rank, from 0.
  var rank: Int { get }
  /// The number of ranks.
  var size: Int { get }

  /// Returns when all ranks have come here.
  func barrier()

  /// Fills `bytes` on every rank with those of the root.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, root: Int)

  /// Combines the arrays of all ranks element by element; every rank gets the result.
  func reduce(_ values: UnsafeMutableBufferPointer<Double>, _ operation: Reduction)

  /// Combines the arrays of all ranks element by element; every rank gets the result.
  func reduce(_ values: UnsafeMutableBufferPointer<Int64>, _ operation: Reduction)

  /// The sum of the values of all lower ranks; 0 on rank 0.
  func exclusivePrefixSum(_ value: Int64) -> Int64

  /// Sends bytes to a rank, which receives them with the same tag. The tags from 1000
  /// to 2999 belong to ``Decomposition``.
  func send(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int)

  /// Receives what a rank sends with a tag; the buffer takes the length of the message.
  func receive(into buffer: inout MessageBuffer, from source: Int, tag: Int)

  /// Sends to one rank while receiving from another (either may be this rank).
  func sendReceive(
    _ bytes: UnsafeRawBufferPointer, to destination: Int,
    into buffer: inout MessageBuffer, from source: Int, tag: Int)

  /// Starts to send bytes, which must stay as they are until `finishMessages` returns.
  func startSend(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int)

  /// Starts to receive a message that fills `bytes` exactly; they belong to the message until
  /// `finishMessages` returns. One that was sent with `startSend`.
  func startReceive(into bytes: UnsafeMutableRawBufferPointer, from source: Int, tag: Int)

  /// Lets the messages that were started get on, without waiting; whether all of them are done.
  func messagesAreDone() -> Bool

  /// Waits for all messages that were started.
  func finishMessages()

  /// Prints the message once and ends all ranks with exit status 1.
  func abort(_ message: String) -> Never
}

extension Communicator {
  /// Whether this rank speaks for all: it prints and writes.
  public var isRoot: Bool { rank == 0 }

  /// One value of each rank combined.
  public func reduce(_ value: Double, _ operation: Reduction) -> Double {
    var result = value
    withUnsafeMutablePointer(to: &result) {
      reduce(UnsafeMutableBufferPointer(start: $0, count: 1), operation)
    }
    return result
  }

  /// One value of each rank combined.
  public func reduce(_ value: Int64, _ operation: Reduction) -> Int64 {
    var result = value
    withUnsafeMutablePointer(to: &result) {
      reduce(UnsafeMutableBufferPointer(start: $0, count: 1), operation)
    }
    return result
  }

  /// Arrays of all ranks combined element by element.
  public func reduce(_ values: [Double], _ operation: Reduction) -> [Double] {
    var result = values
    result.withUnsafeMutableBufferPointer { reduce($0, operation) }
    return result
  }

  /// Arrays of all ranks combined element by element.
  public func reduce(_ values: [Int64], _ operation: Reduction) -> [Int64] {
    var result = values
    result.withUnsafeMutableBufferPointer { reduce($0, operation) }
    return result
  }

  /// The tensors of all ranks added.
  public func sum(_ tensor: SymmetricTensor) -> SymmetricTensor {
    var result = SymmetricTensor.zero
    result.components = reduce(tensor.components, .sum)
    return result
  }

  /// The root's values, on every rank; what the others pass does not count.
  public func broadcast<Value: BitwiseCopyable>(_ values: [Value], root: Int = 0) -> [Value] {
    let count = Int(reduce(rank == root ? Int64(values.count) : 0, .sum))
    var result = values
    if rank != root { result = Array(unsafeUninitializedCapacity: count) { $1 = count } }
    result.withUnsafeMutableBytes { broadcast($0, root: root) }
    return result
  }

  /// The bytes of every rank in order of rank, on the root; nothing on the others. For small things.
  public func gather(_ bytes: [UInt8], tag: Int = 3000) -> [[UInt8]] {
    guard isRoot else {
      bytes.withUnsafeBytes { send($0, to: 0, tag: tag) }
      return []
    }
    var all = [bytes]
    var buffer = MessageBuffer()
    for source in 1..<max(size, 1) {
      receive(into: &buffer, from: source, tag: tag)
      all.append(Array(buffer.contents))
    }
    return all
  }

  /// Runs `body` on every rank; if it fails on any, the error of the lowest such rank is thrown on
  /// all of them, so that no rank goes on alone and the message is said once.
  public func collectively<T>(_ body: () throws -> T) throws(CollectiveError) -> T {
    var outcome: T?
    var message = ""
    do {
      outcome = try body()
    } catch {
      message = "\(error)"
    }
    let failed = reduce(outcome == nil ? Int64(rank) : Int64(size), .minimum)
    guard failed < Int64(size) else { return outcome! }
    let text = broadcast(Array(message.utf8), root: Int(failed))
    throw CollectiveError(rank: Int(failed), message: String(decoding: text, as: UTF8.self))
  }
}

/// A failure that some rank met and all ranks know of.
public struct CollectiveError: Error, CustomStringConvertible, Sendable {
  /// The lowest rank on which it happened.
  public let rank: Int
  /// What happened there, for the user.
  public let message: String

  /// The message alone.
  public var description: String { message }

  /// An error met on a rank.
  public init(rank: Int, message: String) {
    self.rank = rank
    self.message = message
  }
}
