import Foundation
import MDCore

/// A run whose ranks are threads of this process and whose messages go through memory: the same
/// decomposition as under MPI, inside `swift test`.
///
/// Sums are taken in the order of the ranks, so that results repeat. A rank that throws or aborts ends
/// the run: ranks that wait for it never go on, and their threads sleep until the process ends. If
/// all ranks wait for one another, the run ends with a message that says for what.
public struct InMemoryWorld: Sendable {
  /// The number of ranks.
  public let size: Int

  /// A world of `size` ranks.
  public init(size: Int) {
    precondition(size > 0, "a world has at least one rank")
    self.size = size
  }

  /// Runs `body` on every rank, each on a thread of its own, and returns their results by rank.
  ///
  /// - Throws: the failure of the first rank that threw, aborted or found all waiting.
  @discardableResult
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable (any Communicator) throws -> Result
  ) throws(CollectiveError) -> [Result] {
    let exchange = InMemoryExchange(size: size)
    let results = InMemoryResults<Result>()
    for rank in 0..<size {
      let thread = Thread {
        do {
          let result = try body(InMemoryCommunicator(rank: rank, exchange: exchange))
          results.set(result, of: rank)
          exchange.finish(rank: rank)
        } catch {
          exchange.fail(CollectiveError(rank: rank, message: "\(error)"))
        }
      }
      // As much as a main thread has, and more than recursive parsers need.
      thread.stackSize = 16 << 20
      thread.start()
    }
    if let failure = exchange.waitForEnd() { throw failure }
    return results.inOrder(count: size)
  }
}

/// The results of the ranks, written by their threads.
private final class InMemoryResults<Result: Sendable>: @unchecked Sendable {
  // Guarded by the lock.
  private var values: [Int: Result] = [:]
  private let lock = NSLock()

  func set(_ value: Result, of rank: Int) {
    lock.withLock { values[rank] = value }
  }

  func inOrder(count: Int) -> [Result] {
    lock.withLock { (0..<count).map { values[$0]! } }
  }
}
