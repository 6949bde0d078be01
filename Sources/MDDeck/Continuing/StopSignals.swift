import Foundation
import Synchronization

/// The signals by which a batch system, or a person at the terminal, asks the program to end: SIGTERM,
/// SIGINT, SIGUSR1 and SIGUSR2. A handler only takes a note, which the run looks at between steps.
public enum StopSignals {
  private static let seen = Atomic<Int32>(0)
  private static let all = [SIGTERM, SIGINT, SIGUSR1, SIGUSR2]

  /// Takes notes from here on. A second SIGINT ends the program at once.
  public static func listen() {
    // The first use makes the variable, which a handler must not.
    seen.store(0, ordering: .relaxed)
    for signal in all {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        StopSignals.seen.store(number, ordering: .relaxed)
      }
      action.sa_flags =
        signal == SIGINT ? SA_RESTART | Int32(bitPattern: UInt32(SA_RESETHAND)) : SA_RESTART
      sigaction(signal, &action, nil)
    }
  }

  /// The signal that has come; 0 if none has.
  static var received: Int32 { seen.load(ordering: .relaxed) }

  /// Its name.
  static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT"
    case SIGUSR1: "SIGUSR1"
    case SIGUSR2: "SIGUSR2"
    default: "a signal"
    }
  }
}
