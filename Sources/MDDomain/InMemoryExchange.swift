import Foundation

/// What the ranks of an in-memory world share: letter boxes, one collective at a time, and whether the
/// run has failed.
final class InMemoryExchange: @unchecked Sendable {
  /// A letter box.
  struct Address: Hashable {
    var source, destination, tag: Int
  }

  private enum State: Equatable {
    case running
    case finished
    case waitingForMessage(from: Int, tag: Int)
    case waitingForAll
  }

  let size: Int
  private let condition = NSCondition()
  // Everything below is guarded by the condition's lock.
  private var letters: [Address: [[UInt8]]] = [:]
  private var states: [State]
  private var contributions: [[UInt8]]
  private var arrived = 0
  private var generation = 0
  private var combined: [[UInt8]] = []
  private var failure: CollectiveError?

  init(size: Int) {
    self.size = size
    states = Array(repeating: .running, count: size)
    contributions = Array(repeating: [], count: size)
  }

  /// Leaves a message in the letter box of its receiver.
  func post(_ bytes: [UInt8], _ address: Address) {
    condition.lock()
    sleepIfFailed()
    letters[address, default: []].append(bytes)
    let awaited = State.waitingForMessage(from: address.source, tag: address.tag)
    if states[address.destination] == awaited { states[address.destination] = .running }
    condition.broadcast()
    condition.unlock()
  }

  /// Waits for the next message of a letter box.
  func take(_ address: Address) -> [UInt8] {
    condition.lock()
    while letters[address, default: []].isEmpty {
      wait(address.destination, as: .waitingForMessage(from: address.source, tag: address.tag))
    }
    let bytes = letters[address]!.removeFirst()
    condition.unlock()
    return bytes
  }

  /// The next message of a letter box, if it has come.
  func takeIfThere(_ address: Address) -> [UInt8]? {
    condition.lock()
    defer { condition.unlock() }
    guard !letters[address, default: []].isEmpty else { return nil }
    return letters[address]!.removeFirst()
  }

  /// Waits until every rank has brought its bytes; returns those of all, by rank.
  func gather(_ bytes: [UInt8], rank: Int) -> [[UInt8]] {
    condition.lock()
    sleepIfFailed()
    contributions[rank] = bytes
    arrived += 1
    let mine = generation
    if arrived == size {
      combined = contributions
      arrived = 0
      generation += 1
      for other in states.indices where states[other] == .waitingForAll { states[other] = .running }
      condition.broadcast()
    }
    while generation == mine { wait(rank, as: .waitingForAll) }
    // Nobody can start the collective after the next before this rank has read: it takes part in it.
    let all = combined
    condition.unlock()
    return all
  }

  /// A rank has come to its end.
  func finish(rank: Int) {
    condition.lock()
    states[rank] = .finished
    failIfAllWait()
    condition.broadcast()
    condition.unlock()
  }

  /// A rank has failed: the run ends with the first such failure.
  func fail(_ error: CollectiveError) {
    condition.lock()
    if failure == nil { failure = error }
    condition.broadcast()
    condition.unlock()
  }

  /// Waits until all ranks have finished or one has failed.
  func waitForEnd() -> CollectiveError? {
    condition.lock()
    defer { condition.unlock() }
    while failure == nil && !states.allSatisfy({ $0 == .finished }) { condition.wait() }
    return failure
  }

  /// A thread cannot be ended from outside; one whose run has failed sleeps.
  func sleepForever() -> Never {
    while true { Thread.sleep(forTimeInterval: 3600) }
  }

  private func sleepIfFailed() {
    guard failure != nil else { return }
    condition.unlock()
    sleepForever()
  }

  private func wait(_ rank: Int, as state: State) {
    sleepIfFailed()
    states[rank] = state
    failIfAllWait()
    sleepIfFailed()
    condition.wait()
    sleepIfFailed()
  }

  /// Called with the lock: when no rank runs and not all have finished, none ever will.
  private func failIfAllWait() {
    guard failure == nil, !states.contains(.running), states.contains(where: { $0 != .finished })
    else { return }
    let story = states.enumerated().map { rank, state in
      switch state {
      case .running: "rank \(rank) runs"
      case .finished: "rank \(rank) has finished"
      case .waitingForMessage(let source, let tag):
        "rank \(rank) waits for a message from \(source) (tag \(tag))"
      case .waitingForAll: "rank \(rank) waits for all"
      }
    }
    failure = CollectiveError(
      rank: 0, message: "the ranks wait for one another: \(story.joined(separator: "; "))")
    condition.broadcast()
  }
}
