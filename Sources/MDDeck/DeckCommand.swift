/// A command of the deck as a checked value.
///
/// Every command of a deck is parsed once before the run starts, to find mistakes early, and again
/// when its turn comes, since variables may have changed. Parsing touches nothing but the words;
/// `run` does the work. Both happen on all ranks alike.
public protocol DeckCommand {
  /// The names under which the command is written.
  static var names: [String] { get }
  /// Reads the words and throws ``InputError`` where they are wrong.
  init(_ arguments: inout Arguments) throws
  /// The commands that it holds as texts and will run, for the check before the run.
  var heldCommands: [String] { get }
  /// Carries the command out. Errors are the same on all ranks.
  func run(in session: Session) throws
}

extension DeckCommand {
  public var heldCommands: [String] { [] }
}
