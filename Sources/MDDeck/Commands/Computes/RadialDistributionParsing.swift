import MDCore
import MDEngine

extension ComputeCommand {
  /// `rdf Nbin [itype jtype …] [cutoff R]`
  static func parseRadialDistribution(_ arguments: inout Arguments) throws -> Builder {
    let bins = try arguments.integer("the number of bins", atLeast: 1)
    guard bins <= 1_000_000 else { throw arguments.error("more than a million bins: \(bins)") }
    var ranges: [(TypeRange, TypeRange)] = []
    var cutoff: Double?
    while !arguments.isAtEnd {
      if arguments.take("cutoff") {
        let value = try arguments.number("the cutoff (Angstrom)")
        // LAMMPS takes what is not above zero for "that of the potential".
        cutoff = value > 0 ? value : nil
        continue
      }
      let first = try arguments.typeRange("a type, a range such as 1*2, or 'cutoff'")
      ranges.append((first, try arguments.typeRange("the second type of the pair")))
    }
    let (pairs, reach) = (ranges, cutoff)
    return { id, mask, context in
      let types = context.types
      let all = ComputeRadialDistribution.Pair(centers: 1...Int32(types), others: 1...Int32(types))
      let resolved = try pairs.map { first, second in
        ComputeRadialDistribution.Pair(
          centers: try first.types(upTo: types), others: try second.types(upTo: types))
      }
      return ComputeRadialDistribution(
        id: id, mask: mask, bins: bins, pairs: resolved.isEmpty ? [all] : resolved, cutoff: reach)
    }
  }
}

extension TypeRange {
  fileprivate func types(upTo last: Int) throws(InputError) -> ClosedRange<Int32> {
    let range = try resolved(upTo: last)
    return Int32(range.lowerBound)...Int32(range.upperBound)
  }
}
