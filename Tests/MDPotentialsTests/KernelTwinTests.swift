import MDCore
import Testing

@testable import MDPotentials

/// The vector kernels against the plain ones, in environments of every size.
@Suite struct KernelTwinTests {
  /// Narrow, wide and weighted functions with shared and lonely η, ζ and λ, two cutoffs, shifts.
  private static func functions(_ elements: [String], isShort: Bool = false) -> [String] {
    let narrow = isShort ? ["0.01", "0.05"] : ["0.0", "0.01", "0.03", "0.05", "0.0371"]
    let wide = isShort ? ["0.05"] : ["0.01", "0.03", "0.05", "0.0371", "0.3"]
    let zetas = isShort ? ["1.0", "5.0"] : ["1.0", "2.0", "5.0", "16.0"]
    var lines: [String] = []
    for center in elements {
      lines += ["\(center) 12 0.05 0.0 5.0", "\(center) 12 0.3 1.4 4.2"]
      lines += ["\(center) 13 0.02 0.0 1 2.0 5.0", "\(center) 13 0.02 0.0 -1 3.0 5.0"]
      for (i, a) in elements.enumerated() {
        lines += ["\(center) 2 \(a) 0.01 0.0 5.0", "\(center) 2 \(a) 0.4 2.1 5.0"]
        lines += ["\(center) 2 \(a) 0.07 0.0 4.2"]
        for b in elements[i...] {
          for eta in narrow {
            for lambda in ["1", "-1"] {
              for zeta in zetas {
                lines.append("\(center) 3 \(a) \(b) \(eta) \(lambda) \(zeta) 5.0")
              }
            }
          }
          lines += [
            "\(center) 3 \(a) \(b) 0.02 0.5 3.0 4.2", "\(center) 3 \(a) \(b) 0.02 1 2.5 5.0",
          ]
          for zeta in isShort ? [] : [1, 2, 4, 8, 16] {
            for lambda in [1, -1] {
              lines.append("\(center) 3 \(a) \(b) 0.06 \(lambda) \(zeta) 4.2")
              lines.append("\(center) 3 \(a) \(b) 0.18 \(lambda) \(zeta) 4.2")
            }
          }
          for eta in wide {
            lines.append("\(center) 9 \(a) \(b) \(eta) 0.3 6.0 5.0")
            lines.append("\(center) 9 \(a) \(b) \(eta) 1 7.0 5.0")
          }
          lines += [
            "\(center) 9 \(a) \(b) 0.02 1 1.0 5.0", "\(center) 9 \(a) \(b) 0.02 -1 1.0 5.0",
          ]
          lines += [
            "\(center) 9 \(a) \(b) 0.04 -1 8.0 5.0", "\(center) 9 \(a) \(b) 0.01 -1 30.0 4.2",
          ]
        }
      }
    }
    return lines
  }

  /// A centre at the origin with `count` neighbours within 5 Å, of all elements in turn, some of them
  /// exactly at a cutoff radius, in a box without periodic images in reach.
  static func cluster(neighbors count: Int, types: Int32) -> Configuration {
    var random = SplitMix(state: UInt64(41 + count))
    let middle = Vector3(repeating: 20)
    var positions = [middle]
    var attempts = 0
    while positions.count <= count {
      attempts += 1
      var d = Vector3(random.symmetric(), random.symmetric(), random.symmetric()) * 4.99
      if positions.count == 1 { d = Vector3(0, 0, 5) }
      if positions.count == 2 { d = Vector3(4.2, 0, 0) }
      if positions.count == 3 { d = Vector3(-1.5, 0, 0) }
      let shortest = attempts < 4000 ? 1.2 : 0.8
      let isFree = positions.allSatisfy { (middle + d - $0).length > shortest }
      if d.length <= 5 && isFree { positions.append(middle + d) }
    }
    return Configuration(
      box: Box(lengths: Vector3(repeating: 40)),
      types: positions.indices.map { Int32($0) % types + 1 }, positions: positions)
  }

  static let counts = [0, 1, 2, 3, 7, 8, 9, 16, 17, 33, 40]

  private func check(
    _ configuration: Configuration, _ synthetic: SyntheticPotential, parts: Int = 1
  ) throws {
    let model = try NeuralNetworkModel(folder: synthetic.folder)
    let types: [String?] = synthetic.elements.map { $0 }
    var vector = try NeuralNetworkPotential(model: model, types: types, kernels: .vector)
    var plain = try NeuralNetworkPotential(model: model, types: types, kernels: .plain)
    vector.extrapolationEventLimit = .max
    plain.extrapolationEventLimit = .max
    let a = configuration.evaluate(&vector, parts: parts)
    let b = configuration.evaluate(&plain)
    // Sums of up to thousands of terms of order one, in another order.
    let size = 1 + b.forces.reduce(0) { max($0, $1.length) }
    #expect(abs(a.energy - b.energy) <= 1e-11 * Double(b.forces.count))
    for i in b.forces.indices {
      #expect((a.forces[i] - b.forces[i]).length <= 1e-11 * size)
      #expect(abs(a.atomEnergies[i] - b.atomEnergies[i]) <= 1e-11)
      for c in 0..<6 { #expect(abs(a.atomVirials[i][c] - b.atomVirials[i][c]) <= 1e-10 * size) }
    }
    for (x, y) in zip(a.virial.components, b.virial.components) {
      #expect(abs(x - y) <= 1e-10 * size)
    }
    #expect(a.extrapolations == b.extrapolations)
    let (first, second) = (vector.takeExtrapolations(), plain.takeExtrapolations())
    #expect(first.events.map(\.atom).sorted() == second.events.map(\.atom).sorted())
  }

  static func synthetic(
    _ elements: [String], cutoff: String = "1", isShort: Bool = false
  ) -> SyntheticPotential {
    var result = SyntheticPotential(
      elements: elements, cutoffType: cutoff, functions: functions(elements, isShort: isShort),
      nodes: [9, 4])
    // Values of sums over many neighbours lie in the hundreds: scaled down, so that tanh is alive.
    result.statistics = "0.0 400.0 20.0 1.5"
    return result
  }

  @Test(arguments: counts)
  func oneElement(_ count: Int) throws {
    try check(Self.cluster(neighbors: count, types: 1), Self.synthetic(["Si"]))
  }

  @Test(arguments: counts)
  func twoElements(_ count: Int) throws {
    try check(Self.cluster(neighbors: count, types: 2), Self.synthetic(["O", "Si"]), parts: 3)
  }

  /// Functions that no kernel of their own suits: with compact support, with shifts between the neighbours, with powers
  /// that are not whole.
  private static func otherFunctions(_ elements: [String]) -> [String] {
    var lines: [String] = []
    for center in elements {
      lines += [
        "23 -5.0 5.0 p3", "23 0.8 4.1 e", "24 -5.0 5.0 60.0 300.0 p2", "24 -4.2 4.2 -90 90 p2",
        "25 -5.0 5.0 30.0 150.0 p1", "25 1.0 4.2 0.0 100.0 p3a", "13 0.05 1.5 1 2.0 5.0",
      ].map { "\(center) \($0)" }
      for (i, a) in elements.enumerated() {
        lines += ["\(center) 20 \(a) -5.0 5.0 p2", "\(center) 20 \(a) 1.0 4.5 p4a"]
        for b in elements[i...] {
          let (narrow, wide) = ("\(center) 21 \(a) \(b)", "\(center) 22 \(a) \(b)")
          lines += ["-5.0 5.0 60.0 300.0 p3", "0.5 4.8 20.0 140.0 p1a", "-5.0 5.0 -180.0 180.0 p3"]
            .map { "\(narrow) \($0)" }
          lines += [
            "-4.2 4.2 -70.0 70.0 p2a", "1.0 5.0 30.0 150.0 e", "-4.2 4.2 120.0 240.0 p4",
            "-5.0 5.0 0.0 180.0 p4a",
          ].map { "\(wide) \($0)" }
          lines += [
            "\(center) 3 \(a) \(b) 0.3 1 2.0 5.0 1.8", "\(center) 3 \(a) \(b) 0.3 -1 3.0 4.2 2.5",
            "\(center) 9 \(a) \(b) 0.5 -1 1.0 5.0 2.0", "\(center) 9 \(a) \(b) 0.02 1 2.5 4.2",
          ]
        }
      }
    }
    return lines
  }

  @Test(arguments: counts, [["Si"], ["O", "Si"]])
  func functionsOfOtherForms(_ count: Int, _ elements: [String]) throws {
    var synthetic = SyntheticPotential(
      elements: elements, functions: Self.otherFunctions(elements), nodes: [9, 4])
    synthetic.statistics = "0.0 40.0 2.0 1.5"
    try check(
      Self.cluster(neighbors: count, types: Int32(elements.count)), synthetic,
      parts: elements.count)
    let model = try NeuralNetworkModel(folder: synthetic.folder)
    let plan = try NeuralNetworkPotential(model: model, types: elements).plans[0]
    #expect(!plan.general.isEmpty && !plan.isPlain)
  }

  @Test func functionsOfOtherFormsInPeriodicCell() throws {
    var synthetic = SyntheticPotential(
      elements: ["C", "O", "Si"], functions: Self.otherFunctions(["C", "O", "Si"]), nodes: [9, 4])
    synthetic.statistics = "0.0 40.0 2.0 1.5"
    try check(.sample(types: 3), synthetic, parts: 2)
  }

  /// λ and ζ of sets that lead to every kind of basis, with some powers of the cosine or none and some of
  /// 1 + λc, and how many columns that is with what fills up.
  static let shapes: [(shapes: [(Double, Int)], columns: Int)] = [
    ([1, 2, 4, 16].map { (1, $0) }, 4), ([1, 3, 7].map { (-1, $0) }, 4),
    ((1...6).map { (1, $0) }, 6), ([(1, 1)], 1), ([(1, 1), (-1, 1)], 2),
    ([1, 2].flatMap { [(1, $0), (-1, $0)] } + [(-1, 12)], 4),
    ([1, 2, 4].flatMap { [(1, $0), (-1, $0)] }, 5),
    ([1, 2, 4].flatMap { [(1, $0), (-1, $0)] } + [(1, 8), (1, 16), (1, 32)], 9),
    ([1, 2, 4, 8, 16].flatMap { [(1, $0), (-1, $0)] }, 9),
    ([1, 2, 4, 6].flatMap { [(1, $0), (-1, $0)] }, 7),
    ([1, 2, 4, 6, 8, 16].flatMap { [(1, $0), (-1, $0)] }, 11),
    ((1...6).flatMap { [(1, $0), (-1, $0)] } + [(0.5, 2), (1, 9), (-0.5, 11), (-1, 8)], 11),
  ]

  @Test(arguments: shapes.indices, [1, 3, 4])
  func everyBasis(_ index: Int, etas: Int) throws {
    let (shapes, columns) = Self.shapes[index]
    var lines = ["Si 2 Si 0.1 0.0 5.0"]
    for eta in [0.02, 0.04, 0.05, 0.11].prefix(etas) {
      for (lambda, zeta) in shapes { lines.append("Si 3 Si Si \(eta) \(lambda) \(zeta) 5.0") }
    }
    var synthetic = SyntheticPotential(elements: ["Si"], functions: lines, nodes: [9, 4])
    synthetic.statistics = "0.0 400.0 20.0 1.5"
    for count in [2, 9, 33] {
      try check(Self.cluster(neighbors: count, types: 1), synthetic)
    }
    let model = try NeuralNetworkModel(folder: synthetic.folder)
    let plan = try NeuralNetworkPotential(model: model, types: ["Si"]).plans[0]
    #expect(plan.tripletGroups[0].program.columnCount == columns)
    var (double, mixed) = try (synthetic.potential(), synthetic.potential(precision: .mixed))
    let cluster = Self.cluster(neighbors: 33, types: 1)
    let (a, b) = (cluster.evaluate(&double).forces, cluster.evaluate(&mixed).forces)
    let size = max(1, a.map(\.length).max()!)
    for (x, y) in zip(a, b) { #expect((x - y).length <= 2e-5 * size) }
  }

  @Test(arguments: (0...8).flatMap { ["\($0)", "\($0) 0.3"] })
  func everyCutoffFunction(_ cutoff: String) throws {
    try check(
      Self.cluster(neighbors: 21, types: 2),
      Self.synthetic(["O", "Si"], cutoff: cutoff, isShort: true))
    try check(
      .sample(types: 2), Self.synthetic(["O", "Si"], cutoff: cutoff, isShort: true), parts: 2)
  }

  @Test func threeElementsInPeriodicCell() throws {
    try check(.sample(types: 3), Self.synthetic(["C", "O", "Si"], isShort: true))
  }
}
