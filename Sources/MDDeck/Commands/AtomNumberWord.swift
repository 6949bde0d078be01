import MDCore
import MDEngine

/// A word that is a number, or `v_NAME`: an equal variable, whose number all atoms get, or an atom variable.
enum AtomNumberWord: Equatable {
  case number(Double)
  case variable(String)
}

extension Arguments {
  /// The next word as a number or `v_NAME`.
  mutating func atomNumber(_ meaning: String) throws(InputError) -> AtomNumberWord {
    guard let next, next.hasPrefix("v_") else { return .number(try number(meaning)) }
    return .variable(try variableName())
  }

  /// The next word, `v_NAME`, as the name of a variable.
  mutating func variableName() throws(InputError) -> String {
    let unknown = nextIsUnknown
    let word = try word("a variable (v_NAME)")
    guard unknown || word.hasPrefix("v_") && word.count > 2 else {
      throw error("a variable is named v_NAME, not '\(word)'")
    }
    return String(word.dropFirst(2))
  }

  /// The words that are left, one or more, each of which names a value of single atoms.
  mutating func atomValues(_ meaning: String) throws(InputError) -> [String] {
    let names = AtomValue.words + ["c_ID", "c_ID[i]", "f_ID", "f_ID[i]", "v_NAME"]
    guard !isAtEnd else {
      throw error("the \(meaning)s are missing: \(names.joined(separator: ", "))")
    }
    var words: [String] = []
    while !isAtEnd {
      let word = try word("the \(meaning)")
      guard Reference(word) != nil || AtomValue.words.contains(word) else {
        throw error(unsupported(word, meaning: meaning, among: names))
      }
      words.append(word)
    }
    return words
  }
}

extension Session {
  /// What a word means now. Collective.
  ///
  /// - Parameter command: who asks, for messages.
  /// - Throws: ``InputError`` if there is no such variable, or if an atom gets no finite number.
  func atomNumbers(_ word: AtomNumberWord, for command: String) throws -> AtomNumbers {
    switch word {
    case .number(let value): return .same(value)
    case .variable(let name):
      let numbers = try variables.atomNumbers(name, SessionQuantities(self))
      var broken: Int64 = 0
      switch numbers {
      case .same(let value): broken = value.isFinite ? 0 : 1
      case .each(let values): broken = Int64(values.count { !$0.isFinite })
      }
      broken = communicator.reduce(broken, .sum)
      guard broken == 0 else {
        throw InputError(
          "\(command): the variable '\(name)' has no finite value for \(broken) atoms (a division by zero, or "
            + "a compute whose values are not of this step)")
      }
      return numbers
    }
  }

  /// The values of a variable for the owned atoms. Collective.
  func atomArray(_ variable: String, for command: String) throws -> [Double] {
    let count = try requireRunner().simulation.state.atoms.view.owned
    return try atomNumbers(.variable(variable), for: command).array(count: count)
  }
}
