import Foundation
import Helpers
import MDCore
import MDDomain
import Testing

@testable import MDAnalysis
@testable import MDTrajectory

@Suite struct ReportPageTests {
  /// A page of a run with everything: log, trajectory, experiment beside it.
  private func page(_ scratch: Scratch) throws -> String {
    var log = ThermoLogTests.text
    log = log.replacing("WARNING: something", with: "WARNING: <b>a & b</b> something")
    _ = try scratch.write("log.lammps", log)
    _ = try scratch.write("a.lammpstrj", Samples.wandering(cells: 2, frames: 4))
    var run = try ReportedRun(path: scratch.folder.path)
    var settings = AnalysisSettings()
    settings.ringMax = 7
    try run.measure(settings, FrameOptions(elements: ["Si"]), SingleRank())
    #expect(run.atoms == 64 && run.isSilicon)
    return ReportPage([run, run], reference: -4.3).html
  }

  /// A run that was heated and cooled: 30 frames, the hottest 15 to 20.
  private func heatedAndCooled(_ scratch: Scratch) throws -> ReportedRun {
    let rows = (0...29).map { i in
      "\(20 * i) \(i < 12 ? 300 : i < 21 ? 2500 : 300) \(-250 + (i < 12 ? 0 : 10))"
    }
    _ = try scratch.write(
      "log.lammps",
      "LAMMPS\nStep Temp PotEng\n" + rows.joined(separator: "\n")
        + "\nLoop time of 1.5 on 1 procs for 580 steps with 64 atoms\n")
    _ = try scratch.write("a.lammpstrj", Samples.wandering(cells: 2, frames: 30))
    var run = try ReportedRun(path: scratch.folder.path)
    var settings = AnalysisSettings()
    settings.ringMax = 7
    try run.measure(settings, FrameOptions(elements: ["Si"]), SingleRank())
    return run
  }

  @Test func theHottestStretchIsShown() throws {
    let run = try heatedAndCooled(try Scratch())
    #expect(run.stages.map(\.name) == ["start", "hottest", "end"])
    #expect(run.stages.map(\.temperature) == [300, 2500, 300])
    // The last of the stretches at 2500 K: steps 360 to 400.
    #expect(run.stages.map(\.outcome.first) == [1, 19, 28])
    #expect(run.stages.map(\.outcome.last) == [3, 21, 30])
    let html = ReportPage([run]).html
    for word in [
      "start, 300 K", "hottest, 2500 K", "end, 300 K",
      "Start: frames 1 to 3; hottest: frames 19 to 21",
      "<td>temperature (K)</td><td class=\"n\">300</td><td class=\"n\">2500</td>",
    ] {
      #expect(html.contains(word), "the page lacks '\(word)'")
    }
  }

  @Test func stretchesAreChosenByTheLog() {
    let steps = (0..<20).map { Int64?(Int64(10 * $0)) }
    func curve(_ value: (Double) -> Double) -> LogCurve {
      LogCurve((0...20).map { (step: 10 * Double($0), value: value(Double($0))) })
    }
    // As hot at the end as anywhere: nothing more to be shown.
    #expect(RunStage.hottest(steps, part: 2, curve { 300 + 100 * $0 }) == nil)
    #expect(RunStage.hottest(steps, part: 2, curve { _ in 300 }) == nil)
    // Between two lines of the log, and the last of what is as hot.
    #expect(RunStage.hottest(steps, part: 2, curve { $0 < 4 || $0 > 12 ? 300 : 2000 }) == 11..<13)
    #expect(RunStage.hottest(steps, part: 2, curve { $0 == 10 ? 2000 : 300 }) == 10..<12)
    #expect(RunStage.hottest([nil] + steps, part: 2, curve { $0 == 10 ? 2000 : 300 }) == nil)
    #expect(RunStage.hottest([0, 10], part: 1, curve { _ in 300 }) == nil)
    #expect(LogCurve([(0, 1), (10, 3), (0, 2)]).value(at: 5) == 2.5)
    #expect(LogCurve([(0, 1), (10, 3)]).value(at: 11) == nil)
  }

  @Test func pageStandsAlone() throws {
    let html = try page(try Scratch())
    for word in ["http:", "https:", "<script", "<link", "<img", "@import", "src="] {
      let found = html.replacing("http://www.w3.org/2000/svg", with: "").contains(word)
      #expect(!found, "the page has \(word)")
    }
    for word in [
      "Temperature", "Potential energy", "Pressure", "Volume", "Structure factor", "3.88",
      "maxima, experiment", "excess over the crystal", "Loop time of 1.5", "(2 times)",
      "&lt;b&gt;a &amp; b&lt;/b&gt;",
    ] {
      #expect(html.contains(word), "the page lacks '\(word)'")
    }
  }

  @Test(
    .enabled(if: Helper.browser != nil, "needs chromium-headless-shell (.ci/setup test)"),
    arguments: [1280, 480])
  func browserShowsThePage(width: Int) throws {
    let scratch = try Scratch()
    // A script of the test's own measures the page and leaves what it found as text.
    let measuring = """
      <pre id="found"></pre><script>
      const found = [];
      window.onerror = (message) => { found.push("error: " + message); };
      const pictures = [...document.querySelectorAll("svg")];
      found.push("pictures " + pictures.length);
      for (const svg of pictures) {
        const frame = svg.getBoundingClientRect();
        if (frame.width < 200 || frame.height < 120) found.push("small picture " + frame.width);
        const texts = [...svg.querySelectorAll("text")];
        if (texts.length < 5) found.push("picture without words");
        const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
        for (const [words, box] of boxes) {
          if (words && box.width == 0) found.push("text without size: " + words);
          if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
              || box.bottom > frame.bottom + 1) found.push("text leaves its picture: " + words);
        }
        for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
          const [a, p] = boxes[i], [b, q] = boxes[j];
          // Boxes of letters have some air above and below.
          const x = Math.min(p.right, q.right) - Math.max(p.left, q.left);
          const y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
          if (a && b && x > 1 && y > 5) found.push("text over text: " + a + " | " + b);
        }
      }
      if (document.documentElement.scrollWidth > window.innerWidth)
        found.push("the page is wider than the window");
      for (const node of document.querySelectorAll("h1, h2, p, li"))
        if (node.scrollWidth > node.clientWidth + 1) found.push("overflow: " + node.textContent);
      document.getElementById("found").textContent = found.join("\\n") + "\\ndone";
      </script>
      """
    let other = try Scratch()
    let three = ReportPage([try heatedAndCooled(other)]).html
    let body = three.split(separator: "<main>")[1].split(separator: "</main>")[0]
    let html = try page(scratch).replacing("</main>", with: body + "</main>")
      .replacing("</body>", with: measuring + "</body>")
    let file = try scratch.write("page.html", html)
    let profile = scratch.folder.appendingPathComponent("profile").path
    let browser = try #require(Helper.browser)
    let shown = try Helper.run(
      browser,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile)",
        "--window-size=\(width),900", "--virtual-time-budget=2000", "--dump-dom",
        "file://\(file)",
      ])
    let text = try #require(shown.output.split(separator: "<pre id=\"found\">").last)
    let lines = text.prefix { $0 != "<" }.split(separator: "\n").map(String.init)
    // Four of the protocol and six of the structure, for each of two runs; two and six of the one that was
    // heated and cooled.
    #expect(lines == ["pictures 28", "done"])
  }
}
