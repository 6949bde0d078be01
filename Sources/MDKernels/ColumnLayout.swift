/// Where the columns of an ``AngularBasis`` are kept, and which of them the sweeps work on together.
struct ColumnLayout {
  private(set) var chains: [TripletProgram.Chain] = []
  private(set) var sumPasses: [TripletProgram.Pass] = []
  private(set) var passes: [TripletProgram.Pass] = []
  /// Columns with those that only fill up.
  private(set) var columnCount = 0
  /// Kept streams in all.
  private(set) var streamCount: Int

  private let basis: AngularBasis
  /// The streams of each power and of its derivative; -1 is the stream of ones.
  private var powers: [(value: Int, slope: Int)] = []

  /// The columns of a basis; powers are kept from stream `firstStream` on.
  init(_ basis: AngularBasis, firstStream: Int) {
    self.basis = basis
    streamCount = firstStream
    placeChains()
    // As many columns as there are registers for: up to seven sums for each of three rows (nine of powers of c
    // alone), or the columns and the derivatives of two vectors of pairs.
    sumPasses = makePasses(mostPowers: min(4, max(0, 7 - basis.monomials)))
    passes = makePasses(mostPowers: basis.monomials > 7 ? 0 : basis.monomials > 5 ? 2 : 4)
  }

  private mutating func placeChains() {
    var rest = basis.powers[...]
    while let lambda = rest.first?.lambda {
      let zetas = rest.prefix { $0.lambda == lambda }.map(\.zeta)
      rest = rest.dropFirst(zetas.count)
      let exponents = zetas.flatMap { [$0 - 1, $0] }
      let fused = FusedPowers(zetas: zetas)
      var ladder = PowerLadder(baseCount: 1)
      var slots = Array(exponents.indices)
      if fused == nil {
        let positive = exponents.filter { $0 > 0 }
        let places = ladder.add(exponents: positive, ofBase: 0)
        let known = Dictionary(zip(positive, places)) { first, _ in first }
        slots = exponents.map { known[$0] ?? -1 }
      }
      let streams = slots.map { $0 < 0 ? -1 : streamCount + $0 }
      powers += zetas.indices.map { (value: streams[2 * $0 + 1], slope: streams[2 * $0]) }
      let chain = TripletProgram.Chain(
        lambda: lambda, fused: fused, ladder: ladder, firstStream: streamCount,
        streamCount: fused == nil ? ladder.slotCount : exponents.count)
      chains.append(chain)
      streamCount += chain.streamCount
    }
  }

  /// Passes with 0, 1, 2 or 4 powers each; the first has those of c, and up to `mostPowers` others.
  private mutating func makePasses(mostPowers: Int) -> [TripletProgram.Pass] {
    var (result, first) = ([TripletProgram.Pass](), 0)
    repeat {
      let monomials = result.isEmpty ? basis.monomials : 0
      let left = powers.count - first
      let most = monomials > 0 ? mostPowers : 4
      let count = left > 2 && most == 4 ? 4 : min(left, 2, most)
      var (values, slopes) = (SIMD4<Int>(repeating: -1), SIMD4<Int>(repeating: -1))
      for i in 0..<min(count, left) {
        (values[i], slopes[i]) = (powers[first + i].value, powers[first + i].slope)
      }
      result.append(
        TripletProgram.Pass(
          monomials: monomials, firstPower: basis.monomials + first, powers: count, values: values,
          slopes: slopes))
      first += count
    } while first < powers.count
    columnCount = max(columnCount, basis.monomials + first)
    return result
  }
}
