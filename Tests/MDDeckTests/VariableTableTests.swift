import MDCore
import Testing

@testable import MDDeck

struct VariableTableTests {
  /// The screen lines of a deck of `variable`, `next` and `print`.
  private func output(_ deck: String, _ run: RecordedRun = RecordedRun()) throws -> [String] {
    _ = try run.script.run(deck, file: "in")
    return run.screen
  }

  @Test(
    arguments: [
      ("variable a index x 'y z'\nprint \"${a} $a\"\nnext a\nprint $(1+1)${b}", nil),
      ("variable a index x 'y z'\nnext a\nprint \"${a}|$a\"", "y z|y z"),
      ("variable a index 1 2\nvariable a index 3\nprint $a", "1"),
      ("variable a loop 3\nvariable a index 3\nprint $a", "1"),
      ("variable a loop 8 10 pad\nprint $a", "08"), ("variable a loop 10 pad\nprint $a", "01"),
      ("variable a loop -1 5\nprint $a", "-1"),
      ("variable a string one\nvariable a string 'two three'\nprint \"$a\"", "two three"),
      (
        "variable b equal 1/3\nvariable a string 'b is ${b}'\nvariable b equal 2\nprint \"$a\"",
        "b is 0.333333333333333"
      ),
      (
        "variable b equal 1/3\nvariable b equal v_c*3\nvariable c equal 1/3\nprint $b",
        "0.999999999999999"
      ),
      ("variable b equal 1/3\nvariable f format b %8.3f\nprint \"$f|\"", "   0.333|"),
      ("variable h getenv WHO\nprint $h", "me"), ("variable h getenv NOBODY\nprint \"<$h>\"", "<>"),
      ("variable v file values\nprint $v\nnext v", "first"),
      ("variable v file values\nnext v\nprint $v", "2.5"),
      ("variable i internal 2.5\nvariable i internal 3.5\nprint $(v_i)", "3.5"),
      ("variable a index 1\nvariable a delete\nvariable a equal 7\nprint $a", "7"),
      ("variable none delete\nprint ok", "ok"),
      ("print '$(1/3) $(1/3:%.4f) $(2:%g eV) $(1e20)'", "0.33333333333333331483 0.3333 2 eV 1e+20"),
      (
        "variable x equal 0.1\nprint \"${x} $(v_x) $(0.1)\"",
        "0.1 0.10000000000000000555 0.10000000000000000555"
      ),
      ("print \"$((1+2)*(3+4))\"", "21"),
    ] as [(String, String?)])
  func valuesAndTheirText(deck: String, last: String?) throws {
    let run = RecordedRun(
      files: ["values": "# head\n\n  first rest # x\n2.5\n"], environment: ["WHO": "me"])
    guard let last else {
      #expect(throws: InputError.self) { try output(deck, run) }
      return
    }
    #expect(try output(deck, run).last == last)
  }

  @Test(arguments: [
    ("variable a index 1\nvariable a equal 2", "in:2: 'a' is of style index already"),
    ("variable a equal 1\nvariable a string 2", "cannot become string"),
    ("variable a-b equal 1", "letters, digits and underscores"),
    ("variable a atom x+", "value is missing"),
    ("variable a world 1 2", "partitions"),
    ("variable a vectr 1", "style 'vectr' is not supported"),
    ("variable a equal", "formula is missing"), ("variable a equal 1 + 2", "must stand in quotes"),
    ("variable a equal 1+", "variable: in the formula '1+'"),
    ("variable a loop 0", "1 or more"), ("variable a loop 5 3", "from 5 to 3"),
    ("variable a loop x", "whole number"),
    ("variable a format b %d", "not one for a number"),
    ("variable a format b %.3f\nprint $a", "'b' is not defined"),
    ("next a", "'a' is not defined"), ("variable a equal 1\nnext a", "style equal"),
    ("variable a index 1\nvariable b loop 2\nnext a b", "same style"), ("next", "missing"),
    ("variable a equal v_b\nvariable b equal v_a\nprint $a", "depends on itself: a → b → a"),
    ("variable a string x\nvariable b equal v_a\nprint $b", "'a' is 'x', which is not a number"),
    ("variable temperature index 1\nprint ${temprature}", "did you mean 'temperature'"),
    ("print ${a", "no '}'"), ("print $(1", "no ')'"), ("print $", "last character"),
    ("print '$(1:%d)'", "not one for a number"), ("variable v file none", "no file 'none'"),
  ])
  func mistakes(deck: String, part: String) {
    do {
      _ = try output(deck)
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(part), "\(error)")
      #expect("\(error)".hasPrefix("in:"))
    }
  }

  @Test func variablesOfTheCommandLineStay() throws {
    let run = RecordedRun()
    try run.variables.setIndex("T", to: ["600", "900"])
    #expect(try output("variable T index 300\nprint $T\nnext T\nprint $T", run) == ["600", "900"])
    #expect(throws: InputError.self) { try run.variables.setIndex("a b", to: ["1"]) }
  }

  @Test func numbersForFixesComeFromEqualVariables() throws {
    let run = RecordedRun()
    _ = try output(
      "variable e equal pe*2\nvariable i index 3\nvariable never equal stride(0,1,5)", run)
    #expect(try run.variables.number("e", run) == -9)
    #expect(run.variables.isNumeric("e") && !run.variables.isNumeric("i"))
    #expect(throws: InputError.self) { try run.variables.number("i", run) }
    #expect(throws: InputError.self) { try run.variables.number("no", run) }
    run.step = 5
    #expect(try run.variables.step("never", run) == .max)
  }

  @Test(arguments: [
    ("a'$x'\"$x\"$x", "a'$x'\"$x\"7"), ("\"\"\"$x\"\"\" ${x}", "\"\"\"$x\"\"\" 7"),
    ("none", "none"),
  ])
  func quotesHideReferences(text: String, expected: String) throws {
    let run = RecordedRun()
    try run.variables.setIndex("x", to: ["7"])
    #expect(try run.variables.substitute(text, run) == expected)
  }
}
