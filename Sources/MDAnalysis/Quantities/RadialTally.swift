import Foundation
import MDCore
import MDDomain
import MDTrajectory

/// Counts of pairs by distance and kinds, shared by g(r) and by S(q) that follows from it.
final class RadialTally {
  let bins: Int
  let width: Double
  private(set) var names: [String] = []
  private(set) var kinds: [Int] = []
  private(set) var frames = 0
  private var counts = Counts(0)
  private var volume = ExactSums(1)
  private var frameCount = Counts(1)
  private var lastFrame = -1
  private var isCombined = false

  init(_ settings: AnalysisSettings) {
    width = settings.rBin
    bins = max(1, Int((settings.rMax / width).rounded()))
  }

  /// Fixes the kinds of atoms, the same on all ranks.
  func prepare(_ frame: Frame) {
    names = frame.speciesNames
    kinds = Array(repeating: 0, count: names.count)
    for kind in frame.species { kinds[Int(kind)] += 1 }
    counts = Counts(names.count * names.count * bins)
  }

  /// Takes in a share of a frame, once.
  func observe(_ snapshot: Snapshot, _ share: Share) {
    let frame = snapshot.frame
    guard frame.number != lastFrame else { return }
    lastFrame = frame.number
    if share.part == 0 {
      volume.add(frame.box.volume)
      frameCount[0] += 1
    }
    let reach = Double(bins) * width
    let grid = CellGrid(frame, cutoff: reach)
    var found = Neighborhood()
    counts.values.withUnsafeMutableBufferPointer { counts in
      for atom in share.range(frame.count) {
        grid.gather(around: atom, cutoff: reach, into: &found)
        let row = Int(frame.species[atom]) * names.count
        for k in 0..<found.count {
          let bin = min(bins - 1, Int(found.square(k).squareRoot() / width))
          counts[(row + Int(frame.species[found.index(k)])) * bins + bin] += 1
        }
      }
    }
  }

  /// Adds up over the ranks, once. Collective.
  func combine(_ communicator: any Communicator) {
    guard !isCombined else { return }
    isCombined = true
    counts.combine(communicator)
    volume.combine(communicator)
    frameCount.combine(communicator)
    frames = Int(frameCount[0])
  }

  /// The middles of the bins, Å.
  var r: [Double] { (0..<bins).map { (Double($0) + 0.5) * width } }

  /// The mean volume, Å³.
  var meanVolume: Double { volume[0] / Double(max(1, frames)) }

  /// All atoms per Å³.
  var density: Double { Double(kinds.reduce(0, +)) / meanVolume }

  /// g(r) between two kinds, or between all atoms if they are nil; pairs over N(N − 1) as in LAMMPS and
  /// MDAnalysis.
  func g(_ pair: (Int, Int)?) -> [Double] {
    let pairs: Double
    if let (a, b) = pair {
      pairs = Double(kinds[a]) * Double(a == b ? kinds[b] - 1 : kinds[b])
    } else {
      let all = Double(kinds.reduce(0, +))
      pairs = all * (all - 1)
    }
    let sums = histogram(pair)
    return (0..<bins).map { bin in
      let shell = 4 / 3 * .pi * pow(width, 3) * (pow(Double(bin + 1), 3) - pow(Double(bin), 3))
      let expected = pairs / meanVolume * shell * Double(frames)
      return expected > 0 ? Double(sums[bin]) / expected : 0
    }
  }

  /// The mean number of neighbours of kind b around an atom of kind a up to the end of each bin.
  func running(_ pair: (Int, Int)?) -> [Double] {
    let centers = pair.map { kinds[$0.0] } ?? kinds.reduce(0, +)
    var sum: Int64 = 0
    return histogram(pair).map {
      sum += $0
      return Double(sum) / Double(max(1, centers * frames))
    }
  }

  private func histogram(_ pair: (Int, Int)?) -> [Int64] {
    let count = names.count
    let rows = pair.map { [$0.0 * count + $0.1] } ?? Array(0..<count * count)
    return (0..<bins).map { bin in rows.reduce(0) { $0 + counts[$1 * bins + bin] } }
  }
}
