import Foundation
import MDCore
import MDDomain
import MDEngine

/// Reads a restart file on any number of ranks: the root reads blocks and gives them to all, every rank
/// keeps the atoms that it owns.
///
/// Opening checks the whole file before anything is used: a file that was cut short, altered or made by
/// a later version is refused. Errors are the same on all ranks and name the file.
public struct RestartReader: ~Copyable {
  /// All that the file holds besides the atoms.
  public let head: RestartHead
  private let communicator: any Communicator
  private let file: RestartInput

  /// Opens a restart file, checks it, and reads its head. A collective call.
  public static func open(path: String, communicator: any Communicator) throws(CollectiveError)
    -> RestartReader
  {
    let file = RestartInput(path: path)
    let isRoot = communicator.isRoot
    let bytes = communicator.broadcast(
      try communicator.collectively { () -> [UInt8] in
        guard isRoot else { return [] }
        try file.open()
        try file.checkAll()
        return try file.headContent()
      })
    let head = try communicator.collectively { () throws -> RestartHead in
      var decoder = RestartDecoder(bytes)
      guard let head = try? decoder.head() else { throw file.damaged("its head makes no sense") }
      if let nonsense = head.nonsense { throw file.damaged(nonsense) }
      return head
    }
    return RestartReader(head: head, communicator: communicator, file: file)
  }

  private init(head: RestartHead, communicator: any Communicator, file: RestartInput) {
    self.head = head
    self.communicator = communicator
    self.file = file
  }

  /// Puts this rank's atoms into the store. A collective call.
  ///
  /// Positions are wrapped into the box before a rank is asked whether it owns them.
  ///
  /// - Parameter owns: whether an atom at a point is this rank's; exactly one rank says so.
  public func readAtoms(into atoms: inout AtomStore, owns: (Vector3) -> Bool)
    throws(CollectiveError)
  {
    atoms.add(head.properties)
    try readRows { row in
      var atom = row.atom
      head.box.wrap(&atom.position, image: &atom.image)
      guard owns(atom.position) else { return false }
      atoms.append(atom)
      return true
    }
  }

  /// This rank's atoms as they were in the middle of a run, unwrapped. A collective call.
  ///
  /// - Parameter owns: whether an atom is this rank's by where the last build saw it; exactly one rank
  ///   says so.
  public func savedAtoms(owns: (Vector3) -> Bool) throws(CollectiveError) -> [SavedAtom] {
    var atoms: [SavedAtom] = []
    try readRows { row in
      guard owns(row.buildPosition) else { return false }
      atoms.append(row)
      return true
    }
    return atoms
  }

  /// Shows every row to every rank.
  ///
  /// - Parameter take: whether this rank keeps the atom.
  private func readRows(_ take: (SavedAtom) -> Bool) throws(CollectiveError) {
    var read: Int64 = 0
    var own: Int64 = 0
    var broken: Int64 = 0
    let isRoot = communicator.isRoot
    var example = ""
    let layout = head.rowLayout
    let rowBytes = layout.bytes
    while true {
      let file = file
      let bytes = communicator.broadcast(
        try communicator.collectively { isRoot ? try file.nextAtoms(rowBytes) : [] })
      if bytes.isEmpty { break }
      bytes.withUnsafeBytes { raw in
        for start in stride(from: 0, to: raw.count, by: rowBytes) {
          read += 1
          let atom = RestartFormat.atom(raw.baseAddress! + start, layout)
          if let nonsense = head.nonsense(of: atom) {
            if broken == 0 { example = "atom \(atom.atom.id) has \(nonsense)" }
            broken += 1
            continue
          }
          if take(atom) { own += 1 }
        }
      }
    }
    let kept = communicator.reduce(own, .sum)
    let (expected, all, nonsense, first) = (head.atoms, read, broken, example)
    let file = file
    try communicator.collectively {
      guard all == expected else {
        throw file.damaged("it holds \(all) atoms, but its head says \(expected)")
      }
      guard nonsense == 0 else {
        throw file.damaged("\(nonsense) of its atoms make no sense: \(first)")
      }
      guard kept == expected else {
        throw InputError("\(expected - kept) of \(expected) atoms lie in no subdomain")
      }
    }
  }
}

/// The root's open restart file.
final class RestartInput {
  private let path: String
  private var descriptor: Int32 = -1
  private var length = 0

  init(path: String) { self.path = path }

  func damaged(_ how: String) -> InputError {
    InputError("the restart file '\(path)' cannot be used: \(how)")
  }

  func open() throws {
    try InputFile.check(path)
    descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw InputError("cannot open restart file '\(path)': \(systemError())")
    }
    length = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, 0, SEEK_SET)
    guard let lead = try? bytes(RestartFormat.leadBytes),
      Array(lead[..<8]) == RestartFormat.magic
    else { throw damaged("it is not a restart file of swift-md") }
    var decoder = RestartDecoder(Array(lead[8...]))
    let version: UInt32 = (try? decoder.integer()) ?? 0
    let reserved: UInt32 = (try? decoder.integer()) ?? 1
    guard reserved == 0 else { throw damaged("it has been altered") }
    let versions = RestartFormat.versions
    guard versions.contains(version) else {
      throw damaged(
        "its format has version \(version), and this program reads versions \(versions.lowerBound) to \(versions.upperBound)"
      )
    }
  }

  /// Goes once through the file and checks every block.
  func checkAll() throws {
    var blocks = 0
    while true {
      let (kind, content) = try block()
      guard (blocks == 0) == (kind == .head) else { throw damaged("its blocks are out of order") }
      blocks += 1
      guard kind == .end else { continue }
      var decoder = RestartDecoder(content)
      let total = (try? decoder.integer(UInt64.self)) ?? 0
      guard Int(lseek(descriptor, 0, SEEK_CUR)) == length, total == UInt64(length) else {
        throw damaged("it has \(length) bytes instead of \(total)")
      }
      break
    }
    lseek(descriptor, off_t(RestartFormat.leadBytes), SEEK_SET)
  }

  func headContent() throws -> [UInt8] { try block().content }

  /// The rows of the next block, none at the end.
  func nextAtoms(_ rowBytes: Int) throws -> [UInt8] {
    let (kind, content) = try block()
    guard kind == .atoms else { return [] }
    guard content.count % rowBytes == 0 else { throw damaged("a row is incomplete") }
    return content
  }

  private func block() throws -> (kind: RestartFormat.Kind, content: [UInt8]) {
    let before = try bytes(12)
    guard let kind = RestartFormat.Kind(rawValue: String(decoding: before[..<4], as: UTF8.self))
    else { throw damaged("it has been altered") }
    var decoder = RestartDecoder(Array(before[4...]))
    let count = (try? decoder.integer(UInt64.self)) ?? .max
    guard count <= UInt64(length) else { throw damaged("it has been cut short or altered") }
    let content = try bytes(Int(count))
    let (_, after) = content.withUnsafeBytes { RestartFormat.frame(kind, $0) }
    guard try bytes(4) == after else {
      throw damaged("a checksum does not match, so it has been altered")
    }
    return (kind, content)
  }

  private func bytes(_ count: Int) throws -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = result.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + done, count - done)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw damaged(systemError()) }
      guard got > 0 else { throw damaged("it has been cut short") }
      done += got
    }
    return result
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }
}
