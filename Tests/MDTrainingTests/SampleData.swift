import Foundation
import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials

@testable import MDTraining

/// Small structures of two elements with labels of a smooth pair potential, and settings for them: what
/// the tests of the fit work on, without any file.
enum SampleData {
  static let reach = 4.0

  /// Energy and slope of the pair potential, smooth to zero at the reach; its depth depends on the pair.
  static func pair(_ r: Double, _ a: String, _ b: String) -> (energy: Double, slope: Double) {
    guard r < reach else { return (0, 0) }
    let depth = a == b ? (a == "Si" ? 0.6 : 0.4) : 0.8
    let (morse, rise) = {
      let e = exp(-1.4 * (r - 2.4))
      return (depth * (e * e - 2 * e), depth * -2.8 * (e * e - e))
    }()
    let x = r / reach
    let cut = pow(1 - x * x, 3)
    let cutSlope = 3 * pow(1 - x * x, 2) * (-2 * x / reach)
    return (morse * cut, rise * cut + morse * cutSlope)
  }

  /// A structure with energy, forces and stress.
  static func labelled(
    _ positions: [Vector3], _ elements: [String], box: Box, frame: Int, file: String = "sample",
    group: String = "sample"
  ) -> LabelledStructure {
    var energy = 0.0
    var forces = [Vector3](repeating: .zero, count: positions.count)
    var virial = SymmetricTensor.zero
    for i in positions.indices {
      energy += elements[i] == "Si" ? -5.0 : -3.0
      for j in positions.indices {
        for a in Int32(-2)...2 {
          for b in Int32(-2)...2 {
            for c in Int32(-2)...2 where i != j || SIMD3(a, b, c) != .zero {
              let d = positions[j] + box.shift(SIMD3(a, b, c)) - positions[i]
              let r = d.length
              let (e, slope) = pair(r, elements[i], elements[j])
              energy += 0.5 * e
              forces[i] += d * (slope / r)
              let w = 0.5 * slope / r
              virial += SymmetricTensor(
                xx: w * d.x * d.x, yy: w * d.y * d.y, zz: w * d.z * d.z, xy: w * d.x * d.y,
                xz: w * d.x * d.z, yz: w * d.y * d.z)
            }
          }
        }
      }
    }
    return LabelledStructure(
      box: box, elements: elements, positions: positions, energy: energy, forces: forces,
      stress: virial * (1 / box.volume), group: group,
      origin: FrameLocation(file: file, frame: frame, line: 1))
  }

  /// Distorted crystals of eight atoms in skewed cells.
  static func structures(_ count: Int, elements: [String] = ["Si", "Ge"], file: String = "sample")
    -> [LabelledStructure]
  {
    (0..<count).map { n in
      var random = CounterRandom(seed: 11, id: Int64(n), step: 0)
      func wiggle(_ size: Double) -> Double { size * (2 * random.uniform() - 1) }
      let lengths = Vector3(4.6 + wiggle(0.3), 4.7 + wiggle(0.3), 4.5 + wiggle(0.3))
      let box = Box(
        lengths: lengths, tilts: Vector3(wiggle(0.3), wiggle(0.3), wiggle(0.3)),
        isTriclinic: true)
      var positions: [Vector3] = []
      var kinds: [String] = []
      for place in 0..<8 {
        let s = Vector3(
          Double(place & 1) / 2 + wiggle(0.06), Double(place >> 1 & 1) / 2 + wiggle(0.06),
          Double(place >> 2) / 2 + wiggle(0.06))
        positions.append(box.cartesian(s))
        kinds.append(elements[(place * 3 + n) % elements.count])
      }
      return labelled(positions, kinds, box: box, frame: n + 1, file: file)
    }
  }

  /// Radial and angular functions for one or two elements.
  static func input(
    elements: [String] = ["Si", "Ge"], extra: String = "", nodes: String = "5 4",
    activations: String = "t p l"
  ) -> String {
    var lines = [
      "number_of_elements \(elements.count)", "elements \(elements.joined(separator: " "))",
      "cutoff_type 2", "scale_symmetry_functions", "center_symmetry_functions",
      "global_hidden_layers_short 2", "global_nodes_short \(nodes)",
      "global_activation_short \(activations)", extra,
    ]
    for center in elements {
      for (n, a) in elements.enumerated() {
        lines += [
          "symfunction_short \(center) 2 \(a) 0.3 0.0 4.0",
          "symfunction_short \(center) 2 \(a) 2.0 2.2 4.0",
        ]
        for b in elements[n...] {
          lines += [
            "symfunction_short \(center) 3 \(a) \(b) 0.1 1 2.0 4.0",
            "symfunction_short \(center) 9 \(a) \(b) 0.1 -1 1.0 3.5",
          ]
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a fit of some structures begins with.
  static func preparation(
    _ sources: [LabelledStructure], input text: String,
    communicator: any Communicator = SingleRank(),
    adjust: (inout FitSettings) -> Void = { _ in }
  ) throws -> FitPreparation {
    let design = try NetworkDesign(text: text, file: "input.nn")
    var settings = try FitSettings(design)
    settings.usesForces = true
    adjust(&settings)
    let data = try TrainingData(
      sources, points: [], design: design, settings: settings,
      atomEnergies: design.atomEnergies, energyFactor: 1, algebra: LinearAlgebra.load())
    return try FitPreparation(
      design: design, data: data, settings: settings, earlier: nil, lengthFactor: 1,
      energyFactor: 1, communicator: communicator)
  }

  /// A trainer at its beginning.
  static func trainer(_ preparation: FitPreparation) -> Trainer {
    let problem = preparation.problem
    return Trainer(
      problem: problem,
      optimizer: preparation.optimizer(problem, seed: preparation.settings.seed),
      settings: preparation.settings, training: preparation.data.training,
      validation: preparation.data.validation, invariants: [],
      weights: preparation.initialWeights(seed: preparation.settings.seed, problem: problem))
  }

  /// The weights after a fit.
  static func fit(_ preparation: FitPreparation) throws -> Trainer.State {
    let trainer = trainer(preparation)
    try trainer.run(tell: { _, _ in }, save: { _ in })
    return trainer.state
  }
}
