import MDCore
import Testing

@testable import MDAnalysis

@Suite struct AnalyzeOptionsTests {
  @Test func wordsBecomeSettings() throws {
    let options = try AnalyzeOptions([
      "a.h5md", "-quantities", "rdf,excess", "b.dump", "-from", "-20", "-every", "3", "-cutoff",
      "2.6",
      "-elements", "Si", "O", "-reference", "-5.4", "-out", "there", "-atoms",
    ])
    #expect(options.analysis.paths == ["a.h5md", "b.dump"])
    #expect(options.analysis.quantities == ["rdf", "excess"])
    #expect(options.analysis.first == -20 && options.analysis.every == 3)
    #expect(options.analysis.settings.cutoff == 2.6 && options.analysis.hasOwnCutoff)
    #expect(options.analysis.settings.reference == -5.4)
    #expect(options.analysis.frameOptions.elements == ["Si", "O"])
    #expect(options.folder == "there" && options.writesAtoms)
  }

  @Test(arguments: [
    ("", "needs a file"), ("a -quantities rdff", "did you mean 'rdf'?"),
    ("a -cutof 3", "did you mean -cutoff?"), ("a -cutoff -3", "above 0"), ("a -every 0", "from 1"),
    ("a -quantities excess", "-reference"), ("a -from 0", "frame"), ("a -elements", "symbols"),
    ("a -rmax", "needs a value"), ("a -quantities excess -reference 1 -log nowhere", "nowhere"),
  ])
  func mistakesAreNamed(words: String, message: String) {
    do {
      _ = try AnalyzeOptions(words.split(separator: " ").map(String.init))
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}
