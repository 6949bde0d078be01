import Foundation
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
    let html = try page(scratch).replacing("</body>", with: measuring + "</body>")
    let file = try scratch.write("page.html", html)
    let profile = scratch.folder.appendingPathComponent("profile").path
    let browser = try #require(Helper.browser)
    let shown = try #require(
      Helper.run(
        browser,
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile)",
          "--window-size=\(width),900", "--virtual-time-budget=2000", "--dump-dom",
          "file://\(file)",
        ]))
    let text = try #require(shown.output.split(separator: "<pre id=\"found\">").last)
    let lines = text.prefix { $0 != "<" }.split(separator: "\n").map(String.init)
    // Four of the protocol and six of the structure, for each of two runs.
    #expect(lines == ["pictures 20", "done"])
  }
}
