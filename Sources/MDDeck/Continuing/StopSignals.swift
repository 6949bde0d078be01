import Foundation
import Synchronization

/// The signals by which a batch system, or a person at the terminal, asks the program to end: SIGTERM,
/// SIGINT, SIGUSR1 and SIGUSR2. A handler only takes a note, which the run looks at between steps.
public enum StopSignals {
  private static let seen = Atomic<Int32>(0)
  private static let all = [SIGTERM, SIGINT, SIGUSR1, SIGUSR2]

  /// Takes notes from here on. A second SIGINT ends the program at once; where SIGINT is ignored, as in
  /// the background of a shell, it stays so. Signals that the launcher has blocked are let through.
  public static func listen() {
    // The first use makes the variable, which a handler must not.
    seen.store(0, ordering: .relaxed)
    var set = sigset_t()
    sigemptyset(&set)
    for signal in all {
      var before = sigaction()
      guard sigaction(signal, nil, &before) == 0, !Self.isIgnored(before) || signal != SIGINT
      else { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { StopSignals.seen.store($0, ordering: .relaxed) }
      let once = signal == SIGINT ? Int32(bitPattern: UInt32(SA_RESETHAND)) : 0
      action.sa_flags = SA_RESTART | once
      sigaction(signal, &action, nil)
      sigaddset(&set, signal)
    }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
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
