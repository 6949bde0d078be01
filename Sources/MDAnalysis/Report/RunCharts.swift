import MDPlot

/// A chart of MDPlot.
typealias MDPlotChart = Chart

/// The pictures of a run.
enum RunCharts {
  /// Temperature, energy, volume and pressure over time; empty without a log.
  static func protocolCharts(_ run: ReportedRun) -> [Chart] {
    guard let log = run.log else { return [] }
    let parts: [(title: String, axis: Axis, names: [String], factor: Double)] = [
      ("Temperature", Axis("T", unit: "K"), ["Temp"], 1),
      ("Potential energy", energyAxis(run), ["PotEng", "E_pair"], energyFactor(run)),
      ("Volume", Axis("volume", unit: "Å³"), ["Volume"], 1),
      ("Density", Axis("density", unit: "g/cm³"), ["Density"], 1),
      ("Pressure", Axis("pressure", unit: "kbar"), ["Press"], 1e-3),
    ]
    let boundaries = log.boundaries.map { Reference(.x($0 * log.timestep)) }
    return parts.compactMap { part -> Chart? in
      let points = part.names.lazy.map { log.column($0) }.first { !$0.isEmpty } ?? []
      guard points.count > 1 else { return nil }
      // Density says the same as volume.
      if part.title == "Density", !log.column("Volume").isEmpty { return nil }
      let series = Series(
        "", points.map { SIMD2($0.step * log.timestep, $0.value * part.factor) }, size: 1.4)
      return Chart(
        part.title, x: Axis("time", unit: "ps"), y: part.axis, series: [series],
        references: boundaries)
    }
  }

  private static func energyFactor(_ run: ReportedRun) -> Double {
    run.atoms > 0 ? 1 / Double(run.atoms) : 1
  }

  private static func energyAxis(_ run: ReportedRun) -> Axis {
    Axis("energy", unit: run.atoms > 0 ? "eV/atom" : "eV")
  }

  /// The structure of all stages in the same charts, experiment beside it.
  static func structure(_ run: ReportedRun) -> [Chart] {
    guard let first = run.stages.first?.outcome else { return [] }
    let places = [
      ("rdf", 0), ("rdf", 1), ("sq", 0), ("angles", 0), ("coordination", 0), ("rings", 0),
    ]
    return places.compactMap { name, place -> Chart? in
      guard place < first.charts(name).count else { return nil }
      var chart = first.charts(name)[place]
      chart.series = []
      for (number, stage) in run.stages.enumerated() {
        let own = stage.outcome.charts(name)[place]
        chart.series += part(own, name, number, of: run)
        chart.x.range = AxisRange(
          from: least(chart.x.range.from, own.x.range.from),
          to: most(chart.x.range.to, own.x.range.to))
      }
      if name == "angles" || (name == "rdf" && place == 0) { cutPeaks(&chart) }
      if run.isSilicon, place == 0 { compare(&chart, name) }
      return chart
    }
  }

  /// Peaks of a crystal would leave nothing to be seen of melt and glass: where one series rises more than
  /// twice as high as the others, it is cut off.
  private static func cutPeaks(_ chart: inout Chart) {
    let tops = chart.series.map { $0.points.map(\.y).filter(\.isFinite).max() ?? 0 }.sorted()
    guard tops.count > 1, let highest = tops.last else { return }
    let next = tops[tops.count - 2]
    if next > 0, highest > 2 * next { chart.y.range.to = 1.4 * next }
  }

  /// What of a chart is shown of one stage of the run, in one colour.
  private static func part(_ chart: Chart, _ name: String, _ number: Int, of run: ReportedRun)
    -> [Series]
  {
    let stage = run.stages[number]
    // S(q) has the direct sum first, which a crystal fills with peaks; the transform is comparable.
    guard var series = name == "sq" ? chart.series.last : chart.series.first else { return [] }
    series.name = run.stages.count == 1 ? "" : stage.label
    series.color = .series(number)
    if series.kind == .area { series.kind = .line }
    guard name == "sq", stage.name == "end", var direct = chart.series.first else {
      return [series]
    }
    direct.name = "end, direct"
    direct.color = series.color
    direct.opacity = 0.45
    return [series, direct]
  }

  private static func least(_ a: Double?, _ b: Double?) -> Double? {
    if let a, let b { return min(a, b) }
    return nil
  }

  private static func most(_ a: Double?, _ b: Double?) -> Double? {
    if let a, let b { return max(a, b) }
    return nil
  }

  private static func compare(_ chart: inout Chart, _ name: String) {
    switch name {
    case "sq":
      chart.series.append(
        Series(
          "maxima, experiment", SiliconExperiment.maxima.map { SIMD2($0.q, $0.height) },
          kind: .points, color: .ink, size: 4))
      chart.y.range.to = nil
    case "rdf": chart.references.append(Reference(.x(2.352), "crystal 2.35 Å"))
    default: break
    }
  }
}
