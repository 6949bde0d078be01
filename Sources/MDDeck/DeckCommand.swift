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
  /// What becomes of the command when a deck is continued and comes by it on its way to the run that was
  /// interrupted.
  var replay: Replay { get }
}

/// What becomes of commands that stand before the run that is continued.
public enum Replay: Sendable {
  /// It is carried out: it defines something that is needed later, or finds out itself what to do.
  case perform
  /// It only changes atoms: it is carried out until a run has been passed over, behind which the atoms are
  /// not what they were.
  case performOnRealAtoms
  /// It writes what has been written.
  case skip
}

extension DeckCommand {
  public var replay: Replay { .perform }
  public var heldCommands: [String] { [] }
}
