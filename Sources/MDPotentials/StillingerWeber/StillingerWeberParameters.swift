import MDCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The parameters of one ordered triple of elements: centre, first neighbour, second neighbour.
///
/// The entries whose neighbours are the same element hold for the pair too (Stillinger, Weber, Phys.
/// Rev. B 31, 5262 (1985), in the form of LAMMPS's `pair_style sw`).
struct StillingerWeberParameters: Sendable {
  /// eV.
  let epsilon: Double
  /// Å.
  let sigma: Double
  /// a, λ, γ, cos θ0, A, B, p, q.
  let a, lambda, gamma, cosine0, bigA, bigB, p, q: Double
  /// The accuracy that allows a shorter cutoff; 0 for none.
  let tolerance: Double

  /// a·σ, where the potential ends.
  var end: Double { a * sigma }

  /// The distance up to which atoms are looked at: a·σ, or with a tolerance the distance from which
  /// on exp(γσ/(r − aσ)) (or exp(σ/(r − aσ)) for γ ≥ 1) is below it.
  var cutoff: Double {
    guard tolerance > 0 else { return end }
    return end + min(gamma, 1) * sigma / log(min(tolerance, 0.01))
  }
}

extension StillingerWeberParameters {
  private static let wordsPerEntry = 14
  /// kcal/mol in an eV, as LAMMPS has it.
  private static let kilocaloriesPerMole = 23.060549

  /// Reads a file in LAMMPS's `.sw` format: entries of fourteen words over one or more lines, three
  /// elements, then ε σ a λ γ cosθ0 A B p q tol. Entries with other elements are passed over.
  ///
  /// - Returns: the parameters of element triples, index (i·n + j)·n + k.
  static func read(text: String, file: String, elements: [String]) throws
    -> [StillingerWeberParameters]
  {
    let energyUnit = try energyUnit(text: text, file: file)
    let n = elements.count
    var found = [StillingerWeberParameters?](repeating: nil, count: n * n * n)
    var words: [String] = []
    var location = SourceLocation(file: file)
    for line in DataLine.lines(of: text, file: file, comments: ["#"]) {
      if words.isEmpty { location = line.location }
      words += line.words
      guard words.count >= wordsPerEntry else { continue }
      let entry = DataLine(words: words, location: location)
      guard words.count == wordsPerEntry else {
        throw entry.error(
          "the entry that begins here has \(words.count) words, but \(wordsPerEntry) are expected")
      }
      words = []
      guard let i = elements.firstIndex(of: entry.words[0]),
        let j = elements.firstIndex(of: entry.words[1]),
        let k = elements.firstIndex(of: entry.words[2])
      else { continue }
      let index = (i * n + j) * n + k
      guard found[index] == nil else {
        throw entry.error("a second entry for \(entry.words[0...2].joined(separator: " "))")
      }
      found[index] = try parse(entry, energyUnit: energyUnit)
    }
    guard words.isEmpty else {
      throw InputError(
        "the entry that begins here has \(words.count) words, but \(wordsPerEntry) are expected",
        at: location)
    }
    return try found.enumerated().map { index, parameters in
      if let parameters { return parameters }
      let names = [elements[index / (n * n)], elements[index / n % n], elements[index % n]]
      throw InputError(
        "there is no entry for \(names.joined(separator: " "))", at: SourceLocation(file: file))
    }
  }

  private static func parse(_ entry: DataLine, energyUnit: Double) throws
    -> StillingerWeberParameters
  {
    let names = [
      "epsilon", "sigma", "a", "lambda", "gamma", "costheta0", "A", "B", "p", "q", "tol",
    ]
    let values = try names.enumerated().map { try entry.number($0 + 3, $1) }
    for (name, value) in zip(names, values) where name != "costheta0" && value < 0 {
      throw entry.error("\(name) is \(value), but it must not be negative")
    }
    return StillingerWeberParameters(
      epsilon: values[0] * energyUnit, sigma: values[1], a: values[2], lambda: values[3],
      gamma: values[4], cosine0: values[5], bigA: values[6], bigB: values[7], p: values[8],
      q: values[9], tolerance: values[10])
  }

  /// eV in the file's unit of energy, from the word after `UNITS:` in the first line.
  private static func energyUnit(text: String, file: String) throws -> Double {
    let first = text.prefix { !$0.isNewline }.split(whereSeparator: \.isWhitespace)
    guard let tag = first.firstIndex(of: "UNITS:"), tag + 1 < first.count else { return 1 }
    switch first[tag + 1] {
    case "metal": return 1
    case "real": return 1 / kilocaloriesPerMole
    default:
      throw InputError(
        "the parameters are in units \(first[tag + 1]), but metal (or real) is expected",
        at: SourceLocation(file: file, line: 1))
    }
  }
}
