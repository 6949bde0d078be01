import Foundation
import MDCore
import MDDomain

/// A text file that grows, or whose end is replaced, while a run goes on. All ranks count its bytes; the
/// root writes them. It is made when first written to, so that a run which goes on from a restart file
/// can go on with the file where it was at that moment.
final class SeriesFile {
  private let path: String
  private let header: String
  private let communicator: any Communicator
  private var file: FileHandle?
  private var isOpen = false
  /// Whether the file is added to as it is.
  private let appends: Bool
  /// Where the lines behind the header begin and end, bytes from the start of the file, on all ranks;
  /// nil before the file is made.
  private var extent: (start: Int, end: Int)?

  /// - Parameters:
  ///   - header: lines at the top of a new file, each ended.
  ///   - appends: whether what is there stays.
  init(path: String, header: String, appends: Bool, communicator: any Communicator) {
    self.path = path
    self.header = header
    self.appends = appends
    self.communicator = communicator
  }

  /// Where the file is; what a run that goes on must know: two numbers, or none.
  var memory: [Double] {
    get { extent.map { [Double($0.start), Double($0.end)] } ?? [] }
    set {
      let places = newValue.map { Int(Int64(clamped: $0)) }
      guard places.count == 2, places[0] >= 0, places[0] <= places[1], places[1] < 1 << 53 else {
        return
      }
      extent = (places[0], places[1])
    }
  }

  /// Adds lines, each ended. Collective; errors are the same on all ranks.
  ///
  /// - Parameter replacing: whether they replace all behind the header.
  func write(_ text: String, replacing: Bool = false) throws {
    let size = try communicator.collectively { try open() }
    if extent == nil {
      let start = Int(communicator.reduce(Int64(size), .sum)) + header.utf8.count
      extent = (start, start)
    }
    try communicator.collectively {
      if replacing { try cut(to: extent!.start) }
      try put(text)
    }
    if replacing { extent!.end = extent!.start }
    extent!.end += text.utf8.count
  }

  /// Closes the file.
  func close() {
    try? file?.close()
    file = nil
    isOpen = false
  }

  /// Opens the file and writes the header, if that has not been done; returns what was there before on
  /// the root, 0 on other ranks.
  private func open() throws -> Int {
    guard !isOpen else { return 0 }
    isOpen = true
    guard communicator.isRoot else { return 0 }
    let flags = O_WRONLY | O_CREAT | (appends || extent != nil ? 0 : O_TRUNC)
    let descriptor = Foundation.open(path, flags, 0o644)
    guard descriptor >= 0 else {
      isOpen = false
      throw InputError("cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.file = file
    let size = Int(try file.seekToEnd())
    if let extent {
      if size > extent.end { try cut(to: extent.end) }
    } else {
      try put(header)
    }
    return size
  }

  private func cut(to length: Int) throws {
    guard let file else { return }
    try file.truncate(atOffset: UInt64(max(0, length)))
  }

  private func put(_ text: String) throws {
    guard let file else { return }
    do {
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw InputError("cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
  }
}

extension SeriesFile? {
  /// What a fix with a file, or without, remembers of it, in front of the rest of its memory.
  func memory(before rest: [Double]) -> [Double] {
    let place = self?.memory ?? []
    return [Double(place.count)] + place + rest
  }

  /// Takes back what ``memory(before:)`` gave, and returns the rest; nil if it makes no sense.
  func restore(from memory: [Double]) -> [Double]? {
    guard let first = memory.first, let count = Int(exactly: first), (0...2).contains(count),
      memory.count > count
    else { return nil }
    self?.memory = Array(memory[1..<(1 + count)])
    return Array(memory[(1 + count)...])
  }
}
