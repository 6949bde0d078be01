import MDDomain

/// The tables of all structures, as far as memory allows; others are made again whenever they are
/// needed.
final class TableStore {
  private let builder: FunctionTableBuilder
  private var tables: [FunctionTable?]
  private let isKept: [Bool]

  /// - Parameter budget: bytes that a rank may spend.
  /// - Throws: nothing; a budget that holds no table keeps none.
  init(
    _ structures: [FitStructure], builder: FunctionTableBuilder, budget: Int,
    communicator: any Communicator
  ) {
    self.builder = builder
    tables = structures.map { _ in nil }
    isKept = Self.choose(structures, builder, budget, communicator)
  }

  /// Which tables are kept: in the order of the structures as long as there is room on every rank,
  /// beside one that is made for the moment.
  private static func choose(
    _ structures: [FitStructure], _ builder: FunctionTableBuilder, _ budget: Int,
    _ communicator: any Communicator
  ) -> [Bool] {
    let own = structures.map { Double(builder.bytes($0)) }
    let bytes = communicator.reduce(own, .maximum)
    // What is being made stands in memory up to four times: parcels sent and received, the table.
    var room = Double(budget) - 4 * (bytes.max() ?? 0)
    return bytes.map {
      guard $0 <= room else { return false }
      room -= $0
      return true
    }
  }

  /// How many tables are kept, and how many there are.
  var keptCount: (kept: Int, all: Int) { (isKept.count { $0 }, isKept.count) }

  /// The table of a structure. All ranks ask for it together.
  func table(_ index: Int, _ structure: FitStructure) -> FunctionTable {
    if let table = tables[index] { return table }
    let table = builder.table(structure)
    if isKept[index] { tables[index] = table }
    return table
  }
}
