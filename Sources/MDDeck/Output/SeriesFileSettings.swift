/// What decks say of the file that a fix averages into: the same words for all of them.
struct SeriesFileSettings {
  /// Where it is, and whether what is there stays; none without a file.
  var path: String?
  var appends = false
  /// Whether each result replaces the one before.
  var overwrites = false
  /// The lines at the top, where the deck has its own.
  private var titles: [String?] = [nil, nil, nil]

  /// The words of all fixes; `append` is one of some.
  static let keywords = ["file", "overwrite", "title1", "title2", "title3"]

  /// Reads what stands behind a keyword.
  ///
  /// - Returns: whether it is one of a file.
  mutating func take(_ keyword: String, _ arguments: inout Arguments) throws -> Bool {
    switch keyword {
    case "file", "append":
      path = try arguments.word("the file")
      appends = keyword == "append"
    case "overwrite": overwrites = true
    case "title1", "title2", "title3":
      titles[Int(keyword.suffix(1))! - 1] = try arguments.word("the title")
    default: return false
    }
    return true
  }

  /// Throws if results replace each other without being averages of all.
  func check(isRunning: Bool, _ arguments: Arguments) throws {
    if overwrites && !isRunning { throw arguments.error("overwrite goes with ave running only") }
  }

  /// The file, if there is to be one.
  ///
  /// - Parameter lines: its first lines, where the deck has none of its own.
  func open(lines: [String], _ session: Session) -> SeriesFile? {
    guard let path else { return nil }
    let header = zip(titles, lines).map { ($0 ?? $1) + "\n" }.joined()
    return SeriesFile(
      path: path, header: header, appends: appends, communicator: session.communicator)
  }
}
