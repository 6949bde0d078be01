import Foundation
import MDCore

/// The communicator of a run on one rank without MPI: collectives return at once, and messages go to
/// oneself.
public final class SingleRank: Communicator {
  private var waiting: [(tag: Int, bytes: [UInt8])] = []
  private var receives: [(tag: Int, target: UnsafeMutableRawBufferPointer)] = []

  /// A world of one.
  public init() {}

  public var rank: Int { 0 }
  public var size: Int { 1 }
  public func barrier() {}
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, root: Int) {}
  public func reduce(_ values: UnsafeMutableBufferPointer<Double>, _ operation: Reduction) {}
  public func reduce(_ values: UnsafeMutableBufferPointer<Int64>, _ operation: Reduction) {}
  public func exclusivePrefixSum(_ value: Int64) -> Int64 { 0 }

  public func send(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    waiting.append((tag, Array(bytes)))
  }

  public func receive(into buffer: inout MessageBuffer, from source: Int, tag: Int) {
    guard let place = waiting.firstIndex(where: { $0.tag == tag }) else {
      abort("a rank waits for a message from itself that was never sent (tag \(tag))")
    }
    buffer.resize(to: waiting[place].bytes.count)
    buffer.mutableContents.copyBytes(from: waiting[place].bytes)
    waiting.remove(at: place)
  }

  public func sendReceive(
    _ bytes: UnsafeRawBufferPointer, to destination: Int,
    into buffer: inout MessageBuffer, from source: Int, tag: Int
  ) {
    buffer.resize(to: bytes.count)
    buffer.mutableContents.copyMemory(from: bytes)
  }

  public func startSend(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    send(bytes, to: destination, tag: tag)
  }

  public func startReceive(
    into bytes: UnsafeMutableRawBufferPointer, from source: Int, tag: Int
  ) {
    receives.append((tag, bytes))
  }

  public func messagesAreDone() -> Bool {
    finishMessages()
    return true
  }

  public func finishMessages() {
    var buffer = MessageBuffer()
    for (tag, target) in receives {
      receive(into: &buffer, from: 0, tag: tag)
      precondition(buffer.count == target.count, "a message has another length than expected")
      target.copyMemory(from: buffer.contents)
    }
    receives.removeAll(keepingCapacity: true)
  }

  public func abort(_ message: String) -> Never {
    FileHandle.standardError.write(Data("ERROR: \(message)\n".utf8))
    exit(1)
  }
}
