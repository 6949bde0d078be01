import MDCore

/// The keywords of an `input.nn` with their arguments, checked for what n2p2 checks: unknown keywords
/// give a warning, and a keyword that may stand only once gives an error when it stands twice.
package struct N2P2Settings: Sendable {
  /// One line: the keyword under its main name, and the arguments.
  package struct Entry: Sendable {
    package let keyword: String
    package let line: DataLine
    /// The line without the keyword.
    package var arguments: DataLine {
      DataLine(words: Array(line.words.dropFirst()), location: line.location)
    }
  }

  package let file: String
  package private(set) var entries: [Entry] = []
  /// Sentences for the log.
  package private(set) var warnings: [String] = []

  /// Words that stand where a keyword should.
  private var strangers: [DataLine] = []

  /// Cuts the text into keywords; `#` and `!` begin a comment.
  package init(text: String, file: String) throws {
    self.file = file
    var spelling: [String: String] = [:]
    for line in DataLine.lines(of: text, file: file, comments: ["#", "!"]) {
      let word = line.words[0]
      let keyword = Self.aliases[word] ?? word
      if !Self.known.contains(keyword) {
        strangers.append(line)
        let hint =
          Self.ofRuNNer[word].map { "; it is RuNNer's: \($0)" }
          ?? nearestName(to: word, among: Array(Self.known)).map { "; did you mean \($0)?" } ?? ""
        warnings.append("\(line.location): unknown keyword \(word) is ignored\(hint)")
        continue
      }
      if let other = spelling[keyword], other != word {
        throw line.error("\(word) and \(other) are two names of one keyword; use one of them")
      }
      spelling[keyword] = word
      if !Self.repeatable.contains(keyword), let first = self.first(keyword) {
        throw line.error("\(word) stands in line \(first.line.location.line) already")
      }
      entries.append(Entry(keyword: keyword, line: line))
    }
  }

  /// The first line with a keyword.
  package func first(_ keyword: String) -> Entry? { entries.first { $0.keyword == keyword } }

  /// All lines with a keyword, in the order of the file.
  package func all(_ keyword: String) -> [Entry] { entries.filter { $0.keyword == keyword } }

  /// Whether a keyword stands in the file.
  package func contains(_ keyword: String) -> Bool { first(keyword) != nil }

  /// The arguments of a keyword that must be there.
  package func required(_ keyword: String) throws -> DataLine {
    guard let entry = first(keyword) else {
      throw InputError(
        "the keyword \(keyword) is missing\(hint(to: keyword))", at: SourceLocation(file: file))
    }
    return entry.arguments
  }

  /// Where a word stands that may be a keyword, misspelt: `; line 26 has cutof_type`.
  func hint(to keyword: String) -> String {
    let nearest = strangers.first { line in
      let word = line.words[0].lowercased()
      return word.hasSuffix(keyword) || nearestName(to: word, among: [keyword]) != nil
    }
    return nearest.map { "; line \($0.location.line) has \($0.words[0])" } ?? ""
  }

  /// The number after a keyword, or nil if the keyword is not there.
  package func number(_ keyword: String) throws -> Double? {
    try first(keyword)?.arguments.number(0, "the value of \(keyword)")
  }

  /// Adds a sentence for the log.
  mutating func warn(_ sentence: String) { warnings.append(sentence) }

  /// The elements, sorted by atomic number as n2p2 sorts them.
  func elements() throws -> [(symbol: String, atomicNumber: Int)] {
    let line = try required("elements")
    let elements = try line.words.map { symbol in
      guard let number = atomicNumber(of: symbol) else {
        throw line.error("'\(symbol)' is not the symbol of an element from H to No")
      }
      return (symbol: symbol, atomicNumber: number)
    }.sorted { $0.atomicNumber < $1.atomicNumber }
    guard !elements.isEmpty else { throw line.error("no element is named after elements") }
    for (a, b) in zip(elements, elements.dropFirst()) where a.atomicNumber == b.atomicNumber {
      throw line.error("the element \(a.symbol) is named twice")
    }
    let countLine = try required("number_of_elements")
    let count = try countLine.integer(0, "the number of elements")
    guard count == elements.count else {
      throw countLine.error("number_of_elements is \(count), but elements names \(elements.count)")
    }
    return elements
  }
}
