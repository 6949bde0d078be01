import Foundation
import MDCore
import MDPotentials

/// A set of symmetry functions by families, to be written as an `input.nn`.
public struct DescriptorSet: Sendable {
  /// A family of angular functions: every Gaussian with every ζ and λ.
  public struct Angular: Sendable {
    /// Whether the distance between the two neighbours enters: type 3, else type 9.
    public var isNarrow: Bool
    /// Widths; shifts are 0.
    public var grid: FunctionGrid
    /// The exponents of the angle.
    public var zetas: [Double]

    /// A family.
    public init(isNarrow: Bool, grid: FunctionGrid, zetas: [Double]) {
      self.isNarrow = isNarrow
      self.grid = grid
      self.zetas = zetas
    }
  }

  /// The elements; every element sees every other one.
  public var elements: [String]
  /// Å, where a family has none of its own.
  public var cutoff: Double
  /// Families of type 2.
  public var radial: [FunctionGrid] = []
  /// Families of types 3 and 9.
  public var angular: [Angular] = []
  /// Signs of the cosine.
  public var lambdas: [Double] = [-1, 1]
  /// `cutoff_type`.
  public var cutoffType = 1
  /// `cflength`: the unit of length of the file for an Å.
  public var lengthFactor = 1.0
  /// Neurons of the hidden layers.
  public var nodes = [24, 24]

  /// A set without functions.
  public init(elements: [String], cutoff: Double) {
    self.elements = elements
    self.cutoff = cutoff
  }

  /// The lines `symfunction_short`, each function once.
  public var functionLines: [String] {
    var lines: [String] = []
    var known: Set<String> = []
    func add(_ line: String) {
      if known.insert(line).inserted { lines.append(line) }
    }
    for center in elements {
      for grid in radial {
        for neighbor in elements {
          for g in grid.gaussians {
            add(
              "\(center) 2 \(neighbor) \(eta(g)) \(length(g.shift)) \(length(grid.cutoff ?? cutoff))"
            )
          }
        }
      }
      for family in angular {
        for (first, neighbor) in elements.enumerated() {
          for second in elements[first...] {
            for g in family.grid.gaussians {
              for zeta in family.zetas {
                for lambda in lambdas {
                  add(
                    "\(center) \(family.isNarrow ? 3 : 9) \(neighbor) \(second) \(eta(g)) "
                      + "\(number(lambda)) \(number(zeta)) \(length(family.grid.cutoff ?? cutoff))")
                }
              }
            }
          }
        }
      }
    }
    return lines.map { "symfunction_short \($0)" }
  }

  private func eta(_ g: FunctionGrid.Gaussian) -> String {
    number(g.eta / (lengthFactor * lengthFactor))
  }

  private func length(_ value: Double) -> String { number(value * lengthFactor) }

  private func number(_ value: Double) -> String { String(format: "%.10g", value) }

  /// The text of an `input.nn` with these functions and a network, ready for `scaling` and `train`.
  ///
  /// - Throws: ``InputError`` if an element or the set cannot be.
  public func inputFile() throws -> String {
    guard !elements.isEmpty else { throw InputError("a set of functions needs an element") }
    for element in elements {
      guard let known = atomicNumber(of: element), known > 0 else {
        throw InputError("'\(element)' is not the symbol of an element from H to No")
      }
    }
    for family in angular {
      guard family.grid.gaussians.allSatisfy({ $0.shift == 0 }) else {
        throw InputError("angular functions are centred: rules centred, powers, ladder and eta")
      }
      guard family.zetas.allSatisfy({ $0 > 0 }) else {
        throw InputError("zeta must be above zero")
      }
    }
    let lines = functionLines
    guard !lines.isEmpty else { throw InputError("the set has no function") }
    let activations = nodes.map { _ in "t" } + ["l"]
    let sorted = elements.sorted { atomicNumber(of: $0)! < atomicNumber(of: $1)! }
    return """
      # Written by swift-md descriptors generate; eta and lengths in units of 1/\(number(lengthFactor)) Å.
      number_of_elements              \(elements.count)
      elements                        \(sorted.joined(separator: " "))
      cutoff_type                     \(cutoffType)
      scale_symmetry_functions_sigma
      scale_min_short                 0.0
      scale_max_short                 1.0
      global_hidden_layers_short      \(nodes.count)
      global_nodes_short              \(nodes.map { "\($0)" }.joined(separator: " "))
      global_activation_short         \(activations.joined(separator: " "))
      \(lines.joined(separator: "\n"))

      """
  }
}

extension DescriptorSet {
  /// The sets of Kim's study of descriptor lengths, silicon within 6 Å: 16 η of radial functions from
  /// 0.003 to 2 Å⁻², 6 η of narrow angular ones and ζ = 1, 2, 4, 6, of which some are left out.
  ///
  /// - Parameters:
  ///   - length: 16, 28, 40, 52 or 64.
  ///   - dropsZeta: whether the shorter ones have fewer ζ, the highest left out first; else they have
  ///     fewer η, spread over the same range.
  /// - Throws: ``InputError`` for another length.
  public static func kim(length: Int, dropsZeta: Bool, element: String = "Si") throws
    -> DescriptorSet
  {
    let radial = try FunctionGrid("ladder:16:0.003:2", standardCutoff: 6).gaussians.map(\.eta)
    let angular = [0.003, 0.012, 0.03, 0.06, 0.12, 0.25]
    let byEta = [16: (0, 2), 28: (4, 3), 40: (8, 4), 52: (12, 5), 64: (16, 6)]
    guard let (radialCount, angularCount) = byEta[length] else {
      throw InputError("a descriptor length of \(length): 16, 28, 40, 52 and 64 were studied")
    }
    let zetaCount = dropsZeta ? (length - 16) / 12 : 4
    var set = DescriptorSet(elements: [element], cutoff: 6)
    set.nodes = [30, 30]
    let radialEtas = dropsZeta ? radial : spread(radial, radialCount)
    let angularEtas = dropsZeta ? angular : spread(angular, angularCount)
    if !radialEtas.isEmpty { set.radial = [try grid(radialEtas)] }
    if zetaCount > 0 {
      set.angular = [
        Angular(
          isNarrow: true, grid: try grid(angularEtas),
          zetas: Array([1.0, 2, 4, 6].prefix(zetaCount)))
      ]
    }
    return set
  }

  private static func grid(_ etas: [Double]) throws -> FunctionGrid {
    let list = etas.map { "\($0)" }.joined(separator: ",")
    return try FunctionGrid("eta:\(list)", standardCutoff: 6)
  }

  /// Some of a list in equal steps, both ends among them.
  private static func spread(_ list: [Double], _ count: Int) -> [Double] {
    (0..<count).map { list[count == 1 ? 0 : $0 * (list.count - 1) / (count - 1)] }
  }
}
