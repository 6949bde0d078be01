import MDCore

/// When `fix ave/time` and its kin look: every `frequency` steps an average is due, of the last `repeats` samples that
/// lie `every` steps apart.
public struct SampleSchedule: Equatable, Sendable {
  public let every: Int64
  public let repeats: Int64
  public let frequency: Int64
  /// The next step at which a sample is due.
  public internal(set) var next: Int64
  /// Samples taken since the last average.
  public internal(set) var taken: Int64 = 0

  /// - Parameters:
  ///   - start: no average before this step.
  ///   - now: the step at which this is defined.
  /// - Throws: ``InputError`` if the numbers do not fit each other.
  public init(
    every: Int64, repeats: Int64, frequency: Int64, start: Int64 = 0, now: Int64
  ) throws(InputError) {
    guard every > 0, repeats > 0, frequency > 0 else {
      throw InputError("Nevery, Nrepeat and Nfreq must be positive")
    }
    guard frequency % every == 0 else {
      throw InputError("Nfreq (\(frequency)) must be a multiple of Nevery (\(every))")
    }
    guard repeats <= frequency / every else {
      throw InputError(
        "Nrepeat times Nevery (\(repeats) × \(every)) must not exceed Nfreq (\(frequency))")
    }
    (self.every, self.repeats, self.frequency) = (every, repeats, frequency)
    var next = now / frequency * frequency + frequency
    if next < start { next += (start - next + frequency - 1) / frequency * frequency }
    if next - frequency == now && repeats == 1 {
      next = now
    } else {
      next -= (repeats - 1) * every
    }
    if next < now { next += frequency }
    self.next = next
  }

  /// Goes on from a step later than the next sample: what had been sampled is forgotten.
  public mutating func skip(to step: Int64) throws(InputError) {
    guard next < step else { return }
    self = try SampleSchedule(every: every, repeats: repeats, frequency: frequency, now: step)
  }

  /// Goes on where another of the same numbers was.
  public mutating func resume(next: Int64, taken: Int64) {
    (self.next, self.taken) = (next, taken)
  }

  /// Counts the sample of a step; true if it completes an average.
  public mutating func take(atStep step: Int64) -> Bool {
    taken += 1
    guard taken == repeats else {
      next += every
      return false
    }
    taken = 0
    next = step + frequency - (repeats - 1) * every
    return true
  }
}
