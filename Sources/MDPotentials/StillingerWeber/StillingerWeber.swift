import MDCore
import MDKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Stillinger–Weber potential, `pair_style sw`:
///
/// E = Σ_{i<j} Aε[B(σ/r)^p − (σ/r)^q] exp(σ/(r − aσ))
///   + Σ_i Σ_{j<k} λε(cos θ_jik − cos θ0)² exp(γσ/(r_ij − aσ)) exp(γσ/(r_ik − aσ))
///
/// (Stillinger, Weber, Phys. Rev. B 31, 5262 (1985)). Energies in eV, lengths in Å. Each centre adds
/// half of its pairs and all of its triplets. For output an atom, pairs are shared in halves and
/// triplets in thirds, as LAMMPS shares them.
public struct StillingerWeber: Potential, Sendable {
  public let name = "sw"
  public let cutoff: Double
  public let summary: [String]

  /// Element of each atom type, from type 1 at 0; -1 for types that this potential does not see.
  let elementOfType: [Int32]
  let elementCount: Int
  let pairs: [Pair]
  let triplets: [Triplet]
  /// Whether the pair of two elements is the same from both sides.
  let isSymmetric: Bool
  var scratch = StillingerWeberScratch()

  /// What the kernel needs to know of two elements.
  struct Pair: Sendable {
    let cutoffSquared: Double
    let end: Double
    let sigma: Double
    /// γσ
    let gammaSigma: Double
    /// AεBσ^p and Aεσ^q
    let repulsion, attraction: Double
    let p, q: Double
    /// p and q as whole numbers, if both are.
    let wholePowers: (p: Int, q: Int)?

    init(_ parameters: StillingerWeberParameters) {
      cutoffSquared = parameters.cutoff * parameters.cutoff
      end = parameters.end
      sigma = parameters.sigma
      gammaSigma = parameters.gamma * parameters.sigma
      p = parameters.p
      q = parameters.q
      let depth = parameters.bigA * parameters.epsilon
      repulsion = depth * parameters.bigB * pow(parameters.sigma, p)
      attraction = depth * pow(parameters.sigma, q)
      if let p = Int(exactly: p), let q = Int(exactly: q) {
        wholePowers = (p, q)
      } else {
        wholePowers = nil
      }
    }

    /// Whether another one gives the same energy.
    func agrees(with other: Pair) -> Bool {
      cutoffSquared == other.cutoffSquared && end == other.end && sigma == other.sigma
        && repulsion == other.repulsion && attraction == other.attraction && p == other.p
        && q == other.q
    }
  }

  /// What the kernel needs to know of a triplet of elements.
  struct Triplet: Sendable {
    /// λε
    let strength: Double
    let cosine0: Double
  }

  /// - Parameters:
  ///   - text: the contents of a file in LAMMPS's `.sw` format.
  ///   - file: its name, for messages.
  ///   - types: the element of each atom type as the file has it, nil (`NULL`) for a type that this
  ///     potential does not see.
  /// - Throws: ``InputError`` if the file cannot be read or lacks an entry for three of the elements.
  public init(text: String, file: String, types: [String?]) throws {
    var elements: [String] = []
    for symbol in types.compactMap({ $0 }) where !elements.contains(symbol) {
      elements.append(symbol)
    }
    guard !elements.isEmpty else {
      throw InputError("no atom type is mapped to an element of \(file)")
    }
    let parameters = try StillingerWeberParameters.read(
      text: text, file: file, elements: elements)
    elementOfType = types.map { symbol in
      symbol.flatMap { elements.firstIndex(of: $0) }.map { Int32($0) } ?? -1
    }
    let n = elements.count
    elementCount = n
    pairs = (0..<n * n).map { Pair(parameters[$0 * n + $0 % n]) }
    let pairs = pairs
    isSymmetric = (0..<n * n).allSatisfy { pairs[$0].agrees(with: pairs[$0 % n * n + $0 / n]) }
    triplets = parameters.map {
      Triplet(strength: $0.lambda * $0.epsilon, cosine0: $0.cosine0)
    }
    cutoff = parameters.map(\.cutoff).max() ?? 0
    summary = [
      "Stillinger-Weber potential \(file) for \(elements.joined(separator: " ")), "
        + "cutoff \(cutoff) Angstrom"
    ]
  }
}
