import Foundation
import MDDomain
import MDLinearAlgebra

/// Weights of atoms' forces that do not let common environments drown rare ones (Jeong, Lee, Yoo, Han,
/// J. Phys. Chem. C 122, 22790 (2018)).
///
/// The density of training points around an atom is
/// ρ(g) = (1/M) Σ_j exp(−|g − g_j|²/(2σ²D)), with D the number of inputs, over atoms of the same
/// element; its force then counts (1/ρ)^p, scaled so that the mean over all atoms of the element is 1.
/// Inputs are taken as scaled.
enum UniformTraining {
  /// The most points that a density is taken over; more are thinned out evenly.
  static let mostPoints = 4096

  /// A weight for each atom of each structure.
  static func weights(_ problem: FitProblem, training: [Int], width: Double, power: Double)
    -> [[Double]]
  {
    let structures = problem.structures
    var weights = structures.map { [Double](repeating: 1, count: $0.count) }
    for element in problem.layout.shapes.indices {
      let count = problem.design.functionCounts[element]
      var points: [Double] = []
      for index in training {
        points += inputs(problem, index, element)
      }
      let all = points.count / count
      guard all > 0 else { continue }
      let thinned = thin(points, count: count)
      let scale = 1 / (2 * width * width * Double(count))
      var (sum, atoms) = (0.0, 0)
      for index in structures.indices {
        let range = structures[index].ranges[element]
        let own = inputs(problem, index, element)
        let ranks = problem.communicator.size
        let parts = (0..<ranks).map { share(of: range.count, rank: $0, ranks: ranks) }
        var densities = [Double](repeating: 0, count: range.count)
        for n in parts[problem.communicator.rank] {
          densities[n] = density(own, n * count, thinned, count, scale)
        }
        densities.withUnsafeMutableBufferPointer {
          if let base = $0.baseAddress { problem.communicator.share(base, segments: parts) }
        }
        for n in 0..<range.count {
          weights[index][range.lowerBound + n] = pow(1 / max(densities[n], 1e-12), power)
        }
        if training.contains(index) {
          sum += weights[index][range].reduce(0, +)
          atoms += range.count
        }
      }
      let mean = sum / Double(max(atoms, 1))
      for index in structures.indices {
        for n in structures[index].ranges[element] { weights[index][n] /= mean }
      }
    }
    return weights
  }

  /// The inputs of a structure's atoms of one element, atom after atom.
  private static func inputs(_ problem: FitProblem, _ index: Int, _ element: Int) -> [Double] {
    let range = problem.structures[index].ranges[element]
    let starts = problem.inputStarts[index]
    return Array(problem.table(index).inputs[starts[range.lowerBound]..<starts[range.upperBound]])
  }

  private static func thin(_ points: [Double], count: Int) -> [Double] {
    let all = points.count / count
    guard all > mostPoints else { return points }
    return (0..<mostPoints).flatMap { n in
      let place = n * all / mostPoints * count
      return points[place..<(place + count)]
    }
  }

  private static func density(
    _ own: [Double], _ place: Int, _ points: [Double], _ count: Int, _ scale: Double
  ) -> Double {
    var sum = 0.0
    var next = 0
    while next < points.count {
      var distance = 0.0
      for f in 0..<count {
        let away = own[place + f] - points[next + f]
        distance += away * away
      }
      sum += exp(-distance * scale)
      next += count
    }
    return sum / Double(points.count / count)
  }
}
