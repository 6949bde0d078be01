import MDCore

/// `compute ID group reduce MODE input…`: one number from a value of each atom of a group; a scalar for
/// one input, a vector for several.
public struct ComputeReduce: Compute {
  /// How values become one.
  public enum Mode: String, CaseIterable, Sendable {
    case sum, min, max, ave, sumsq, avesq
  }

  public let id: String
  public var style: String { "reduce" }
  public var vectorLength: Int { sources.count > 1 ? sources.count : 0 }
  let mask: UInt32
  let mode: Mode
  /// The values that are reduced.
  public let sources: [AtomValue]

  /// The values of the atoms of a group, reduced.
  public init(id: String, mask: UInt32 = 1, mode: Mode, inputs: [AtomValue]) {
    self.id = id
    self.mask = mask
    self.mode = mode
    sources = inputs
  }

  public var inputs: [String] { sources.flatMap(\.inputs) }

  public var needsVirial: Bool { sources.contains { $0.source?.needsVirial ?? false } }

  public var needsPerAtom: Bool { sources.contains { $0.source?.needsPerAtom ?? false } }

  public func scalar(_ state: borrowing SystemState) -> Double? {
    sources.count == 1 ? reduced(sources[0], state) : nil
  }

  public func isExtensive(isElement: Bool) -> Bool { mode == .sum || mode == .sumsq }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    guard sources.count > 1 else { return [] }
    var result: [Double] = []
    for input in sources { result.append(reduced(input, state)) }
    return result
  }

  private func reduced(_ input: AtomValue, _ state: borrowing SystemState) -> Double {
    let atoms = state.atoms.view
    let all = input.values(state)
    let mine = all.indices.filter { atoms.groups[$0] & mask != 0 }.map { all[$0] }
    let communicator = state.communicator
    switch mode {
    case .min: return communicator.reduce(mine.min() ?? .greatestFiniteMagnitude, .minimum)
    case .max: return communicator.reduce(mine.max() ?? -.greatestFiniteMagnitude, .maximum)
    case .sum: return communicator.reduce(mine.reduce(0, +), .sum)
    case .sumsq: return communicator.reduce(mine.map { $0 * $0 }.reduce(0, +), .sum)
    case .ave, .avesq:
      let terms = mode == .ave ? mine : mine.map { $0 * $0 }
      let sums = communicator.reduce([terms.reduce(0, +), Double(mine.count)], .sum)
      return sums[1] > 0 ? sums[0] / sums[1] : 0
    }
  }
}
