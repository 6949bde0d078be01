import MDCore
import MDEngine

/// All that a restart file holds besides the atoms.
public struct RestartHead: Equatable, Sendable {
  /// What a fix must remember.
  public struct FixMemory: Equatable, Sendable {
    /// The deck's name for it.
    public var id: String
    /// Its style.
    public var style: String
    /// ``Fix/memory``.
    public var values: [Double]
    /// The sums of ``Fix/memoryShares``.
    public var sums: [Double]

    /// The memory of a fix.
    public init(id: String, style: String, values: [Double], sums: [Double] = []) {
      self.id = id
      self.style = style
      self.values = values
      self.sums = sums
    }
  }

  /// The step.
  public var step: Int64
  /// ps.
  public var timestep: Double
  /// The simulated time, ps.
  public var time: Double
  /// The cell and its boundaries.
  public var box: Box
  /// g/mol by atom type; index 0 is not used.
  public var masses: [Double]
  /// The names of the groups by bit; nil where a bit is free.
  public var groups: [String?]
  /// The number of atoms over all ranks.
  public var atoms: Int64
  /// The memory of the fixes, in the deck's order.
  public var fixes: [FixMemory]
  /// What the deck needs to go on (the potential's words, element names, seeds), as it likes.
  public var words: [String: String]
  /// Numbers that the deck, or the simulation in the middle of a run, needs to go on.
  public var numbers: [String: [Double]]

  /// The head of a state. Collective.
  public init(
    _ state: borrowing SystemState, fixes: [any Fix] = [], words: [String: String] = [:],
    numbers: [String: [Double]] = [:]
  ) {
    step = state.step
    timestep = state.timestep
    time = state.time
    box = state.box
    masses = state.masses
    groups = state.groups.all
    atoms = state.communicator.reduce(Int64(state.atoms.owned), .sum)
    self.fixes = []
    for fix in fixes {
      let (memory, shares) = (fix.memory(of: state), fix.memoryShares)
      guard !memory.isEmpty || !shares.isEmpty else { continue }
      let sums = shares.isEmpty ? [] : state.communicator.reduce(shares, .sum)
      self.fixes.append(FixMemory(id: fix.id, style: fix.style, values: memory, sums: sums))
    }
    self.words = words
    self.numbers = numbers
    for property in state.atoms.columns.properties {
      self.numbers[Self.propertyKey(property)] = [1]
    }
  }

  static let phaseKey = "phase of the run"
  static let directionKey = "atoms with a search direction"

  /// Whether the rows of atoms have a search direction at their end.
  var hasDirections: Bool { numbers[Self.directionKey] != nil }

  private static func propertyKey(_ property: AtomProperty) -> String {
    "atoms with \(property.rawValue)"
  }

  /// What the atoms have beside their type.
  public var properties: [AtomProperty] {
    AtomProperty.allCases.filter { numbers[Self.propertyKey($0)] != nil }
  }

  var rowLayout: RestartFormat.RowLayout {
    RestartFormat.RowLayout(hasDirection: hasDirections, hasProperties: !properties.isEmpty)
  }

  /// Where in a run the file was written; nil if it was written between runs.
  public var phase: SimulationPhase? {
    numbers[Self.phaseKey].flatMap {
      SimulationPhase($0, boundaries: box.boundaries, isTriclinic: box.isTriclinic)
    }
  }

  /// A table with the same names and bits.
  public var groupTable: GroupTable {
    var table = GroupTable()
    // Free bits are filled for a moment, so that each name gets its own bit.
    var fillers: [String] = []
    for (bit, name) in groups.enumerated().dropFirst() {
      let filler = "\u{0}\(bit)"
      if name == nil { fillers.append(filler) }
      _ = table.define(name ?? filler)
    }
    for filler in fillers { table.remove(filler) }
    return table
  }
}
