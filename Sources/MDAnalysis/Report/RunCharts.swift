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

  /// The structure at the beginning and the end in the same charts, experiment beside it.
  static func structure(_ run: ReportedRun) -> [Chart] {
    guard let before = run.before else { return [] }
    let places = [
      ("rdf", 0), ("rdf", 1), ("sq", 0), ("angles", 0), ("coordination", 0), ("rings", 0),
    ]
    return places.compactMap { name, place -> Chart? in
      guard place < before.charts(name).count else { return nil }
      var chart = before.charts(name)[place]
      chart.series = part(chart, name, isEnd: false, of: run)
      if let after = run.after {
        let end = after.charts(name)[place]
        chart.series += part(end, name, isEnd: true, of: run)
        chart.x.range = AxisRange(
          from: least(chart.x.range.from, end.x.range.from),
          to: most(chart.x.range.to, end.x.range.to))
      }
      if run.isSilicon, place == 0 { compare(&chart, name) }
      return chart
    }
  }

  /// What of a chart is shown of one end of the run, in one colour.
  private static func part(_ chart: Chart, _ name: String, isEnd: Bool, of run: ReportedRun)
    -> [Series]
  {
    let label = run.after == nil ? "" : isEnd ? "end" : "start"
    // S(q) has the direct sum first, which a crystal fills with peaks; the transform is comparable.
    guard var series = name == "sq" ? chart.series.last : chart.series.first else { return [] }
    series.name = label
    series.color = .series(isEnd ? 1 : 0)
    if series.kind == .area { series.kind = .line }
    guard name == "sq", isEnd, var direct = chart.series.first else { return [series] }
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
