import CMPI
import Foundation
import MDDomain

/// The ranks that `mpirun` (or the batch system) started; a run of one rank if nothing did.
///
/// MPI takes lengths as 32-bit integers, so that a longer message goes in pieces: all but the last
/// have exactly `pieceLength` bytes, which is how the receiver knows that more follows.
public final class MPICommunicator: Communicator {
  public let rank: Int
  public let size: Int
  private let world = MPI_COMM_WORLD
  private let pieceLength: Int
  /// Messages that were started and not yet waited for.
  private var requests: [MPI_Request?] = []

  /// Starts MPI. Once in a process, before anything else is done with it.
  public convenience init() {
    self.init(pieceLength: 1 << 30)
  }

  /// Starts MPI with another length of pieces, so that a test need not send gigabytes.
  package init(pieceLength: Int) {
    var provided: Int32 = 0
    let started = MPI_Init_thread(nil, nil, Int32(MPI_THREAD_FUNNELED), &provided)
    guard started == 0 else {
      FileHandle.standardError.write(Data("ERROR: MPI could not be started\n".utf8))
      exit(1)
    }
    // Errors come back as codes, to be told in words.
    MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN)
    var rank: Int32 = 0
    var size: Int32 = 1
    MPI_Comm_rank(world, &rank)
    MPI_Comm_size(world, &size)
    self.rank = Int(rank)
    self.size = Int(size)
    self.pieceLength = pieceLength
  }

  /// Ends MPI; the last call of every rank that ends well.
  public func finalize() {
    check(MPI_Finalize(), "MPI_Finalize")
  }

  public func abort(_ message: String) -> Never {
    let place = size > 1 ? " on rank \(rank)" : ""
    FileHandle.standardError.write(Data("ERROR\(place): \(message)\n".utf8))
    fflush(nil)
    MPI_Abort(world, 1)
    exit(1)
  }

  /// Ends all ranks if a call of MPI failed.
  func check(_ code: Int32, _ call: String) {
    guard code != 0 else { return }
    var text = [CChar](repeating: 0, count: Int(MPI_MAX_ERROR_STRING))
    var length: Int32 = 0
    MPI_Error_string(code, &text, &length)
    let words = String(
      decoding: text.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    abort("\(call) failed: \(words)")
  }

  // MARK: Messages

  public func send(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    forEachPiece(of: bytes.count) { range in
      let piece = UnsafeRawBufferPointer(rebasing: bytes[range])
      let code = MPI_Send(
        piece.baseAddress, Int32(piece.count), MPI_BYTE, Int32(destination), Int32(tag), world)
      check(code, "MPI_Send")
    }
  }

  public func receive(into buffer: inout MessageBuffer, from source: Int, tag: Int) {
    buffer.removeAll()
    var last = pieceLength
    while last == pieceLength {
      var status = MPI_Status()
      check(MPI_Probe(Int32(source), Int32(tag), world, &status), "MPI_Probe")
      var count: Int32 = 0
      check(MPI_Get_count(&status, MPI_BYTE, &count), "MPI_Get_count")
      last = Int(count)
      let first = buffer.count
      buffer.resize(to: first + last)
      // A buffer always has memory, even for nothing.
      let target = buffer.mutableContents.baseAddress! + first
      let code = MPI_Recv(
        target, count, MPI_BYTE, Int32(source), Int32(tag), world, MPI_STATUS_IGNORE)
      check(code, "MPI_Recv")
    }
  }

  public func sendReceive(
    _ bytes: UnsafeRawBufferPointer, to destination: Int,
    into buffer: inout MessageBuffer, from source: Int, tag: Int
  ) {
    var first = MPI_REQUEST_NULL
    // Only a message of several pieces needs more requests than one.
    var others: [MPI_Request?] = []
    forEachPiece(of: bytes.count) { range in
      let piece = UnsafeRawBufferPointer(rebasing: bytes[range])
      var request = MPI_REQUEST_NULL
      let code = MPI_Isend(
        piece.baseAddress, Int32(piece.count), MPI_BYTE, Int32(destination), Int32(tag), world,
        &request)
      check(code, "MPI_Isend")
      if range.lowerBound == 0 { first = request } else { others.append(request) }
    }
    receive(into: &buffer, from: source, tag: tag)
    check(MPI_Wait(&first, MPI_STATUS_IGNORE), "MPI_Wait")
    for var request in others {
      check(MPI_Wait(&request, MPI_STATUS_IGNORE), "MPI_Wait")
    }
  }

  public func startSend(_ bytes: UnsafeRawBufferPointer, to destination: Int, tag: Int) {
    for start in stride(from: 0, to: bytes.count, by: pieceLength) {
      let count = min(pieceLength, bytes.count - start)
      var request = MPI_REQUEST_NULL
      let code = MPI_Isend(
        bytes.baseAddress! + start, Int32(count), MPI_BYTE, Int32(destination), Int32(tag), world,
        &request)
      check(code, "MPI_Isend")
      requests.append(request)
    }
  }

  public func startReceive(
    into bytes: UnsafeMutableRawBufferPointer, from source: Int, tag: Int
  ) {
    for start in stride(from: 0, to: bytes.count, by: pieceLength) {
      let count = min(pieceLength, bytes.count - start)
      var request = MPI_REQUEST_NULL
      let code = MPI_Irecv(
        bytes.baseAddress! + start, Int32(count), MPI_BYTE, Int32(source), Int32(tag), world,
        &request)
      check(code, "MPI_Irecv")
      requests.append(request)
    }
  }

  public func messagesAreDone() -> Bool {
    var done: Int32 = 0
    let code = MPI_Testall(Int32(requests.count), &requests, &done, MPI_STATUSES_IGNORE)
    check(code, "MPI_Testall")
    if done != 0 { requests.removeAll(keepingCapacity: true) }
    return done != 0
  }

  public func finishMessages() {
    let code = MPI_Waitall(Int32(requests.count), &requests, MPI_STATUSES_IGNORE)
    check(code, "MPI_Waitall")
    requests.removeAll(keepingCapacity: true)
  }

  /// The pieces of a message: full ones, then one that is shorter and may be empty.
  private func forEachPiece(of count: Int, _ body: (Range<Int>) -> Void) {
    var start = 0
    while count - start >= pieceLength {
      body(start..<start + pieceLength)
      start += pieceLength
    }
    body(start..<count)
  }
}
