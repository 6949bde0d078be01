import MDCore

/// Numbers as LAMMPS's `N`, `*`, `N*`, `*N` and `M*N` name them.
struct TypeRange: Equatable {
  /// nil stands for the first or the last there is.
  let lower, upper: Int64?

  /// The numbers, none of which may exceed the last there is.
  func resolved(upTo last: Int) throws(InputError) -> ClosedRange<Int64> {
    let low = lower ?? 1
    let high = upper ?? Int64(last)
    guard low >= 1 && low <= high && high <= last else {
      throw InputError("types must lie between 1 and \(last)")
    }
    return low...high
  }
}

extension Arguments {
  /// The next word as a range of types or ids.
  mutating func typeRange(_ meaning: String) throws(InputError) -> TypeRange {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    if unknown { return TypeRange(lower: 1, upper: 1) }
    let ends = text.split(separator: "*", omittingEmptySubsequences: false)
    let numbers = ends.map { Int64($0) }
    let isWrong = zip(ends, numbers).contains { !$0.isEmpty && $1 == nil }
    guard ends.count <= 2, !isWrong, !text.isEmpty else {
      throw error("\(meaning) must be a number or a range such as 1*3 or *, not '\(text)'")
    }
    return TypeRange(lower: numbers[0], upper: ends.count == 1 ? numbers[0] : numbers[1])
  }
}
