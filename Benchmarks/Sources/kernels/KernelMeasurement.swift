import BenchmarkKit
import CProbe
import MDCore
import MDPotentials

/// Time and allocations of evaluating a potential again and again on the same atoms.
struct KernelMeasurement {
  /// µs of processor time for an atom and evaluation, the median and half the distance between the quartiles
  /// as a part of it.
  let cost: Double, spread: Double
  /// Calls of the allocator in an evaluation once everything has grown; nil if not countable.
  let allocations: Double?
  /// Forces of the owned atoms after the last evaluation, without what ghosts have to hand back.
  let forces: [Double]
  /// How often it was evaluated.
  let evaluations: Int

  /// Evaluates for about `seconds`, at least five times, after two times that are not counted.
  init(
    _ potential: inout any Potential, on system: borrowing PreparedSystem, seconds: Double
  ) {
    let atoms = system.atoms.view
    let neighbors = system.neighbors.view
    for _ in 0..<2 { _ = Self.evaluate(&potential, atoms, neighbors) }
    let first = Self.evaluate(&potential, atoms, neighbors)
    let count = min(max(5, Int(seconds / first)), 10_000)
    var times = [Double](repeating: 0, count: count)
    let before = probe_allocations()
    for k in 0..<count { times[k] = Self.evaluate(&potential, atoms, neighbors) }
    let made = probe_allocations() - before
    let microseconds = times.map { $0 * 1e6 / Double(atoms.owned) }
    cost = median(microseconds)
    spread = BenchmarkKit.spread(microseconds)
    allocations = before < 0 ? nil : Double(made) / Double(count)
    evaluations = count
    forces = (0..<atoms.owned).flatMap { [atoms.fx[$0], atoms.fy[$0], atoms.fz[$0]] }
  }

  /// Seconds of processor time of one evaluation, as in a step that nobody wants the virial of.
  private static func evaluate(
    _ potential: inout any Potential, _ atoms: AtomView, _ neighbors: NeighborListView
  ) -> Double {
    atoms.fx.update(repeating: 0, count: atoms.total)
    atoms.fy.update(repeating: 0, count: atoms.total)
    atoms.fz.update(repeating: 0, count: atoms.total)
    var tally = Tally(wantsVirial: false)
    let began = processorTime()
    potential.readPositions(of: 0..<atoms.total, atoms)
    potential.compute(
      centers: 0..<atoms.owned, atoms: atoms, neighbors: neighbors, tally: &tally)
    return processorTime() - began
  }
}
