import Foundation
import MDCore
import MDDomain
import MDPlot
import MDPotentials

/// `swift-md descriptors pca`: how many of the functions of an `input.nn` matter on a data set.
public struct ComponentTask: Sendable {
  /// Functions and structures.
  public var source: DescriptorInput
  /// Atoms of each element that are looked at, and the seed that picks them.
  public var atoms = 4000
  public var seed: UInt32 = 1
  /// What the names of table and pictures begin with; nil for none.
  public var outputPrefix: String?

  /// Shares of the variance whose number of components is told.
  static let shares = [0.9, 0.99, 0.999, 0.9999]

  /// Principal components of a source.
  public init(source: DescriptorInput) { self.source = source }

  /// Does it on all ranks; the root tells and writes.
  ///
  /// - Throws: the same error on all ranks.
  public func run(_ communicator: any Communicator, tell: (String) -> Void) throws {
    let (design, _, structures) = try source.read(communicator)
    let samples = try DescriptorSample.take(
      structures, design: design, lengthFactor: source.lengthFactor, atoms: atoms, seed: seed,
      communicator: communicator)
    try communicator.collectively {
      guard communicator.isRoot else { return }
      for sample in samples {
        let correlation = try DescriptorCorrelation(sample)
        let components = try PrincipalComponents(correlation)
        for line in Self.lines(sample, components) { tell(line) }
        guard let outputPrefix else { continue }
        let prefix = samples.count > 1 ? "\(outputPrefix)-\(sample.symbol)" : outputPrefix
        try TextOutput.write(Self.table(components), to: prefix + "-components.csv")
        let figure = Self.figure(sample, correlation, components)
        for ending in ["svg", "png"] {
          try PictureOutput.write(
            figure.picture(chartWidth: 480, chartHeight: 400), to: "\(prefix)-components.\(ending)")
        }
      }
    }
  }

  private static func lines(_ sample: DescriptorSample, _ components: PrincipalComponents)
    -> [String]
  {
    var table = TextTable(head: ["component", "variance", "explained"])
    let shown = min(components.count(explaining: 0.9999), 40)
    for (n, share) in components.explained.prefix(shown).enumerated() {
      table.add([
        "\(n + 1)", String(format: "%.5f", components.variances[n]),
        String(format: "%.6f", share),
      ])
    }
    let counts = shares.map {
      "\(components.count(explaining: $0)) hold \(String(format: "%g", $0 * 100)) %"
    }
    return [
      "\(sample.symbol): \(sample.functionCount) functions at \(sample.count) atoms; of the principal "
        + "components \(counts.joined(separator: ", ")) of the variance"
    ] + table.lines
  }

  private static func table(_ components: PrincipalComponents) -> String {
    var text = "component,variance,explained\n"
    for (n, share) in components.explained.enumerated() {
      text += "\(n + 1),\(components.variances[n]),\(share)\n"
    }
    return text
  }

  /// What the components leave unexplained, and the atoms along the first two.
  static func figure(
    _ sample: DescriptorSample, _ correlation: DescriptorCorrelation,
    _ components: PrincipalComponents
  ) -> Figure {
    let rest = components.explained.enumerated().map { n, share in
      SIMD2(Double(n + 1), max(1 - share, 1e-12))
    }.filter { $0.y > 1e-8 }
    let scree = Chart(
      "What the first components leave out", x: Axis("components", from: 0),
      y: Axis("unexplained share of the variance", scale: .logarithmic),
      series: [Series("", rest, kind: .linePoints)])
    let places = components.projections(of: sample, correlation, components: 2)
    var groups: [String] = []
    for group in sample.groups where !groups.contains(group) { groups.append(group) }
    let colors = Color.palette.count
    let series = groups.prefix(colors).enumerated().map { n, group in
      let isRest = n == colors - 1 && groups.count > colors
      let own = places.indices.filter {
        isRest
          ? groups.firstIndex(of: sample.groups[$0])! >= n : sample.groups[$0] == group
      }
      return Series(
        isRest ? "others" : group,
        own.map { SIMD2(places[$0][0], places[$0].count > 1 ? places[$0][1] : 0) },
        kind: .points)
    }
    let map = Chart(
      "Atoms along the first two components", x: Axis("component 1"), y: Axis("component 2"),
      series: series)
    return Figure("\(sample.functionCount) functions of \(sample.symbol)", [scree, map])
  }
}
