import MDCore
import Testing

@testable import MDDeck

struct LexerTests {
  private func texts(_ source: String) throws -> [String] {
    try Lexer.logicalLines(of: source, file: "in").map(\.text)
  }

  @Test(arguments: [
    ("a\nb", ["a", "b"]),
    ("a\r\n\r\nb\r\n", ["a", "", "b"]),
    ("run &\n  10 & \t\n upto\n", ["run   10  upto"]),
    ("a & # no continuation\nb", ["a & # no continuation", "b"]),
    ("# all of this &\n is comment", ["# all of this  is comment"]),
    ("print \"\"\"one\n two\"\"\"\nb", ["print \"\"\"one\n two\"\"\"", "b"]),
    ("mass\t1\u{A0}28\n", ["mass\t1 28"]),
    ("\u{FEFF}units metal", ["units metal"]),
    ("print \u{201C}5 Å \u{2212}1\u{201D}", ["print \"5 Å -1\""]),
  ])
  func linesAreJoined(source: String, expected: [String]) throws {
    #expect(try texts(source) == expected)
  }

  @Test func aCommandIsPlacedAtItsFirstLine() throws {
    let lines = try Lexer.logicalLines(of: "a\nb &\n c\nd", file: "in")
    #expect(lines.map(\.location.line) == [1, 2, 4])
  }

  @Test(arguments: ["run 10 &", "print \"\"\"open\n\n", "a\u{FFFD}b", "a\0b", "x \u{F8FF}"])
  func unreadableTextIsRefused(source: String) {
    #expect(throws: InputError.self) { try texts(source) }
  }

  @Test(arguments: [
    ("run 10 # steps", "run 10 "), ("print 'a # b' # c", "print 'a # b' "),
    ("print \"\"\"a '#' \"b\" # c\"\"\" # d", "print \"\"\"a '#' \"b\" # c\"\"\" "),
    ("print don't # kept", "print don't # kept"), ("#", ""),
  ])
  func commentsEndOutsideQuotes(line: String, expected: String) {
    #expect(Lexer.withoutComment(line) == expected)
  }

  @Test func wordsKeepWhetherTheyWereQuoted() throws {
    let words = try Lexer.words(of: "a\t'b c'  \"d 'e'\" \"\"\"f \"g \"\"\" h\"i \"\"")
    #expect(words.map(\.text) == ["a", "b c", "d 'e'", "f \"g ", "h\"i", ""])
    #expect(words.map(\.isQuoted) == [false, true, true, true, false, true])
  }

  @Test(arguments: ["print 'a", "print \"a\"b", "print \"\"\"a\""])
  func quotesMustBalance(line: String) {
    #expect(throws: InputError.self) { try Lexer.words(of: line) }
  }
}
