import MDCore

/// What a structure is used for.
public enum DataPart: String, Sendable, CaseIterable {
  /// The fit sees it.
  case training
  /// The fit watches it, to know when to stop.
  case validation
  /// The fit never sees it.
  case test
}

/// How structures are divided into training, validation and test.
///
/// The choice for a structure depends on the seed, the name of its file (without the folder) and its
/// number there, and on nothing else: it is the same on any number of ranks and stays when other files
/// or later frames are added. With `isStratified` every group is divided in these proportions as
/// exactly as its size allows, and the choice depends on the other structures of the group too.
public struct DataSplit: Equatable, Sendable {
  /// The share of the structures for validation, 0 to 1.
  public var validation: Double
  /// The share of the structures for testing, 0 to 1.
  public var test: Double
  /// The user's number.
  public var seed: UInt32
  /// Whether each group is divided by itself.
  public var isStratified: Bool

  /// - Throws: ``InputError`` if the shares are no fractions or leave nothing to train on.
  public init(
    validation: Double = 0, test: Double = 0, seed: UInt32 = 1, isStratified: Bool = false
  ) throws {
    guard validation >= 0, test >= 0, validation + test < 1 else {
      throw InputError(
        "the shares for validation (\(validation)) and test (\(test)) must not be negative, and "
          + "must leave something to train on")
    }
    self.validation = validation
    self.test = test
    self.seed = seed
    self.isStratified = isStratified
  }

  /// The part of each structure.
  public func parts(of structures: [LabelledStructure]) -> [DataPart] {
    let numbers = structures.map { number(of: $0.origin) }
    guard isStratified else { return numbers.map(part) }
    var members: [String: [Int]] = [:]
    for (index, structure) in structures.enumerated() {
      members[structure.group, default: []].append(index)
    }
    var parts = [DataPart](repeating: .training, count: structures.count)
    for group in members.values {
      let order = group.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
      for (place, index) in order.enumerated() {
        parts[index] = part((Double(place) + 0.5) / Double(order.count))
      }
    }
    return parts
  }

  /// The lowest numbers test, the next ones validate.
  private func part(_ number: Double) -> DataPart {
    number < test ? .test : number < test + validation ? .validation : .training
  }

  /// A number in [0, 1) that belongs to a frame of a file.
  private func number(of origin: FrameLocation) -> Double {
    let name = origin.file.split(separator: "/").last ?? ""
    // FNV-1a, so that a name is one number on every machine.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var random = CounterRandom(
      seed: seed, id: Int64(bitPattern: hash), step: Int64(origin.frame), stream: 0x5350_4C54)
    return random.uniform()
  }
}
