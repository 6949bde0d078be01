import Foundation
import MDCore

/// A file of frames, read one after the other: never more than a frame of it is in memory.
public protocol FrameReader: AnyObject {
  /// The next frame; nil at the end. A last frame that the file holds only a part of is left out.
  ///
  /// - Throws: ``InputError`` with file and line for what cannot be understood.
  func next() throws -> Frame?

  /// Passes over the next frame as quickly as the format allows; false at the end.
  func skip() throws -> Bool

  /// The step of the frame that was read or passed over last; nil if the file does not tell.
  var lastStep: Int64? { get }

  /// What the user should know of the file, such as that its last frame is cut off.
  var notes: [String] { get }
}

/// The formats that can be read.
public enum FrameFormat: String, CaseIterable, Sendable {
  case h5md, dump, data, xyz

  /// The format of a file: by its first bytes, and where these do not tell, by its name.
  public static func detect(_ path: String) throws -> FrameFormat {
    let source = try ByteSource(path: path)
    var head = [UInt8](repeating: 0, count: 4096)
    head.removeLast(4096 - (try head.withUnsafeMutableBytes { try source.read(into: $0) }))
    guard !head.isEmpty else { throw InputError("the file '\(path)' is empty") }
    if head.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) { return .h5md }
    let text = String(decoding: head, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if text.hasPrefix("ITEM:") { return .dump }
    if lines.count > 1, Int(lines[0].trimmingCharacters(in: .whitespaces)) != nil { return .xyz }
    if lines.dropFirst().prefix(40).contains(where: { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      return words.count == 2 && words[1] == "atoms" && Int(words[0]) != nil
    }) {
      return .data
    }
    throw InputError(
      "'\(path)' is no H5MD file, LAMMPS text dump (custom or atom), LAMMPS data file or extended XYZ"
    )
  }
}

/// What the user tells of files that do not tell themselves.
public struct FrameOptions: Sendable {
  /// Names of the atom types 1, 2, …, as elements; empty to take the file's.
  public var elements: [String]
  /// Whether atoms are taken into the box of their frame; else they are where a text file has them (what H5MD
  /// has, is in the box).
  public var wraps: Bool
  /// What the files must be; nil to take what they are.
  public var format: FrameFormat?

  /// Options.
  public init(elements: [String] = [], wraps: Bool = true, format: FrameFormat? = nil) {
    self.elements = elements
    self.wraps = wraps
    self.format = format
  }

  /// The name of an atom type.
  func name(ofType type: Int) -> String {
    type >= 1 && type <= elements.count ? elements[type - 1] : String(type)
  }
}

/// Opens a file of frames for reading.
///
/// - Throws: ``InputError`` or ``HDF5Error`` naming the file if it cannot be read.
public func openFrames(_ path: String, options: FrameOptions = FrameOptions()) throws
  -> any FrameReader
{
  let format = try FrameFormat.detect(path)
  if let wanted = options.format, format != wanted {
    throw InputError("'\(path)' is of the format \(format.rawValue), not \(wanted.rawValue)")
  }
  return switch format {
  case .h5md:
    if let helper = H5MDHelper.start(for: path, options: options) {
      try HelpedFrameReader(path: path, helper)
    } else {
      try H5MDFrameReader(path: path, options: options)
    }
  case .dump: try DumpFrameReader(path: path, options: options)
  case .data: DataFrameReader(path: path, options: options)
  case .xyz: try XYZFrameReader(path: path, options: options)
  }
}

/// Frames of several files, one after the other, numbered through.
public final class FrameSequence: FrameReader {
  private var paths: ArraySlice<String>
  private let options: FrameOptions
  private var current: (any FrameReader)?
  private var finished: [String] = []
  private var number = 0
  public private(set) var lastStep: Int64?

  /// A sequence of files.
  public init(_ paths: [String], options: FrameOptions = FrameOptions()) {
    self.paths = paths[...]
    self.options = options
  }

  public var notes: [String] { finished + (current?.notes ?? []) }

  public func next() throws -> Frame? {
    while try advance() {
      if var frame = try current!.next() {
        number += 1
        frame.number = number
        lastStep = frame.step
        return frame
      }
      close()
    }
    return nil
  }

  public func skip() throws -> Bool {
    while try advance() {
      if try current!.skip() {
        number += 1
        lastStep = current!.lastStep
        return true
      }
      close()
    }
    return false
  }

  private func advance() throws -> Bool {
    if current != nil { return true }
    guard let path = paths.popFirst() else { return false }
    current = try openFrames(path, options: options)
    return true
  }

  private func close() {
    finished += current?.notes ?? []
    current = nil
  }
}
