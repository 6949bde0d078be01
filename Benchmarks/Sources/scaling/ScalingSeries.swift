import BenchmarkKit
import Foundation
import MDPlot

/// The same deck, or a deck that grows with them, on more and more ranks.
struct ScalingSeries {
  /// One number of ranks.
  struct Point {
    let ranks: Int
    let atoms: Int
    /// Seconds a step, the median of the runs.
    let seconds: Double
    let spread: Double
    /// Against the first point: 1 is perfect.
    var efficiency = 1.0
    /// The part of the loop in communication, of all atoms that are ghosts; messages and bytes that
    /// a rank sends in a step.
    let communication: Double
    let ghostShare: Double
    let messages: Double, bytes: Double
  }

  static let columns = [
    "ranks", "atoms", "ms/step", "+-%", "us/atom/step/rank", "efficiency %", "ghosts %", "comm %",
    "messages/rank/step", "kB/rank/step",
  ]

  let name: String
  private(set) var points: [Point] = []

  /// Series of runs in turns: all numbers of ranks, then all again.
  ///
  /// - Parameters:
  ///   - deck: for a number of ranks.
  ///   - launcher: words before the program for a number of ranks.
  init(
    _ name: String, ranks: [Int], repeats: Int, program: MeasuredProgram, folder: URL,
    deck: (Int) throws -> Deck, launcher: (Int) -> [String]
  ) throws {
    self.name = name
    var logs = [Int: [RunLog]]()
    for turn in 0..<repeats {
      for count in ranks {
        let log = try program.run(try deck(count), launcher: launcher(count), in: folder)
        guard log.ranks == count else {
          throw BenchmarkError("\(count) ranks were asked for, the log tells of \(log.ranks)")
        }
        logs[count, default: []].append(log)
        let time = String(format: "%.4g", log.seconds / Double(log.steps) * 1e3)
        print("\(name), \(count) ranks, turn \(turn + 1): \(time) ms a step")
      }
    }
    points = ranks.map { Self.point($0, logs[$0] ?? []) }
    for i in points.indices {
      // Work a rank and second, against that of the first point.
      let (first, point) = (points[0], points[i])
      points[i].efficiency =
        (first.seconds * Double(first.ranks) / Double(first.atoms))
        / (point.seconds * Double(point.ranks) / Double(point.atoms))
    }
  }

  private static func point(_ ranks: Int, _ logs: [RunLog]) -> Point {
    let times = logs.map { $0.seconds / Double($0.steps) }
    return Point(
      ranks: ranks, atoms: logs[0].atoms, seconds: median(times), spread: spread(times),
      communication: median(logs.map { ($0.sections["Comm"] ?? 0) / $0.seconds }),
      ghostShare: median(logs.map { $0.ghostShare ?? 0 }),
      messages: median(logs.map { ($0.messages ?? 0) / Double(ranks) }),
      bytes: median(logs.map { ($0.bytes ?? 0) / Double(ranks) }))
  }

  /// The table.
  var table: Table {
    var table = Table(name, Self.columns)
    for p in points {
      table.append([
        .init(p.ranks), .init(p.atoms), .number(p.seconds * 1e3), .number(p.spread * 100),
        .number(p.seconds * 1e6 * Double(p.ranks) / Double(p.atoms)),
        .number(p.efficiency * 100), .number(p.ghostShare * 100), .number(p.communication * 100),
        .number(p.messages), .number(p.bytes * 1e-3),
      ])
    }
    return table
  }

  /// The efficiency of several series over the number of ranks.
  static func chart(title: String, _ series: [ScalingSeries]) -> Chart {
    let ranks = Set(series.flatMap { $0.points.map(\.ranks) }).sorted()
    let curves = series.map { one in
      Series(
        one.name, x: one.points.map { Double($0.ranks) }, y: one.points.map { $0.efficiency * 100 },
        kind: .linePoints)
    }
    return Chart(
      title,
      x: Axis(
        "ranks", scale: .logarithmic, categories: ranks.map { (Double($0), String($0)) }),
      y: Axis("parallel efficiency", unit: "%", from: 0, to: 110), series: curves,
      references: [Reference(.y(100))])
  }
}
