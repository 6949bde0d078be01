import MDCore
import Testing

@testable import MDDeck

struct ScriptCheckTests {
  @Test(arguments: [
    ("run 1\nrunn 2", "in.deck:2: the command 'runn' is not supported; did you mean 'run'?"),
    ("run", "in.deck:1: run: the number of steps is missing"),
    (
      "variable n index -5\nrun ${n}",
      "in.deck:2: run: the number of steps must be at least 0, not -5"
    ),
    ("run ${n}", "in.deck:1: the variable 'n' is not defined"),
    ("variable e equal pee", "'pee' is no number, constant or thermo keyword; did you mean 'pe'?"),
    ("variable e equal sqrrt(2)", "did you mean 'sqrt'"),
    ("if \"$(pe) < 0\" then \"run x\"", "in.deck:1: run: "),
    ("if \"$(pe) < 0\" then \"run 1\" else \"run x\"", "in.deck:1: run: "),
    ("if 1 then \"run x\"", "in.deck:1: run: "),
    (
      "variable i loop 3\nlabel l\nif \"$i == 3\" then \"run x\"\nnext i\njump SELF l",
      "in.deck:3: run: "
    ),
    ("include in.bad", "in.bad:2: run: "), ("include in.none", "no file 'in.none'"),
    ("label l\nrun 1\njump SELF m", "in.deck:3: jump: the file has no label 'm'"),
    ("if \"${x} == 1\" then \"run 1\"", "'x' is not defined"),
    ("run 1 2", "unexpected word '2'"), ("run $(pe) 2", "unexpected word '2'"),
    ("print 'a", "not closed"),
    ("run 5 &", "the file ends inside"), ("jump in.bad", "in.bad:2: run: "),
    ("jump in.bad q", "no label 'q'"),
    ("print ${y}", "'y' is not defined"), ("variable a equal 1/0\nrun $a", "divides by zero"),
    ("shell mkdir", "a folder is missing"), ("next a", "'a' is not defined"),
    ("if 0 then 'run 1' else 'run x'", "run: "),
  ])
  func mistakesAreFoundBeforeTheRun(deck: String, part: String) {
    let run = RecordedRun(files: ["in.bad": "run 1\nrun x\n"])
    let mistake = run.mistake(deck)
    #expect(mistake?.contains(part) == true, "\(mistake ?? "none")")
    #expect(run.executed.isEmpty && run.screen.isEmpty && run.log.isEmpty)
  }

  @Test(arguments: [
    "variable e equal pe\nrun ${e}", "run $(round(c_any[2]))",
    "variable r equal random(1,9,5)\nrun ${r}",
    "variable i loop 3\nlabel l\nrun $i\nnext i\njump SELF l\nrun 1",
    "label l\nvariable i loop 3\nrun $i\nnext i\njump SELF l\nvariable i loop 2\nrun $i",
    "variable c index 'run 1' 'reset_timestep 5'\nlabel l\n${c}\nnext c\njump SELF l\n${c} 7 8",
    "variable s index a\nif \"$s == b\" then \"pair_style eam\"",
    "if \"$(is_defined(variable,n)) == 0\" then \"variable n index 5\"\nrun ${n}",
    "if \"$(pe) < 0\" then \"variable n equal 5\"\nrun ${n}",
    "if \"$(pe) < 0\" then \"jump SELF end\"\nrun 1\nlabel end",
    "jump SELF end\nnonsense\nlabel end\nrun 1",
    "jump SELF main\nlabel sub\nprint ${late}\njump SELF end\nlabel main\nvariable late equal 5\njump SELF sub\nlabel end",
    "shell putenv STEPS=20\nvariable n getenv STEPS\nrun ${n}",
    "print 'variable q equal 5' file in.made\ninclude in.made\nrun $q",
    "if \"$(pe) > 0\" then \"include in.none\"\nrun 1",
    "print 'run 1' file in.made\ninclude in.made", "include in.${name}1", "quit\nnonsense",
    "variable n equal 2\nlabel l\nvariable n equal ${n}-1\nif \"$n == 0\" then \"quit\"\njump SELF l",
    "variable x string \"$(pe) eV\"\nprint \"$x\"\nprint ${x} file f",
    "variable n equal 5\nvariable n equal ${n}+$(pe)\nrun ${n}",
    "if \"$(pe) > 0\" then quit\nrun 1",
    "variable T index 300\nvariable T delete\nvariable T equal 5\nrun $T",
    "jump in.deck end\nnonsense\nlabel end",
    "variable f file in.1\nrun $f", "jump in.circle",
  ])
  func goodDecksPass(deck: String) {
    let run = RecordedRun(
      files: ["in.1": "5", "in.circle": "run 1\njump in.circle"])
    if deck.contains("${name}") {
      run.files["in.1"] = "run 1"
      try? run.variables.setIndex("name", to: [""])
    }
    let mistake = run.mistake(deck)
    #expect(mistake == nil)
    #expect(run.executed.isEmpty && run.screen.isEmpty && run.log.isEmpty && run.printed.isEmpty)
  }

  @Test func theCheckLeavesTheVariablesAlone() throws {
    let run = RecordedRun()
    try run.variables.setIndex("n", to: ["1", "2"])
    let deck = "variable m equal random(0,1,7)\nnext n\nprint $m"
    try run.script.check(deck, file: "in")
    #expect(run.variables.names == ["n"])
    #expect(try run.variables.text("n", run) == "1")
    #expect(run.variables.generator == nil)
  }
}
