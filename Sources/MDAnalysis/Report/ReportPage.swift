import Foundation
import MDPlot

/// The page of one or more runs: one HTML file with its pictures inside, which needs no network and no
/// scripts.
public struct ReportPage {
  private let runs: [ReportedRun]
  private let reference: Double?

  /// A page of runs; the reference is the energy of an atom in the crystal, eV.
  public init(_ runs: [ReportedRun], reference: Double? = nil) {
    self.runs = runs
    self.reference = reference
  }

  /// The page.
  public var html: String {
    let title = runs.map(\.name).joined(separator: ", ")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>swift-md: \(escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      \(runs.map(section).joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private static let style = """
    body { margin: 0; background: #f3f4f6; color: #22262c;
      font: 15px/1.5 Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 16px; }
    section { background: white; border-radius: 8px; padding: 20px 24px; margin: 16px 0; }
    h1 { font-size: 24px; margin: 8px 0; overflow-wrap: anywhere; }
    h2 { font-size: 18px; margin: 28px 0 8px; }
    p, li { overflow-wrap: anywhere; }
    .note { color: #626870; font-size: 13px; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 8px; }
    .charts svg { width: 100%; height: auto; display: block; }
    .wide { overflow-x: auto; margin-top: 18px; }
    table { border-collapse: collapse; min-width: 60%; }
    th, td { padding: 4px 14px 4px 0; text-align: left; border-bottom: 1px solid #e4e7eb; vertical-align: top; }
    td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
    """

  private func section(_ run: ReportedRun) -> String {
    var parts = ["<section>", "<h1>\(escaped(run.name))</h1>", head(run)]
    let course = RunCharts.protocolCharts(run)
    if !course.isEmpty {
      parts.append("<h2>Along the protocol</h2>")
      parts.append(grid(course))
      parts.append(
        "<p class=\"note\">Dashed lines: where one run of the deck ends and the next begins.</p>")
    }
    let structure = RunCharts.structure(run)
    if !structure.isEmpty {
      parts.append("<h2>Structure</h2>")
      parts.append(grid(structure))
      parts.append(numbers(run))
      parts.append(explanation(run))
    }
    parts.append(speed(run))
    parts.append(warnings(run))
    return (parts + ["</section>"]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func head(_ run: ReportedRun) -> String {
    var words: [String] = []
    if run.atoms > 0 { words.append("\(run.atoms) atoms") }
    if let log = run.log {
      if log.steps > 0 {
        words.append("\(log.steps) steps")
        words.append(String(format: "%.4g ps", Double(log.steps) * log.timestep))
        if log.timedSteps == log.steps { words.append(duration(log.seconds)) }
      }
      words.append(log.program)
    }
    return "<p class=\"note\">\(escaped(words.joined(separator: " · ")))</p>"
  }

  private func duration(_ seconds: Double) -> String {
    if seconds < 120 { return String(format: "%.3g s", seconds) }
    if seconds < 7200 { return String(format: "%.3g min", seconds / 60) }
    return String(format: "%.3g h", seconds / 3600)
  }

  private func grid(_ charts: [Chart]) -> String {
    "<div class=\"charts\">\n"
      + charts.map { $0.picture(width: 500, height: 330).svg }.joined() + "</div>"
  }

  private func numbers(_ run: ReportedRun) -> String {
    let rows = ReportNumbers.rows(run, reference: reference)
    guard !rows.isEmpty else { return "" }
    let heads = run.stages.map { "<th class=\"n\">\($0.name)</th>" }.joined()
    let body = rows.map { row in
      "<tr><td>\(escaped(row.name))</td>"
        + row.values.map { "<td class=\"n\">\($0)</td>" }.joined()
        + (run.isSilicon ? "<td class=\"n\">\(row.experiment)</td>" : "") + "</tr>"
    }
    return "<div class=\"wide\"><table><thead><tr><th></th>\(heads)"
      + (run.isSilicon ? "<th class=\"n\">experiment, a-Si</th>" : "")
      + "</tr></thead><tbody>\n\(body.joined(separator: "\n"))\n</tbody></table></div>"
  }

  private func explanation(_ run: ReportedRun) -> String {
    guard !run.stages.isEmpty else { return "" }
    var text = run.stages.map { stage in
      let (first, last) = (stage.outcome.first, stage.outcome.last)
      return "\(stage.name): frame" + (first == last ? " \(first)" : "s \(first) to \(last)")
    }.joined(separator: "; ")
    text = text.prefix(1).uppercased() + text.dropFirst() + " of the trajectory."
    if run.stages.count == 3 {
      text += " Hottest: the last stretch that is as hot as any, by the log, to 3 %."
    }
    if run.stages.count > 1 {
      text += " Peaks of g(r) and angles that rise far above the others are cut off."
    }
    if run.isSilicon {
      text +=
        " Experiment: annealed amorphous silicon; S(q) and coordination Laaziri et al. 1999, density Custer et al. 1994."
    }
    let notes = Set(run.stages.flatMap(\.outcome.notes)).sorted()
    return "<p class=\"note\">\(escaped(([text] + notes).joined(separator: " ")))</p>"
  }

  private func speed(_ run: ReportedRun) -> String {
    let lines = run.log?.sections.map(\.speed).filter { !$0.isEmpty } ?? []
    guard !lines.isEmpty else { return "" }
    let items = lines.map { "<li>\(escaped($0.joined(separator: "; ")))</li>" }
    return "<h2>Speed</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>"
  }

  private func warnings(_ run: ReportedRun) -> String {
    guard let log = run.log else { return "" }
    guard !log.warnings.isEmpty else { return "<h2>Warnings</h2>\n<p>The log has none.</p>" }
    let items = log.warnings.prefix(50).map {
      "<li>\(escaped($0.text))\($0.count > 1 ? " (\($0.count) times)" : "")</li>"
    }
    let rest = log.warnings.count - items.count
    return "<h2>Warnings</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>"
      + (rest > 0 ? "\n<p>and \(rest) more</p>" : "")
  }

  private func escaped(_ words: String) -> String {
    words.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

/// The numbers that the page sets side by side.
enum ReportNumbers {
  /// A line of the table, as text.
  struct Row {
    var name: String
    /// For each stage.
    var values: [String]
    var experiment: String
  }

  static func rows(_ run: ReportedRun, reference: Double?) -> [Row] {
    var rows = measured(run)
    guard !run.stages.isEmpty else { return rows }
    if run.stages.contains(where: { $0.temperature != nil }) {
      let values = run.stages.map { stage in
        stage.temperature.map { String(format: "%.0f", $0) } ?? "–"
      }
      rows.insert(Row(name: "temperature (K)", values: values, experiment: ""), at: 0)
    }
    if let energies = run.log?.column("PotEng", "E_pair"), run.atoms > 0,
      let first = energies.first?.value, let last = energies.last?.value
    {
      // The ends as the log has them: a run may end with a minimisation.
      let values = run.stages.map { stage -> Double? in
        let energy = stage.name == "start" ? first : stage.name == "end" ? last : stage.energy
        return energy.map { $0 / Double(run.atoms) }
      }
      rows.append(
        Row(
          name: "potential energy (eV/atom)", values: values.map { $0.map(text) ?? "–" },
          experiment: ""))
      if let reference {
        rows.append(
          Row(
            name: "excess over the crystal (eV/atom)",
            values: values.map { $0.map { text($0 - reference) } ?? "–" },
            experiment: "0.070 ± 0.007 (crystallisation enthalpy)"))
      }
    }
    return rows
  }

  private static func measured(_ run: ReportedRun) -> [Row] {
    let density = SiliconExperiment.crystalDensity * (1 - SiliconExperiment.densityDeficit / 100)
    var names: [(name: String, label: String, experiment: String)] = [
      (
        "mean density", "density (g/cm³)",
        String(
          format: "%.3f (%.1f %% below the crystal)", density, SiliconExperiment.densityDeficit)
      ),
      ("mean coordination", "mean coordination", text(SiliconExperiment.coordination)),
      ("atoms that are not 4-fold", "atoms not fourfold (%)", ""),
      ("first peak of g(r)", "first peak of g(r) (Å)", ""),
      ("first minimum of g(r)", "first minimum of g(r) (Å)", ""),
      ("mean bond angle", "mean bond angle (°)", ""),
      ("width of the bond angles (standard deviation)", "width of the bond angles (°)", ""),
      ("5-membered rings per atom", "five-membered rings per atom", ""),
      ("6-membered rings per atom", "six-membered rings per atom", ""),
      ("7-membered rings per atom", "seven-membered rings per atom", ""),
      ("atoms in cubic diamond", "atoms in cubic diamond (%)", ""),
    ]
    for (i, maximum) in SiliconExperiment.maxima.enumerated() {
      names.append(
        ("maximum \(i + 1) of S(q)", "S(q) maximum \(i + 1) (Å⁻¹)", text(maximum.q)))
      names.append(("height of maximum \(i + 1)", "its height", text(maximum.height)))
    }
    return names.compactMap { name, label, experiment -> Row? in
      let values = run.stages.map { $0.outcome.number(name) }
      guard values.contains(where: { $0 != nil }) else { return nil }
      return Row(name: label, values: values.map { $0.map(text) ?? "–" }, experiment: experiment)
    }
  }

  private static func text(_ value: Double) -> String {
    value.isFinite ? String(format: "%.4g", value).replacing("-", with: "−") : "–"
  }
}
