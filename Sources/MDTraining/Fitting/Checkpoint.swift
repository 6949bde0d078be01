import Foundation
import MDCore
import MDDomain

/// What an interrupted fit goes on from: a line of JSON, then the optimiser's numbers.
///
/// The file appears when it is whole. A fit that goes on from it gives the weights of one that was not
/// interrupted, on any number of ranks.
struct Checkpoint {
  private static let title = "swift-md fit checkpoint"
  private static let mark = title + " 2\n"

  /// Which fit it belongs to: data, settings and networks; anything that changes the result.
  let identity: String
  let state: Trainer.State
  let optimizer: [Double]

  /// Writes the file, on the root. Collective.
  static func write(_ trainer: Trainer, identity: String, to path: String) throws {
    let memory = trainer.optimizer.state()
    let communicator = trainer.problem.communicator
    try communicator.collectively {
      guard communicator.isRoot else { return }
      let head = Head(identity: identity, count: memory.count, state: trainer.state)
      var data = Data(mark.utf8)
      let encoder = JSONEncoder()
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      data.append(try encoder.encode(head))
      data.append(UInt8(ascii: "\n"))
      memory.withUnsafeBytes { data.append(contentsOf: $0) }
      do {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw InputError("cannot write '\(path)': \(error.systemReason)")
      }
    }
  }

  private struct Head: Codable {
    let identity: String
    let count: Int
    let state: Trainer.State
  }

  /// Reads the file on all ranks.
  ///
  /// - Throws: ``InputError`` if it is none, cut off, or that of another fit.
  static func read(_ path: String, identity: String, communicator: any Communicator) throws
    -> Checkpoint
  {
    let bytes = try communicator.collectively { () throws -> [UInt8] in
      guard communicator.isRoot else { return [] }
      guard let data = FileManager.default.contents(atPath: path) else {
        throw InputError("there is no checkpoint '\(path)'")
      }
      return Array(data)
    }
    let all = communicator.broadcast(bytes)
    let location = SourceLocation(file: path)
    guard all.starts(with: Array(mark.utf8)) || !all.starts(with: Array(title.utf8)) else {
      throw InputError("the checkpoint was written by another version", at: location)
    }
    guard all.starts(with: Array(mark.utf8)),
      let end = all[mark.utf8.count...].firstIndex(of: UInt8(ascii: "\n"))
    else { throw InputError("the file is no checkpoint of a fit", at: location) }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let head = try? decoder.decode(Head.self, from: Data(all[mark.utf8.count..<end])) else {
      throw InputError("the checkpoint was written by another version", at: location)
    }
    guard all.count - end - 1 == 8 * head.count else {
      throw InputError("the checkpoint is cut off", at: location)
    }
    guard head.identity == identity else {
      throw InputError(
        "the checkpoint belongs to a fit with other data, settings or networks; remove it, or leave "
          + "-continue out", at: location)
    }
    let numbers = all.withUnsafeBytes { raw in
      (0..<head.count).map { raw.loadUnaligned(fromByteOffset: end + 1 + 8 * $0, as: Double.self) }
    }
    return Checkpoint(identity: head.identity, state: head.state, optimizer: numbers)
  }
}
