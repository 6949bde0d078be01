import MDCore
import Testing

@testable import MDDeck

struct ScriptTests {
  /// Run with LAMMPS 29 Sep 2021; the expected lines are its own.
  @Test func languageAndEchoAreThoseOfLAMMPS() throws {
    let deck = #"""
      variable a equal random(0,1,4928459)
      variable g equal normal(2,3,1)
      variable th equal 1/3
      variable th2 equal v_th*3
      variable s string "Hello ${th} $(1/3:%.3f)"
      variable p loop 3 10 pad
      variable q index a "b c" d
      print "a ${a} ${a} ${g} ${a} ${g}"
      print "${s} ${p} ${q} $q'${q}'"
      print '${q} single'
      next q
      print "${q}"
      print ${p}
      label l
      variable k index 0 5
      reset_timestep $k
      print "$(step)"
      next k
      jump SELF l
      if "3 > 2 && foo == foo" then "print yes" "print 'it is'" elif 1 "print no" else "print never"
      if "1 < 2 && !(3 == 4)" then &
        "print A" &
      else "print B"
      print "quote's # kept" # comment
      print don't#x
      """#
    let run = RecordedRun()
    try run.output(deck)
    #expect(
      run.screen == [
        "a 0.255334854125977 0.682568371295929 6.63908801641205 0.428921222686768 0.722963619705444",
        "Hello 0.333333333333333 0.333 03 a a'${q}'", "a single", "b c", "03", "0", "5", "yes",
        "it is", "A", "quote's # kept", "don't#x",
      ])
    #expect(
      run.log[4...7] == [
        #"variable s string "Hello ${th} $(1/3:%.3f)""#, "Hello 0.333333333333333 $(1/3:%.3f)",
        "Hello 0.333333333333333 0.333", "variable p loop 3 10 pad",
      ])
    let loop = run.log.firstIndex(of: "label l")!
    #expect(
      run.log[loop...(loop + 12)] == [
        "label l", "variable k index 0 5", "reset_timestep $k", "reset_timestep 0",
        "print \"$(step)\"", "0", "next k", "jump SELF l", "variable k index 0 5",
        "reset_timestep $k", "reset_timestep 5", "print \"$(step)\"", "5",
      ])
  }

  @Test func loopsNestAndEnd() throws {
    let deck = """
      label outer
      variable i loop 2
      label inner
      variable j loop 3
      if "$i == 2 && $j == 2" then "jump SELF done"
      print $i$j
      next j
      jump SELF inner
      next i
      jump SELF outer
      label done
      print end
      """
    #expect(try RecordedRun().output(deck) == ["11", "12", "13", "21", "end"])
  }

  @Test func filesAreIncludedAndJumpedTo() throws {
    let run = RecordedRun(files: [
      "in.a": "print a\nprint ${x}", "in.b": "print never\nlabel here\nprint b\nrun 5",
    ])
    let screen = try run.output("variable x index 7\ninclude in.a\njump in.b here\nprint not")
    #expect(screen == ["a", "7", "b"])
    #expect(run.executed == ["run 5"])
  }

  @Test func printWritesToFiles() throws {
    let run = RecordedRun()
    let deck = """
      print one file f
      print "t w o" append f screen no
      print "" universe yes
      """
    #expect(try run.output(deck) == ["one", ""])
    #expect(run.printed == ["f": ["one", "t w o"]])
  }

  @Test func quitEndsWithItsStatus() throws {
    let run = RecordedRun()
    let outcome = try run.script.run("if 1 then 'quit 3' 'print a'\nprint b", file: "in")
    #expect(outcome == .quit(status: 3))
    #expect(run.screen.isEmpty)
    #expect(try RecordedRun().script.run("quit", file: "in") == .quit(status: 0))
    #expect(try RecordedRun().script.run("", file: "in") == .finished)
  }

  @Test func echoLogAndClearReachTheirOwners() throws {
    let run = RecordedRun()
    try run.output("echo both\nclear\nlog a\nlog b append\nlog none\necho none\nclear")
    #expect(run.screen == ["clear", "log a", "log b append", "log none", "echo none"])
    #expect(run.log == ["echo both"] + run.screen)
    #expect(run.openedLogs == ["a", "+b"] && run.closedLogs == 1 && run.clears == 2)
  }

  @Test func aCommandRunsFromAText() throws {
    let run = RecordedRun()
    try run.script.runCommand("run $(2*5)", at: SourceLocation(file: "in", line: 4))
    #expect(run.executed == ["run 10"])
  }

  @Test func failuresAreToldWithTheirPlace() {
    let run = RecordedRun()
    let error = #expect(throws: CommandFailure.self) {
      try run.script.run("run 1\n\nfail", file: "in")
    }
    #expect("\(error!)" == "in:3: no file 'fail'")
  }

  @Test(arguments: [
    ("jump SELF nowhere", "in: jump: the file has no label 'nowhere'"),
    ("include in.none", "in:1: no file 'in.none'"), ("shell putenv A", "in:1: shell: putenv: 'A'"),
    ("runn 5", "in:1: the command 'runn' is not supported; did you mean 'run'?"),
    ("kspace_style pppm", "Supported: clear, echo, fail"),
    ("run ten", "in:1: run: the number of steps must be"),
    ("print a b", "keyword (a text with blanks"), ("if 1 print", "'then' must follow"),
    ("if 1 then", "command is missing"),
    ("if foo then 'run 1'", "'foo' must be a number"),
    ("if 0 then 'run 1' else 'run 2' else 'run 3'", "follow 'else'"),
    ("print 'a", "not closed"), ("label", "label is missing"), ("jump", "takes a file"),
    ("echo loud", "'loud'"),
    ("log a b", "unexpected word 'b'"), ("quit x", "whole number"),
    ("include again", "more than 16 deep"),
  ])
  func mistakes(deck: String, part: String) {
    let run = RecordedRun(files: ["again": "include again"])
    do {
      _ = try run.script.run(deck, file: "in")
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(part), "\(error)")
    }
  }
}
