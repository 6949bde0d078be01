import MDCore

extension VariableTable {
  /// Carries out a `variable` command: index, loop, file and format variables stay as they are when
  /// they exist already; the other styles replace one of the same style and refuse another.
  ///
  /// - Parameters:
  ///   - load: gives the text of a file.
  ///   - progress: gets the echo of replacements in a string.
  /// - Throws: ``InputError`` without a place, and what `load` and `quantities` throw.
  func define(
    _ definition: VariableDefinition, _ quantities: any QuantityProvider,
    load: (String) throws -> String, progress: ((String) -> Void)? = nil
  ) throws {
    let name = definition.name
    switch definition.style {
    case .delete: variables[name] = nil
    case .index(let values): create(name) { .index(values: values, current: 0) }
    case .loop(let first, let last, let width):
      create(name) { .loop(current: first, last: last, width: width) }
    case .format(let inner, let format): create(name) { .format(of: inner, format) }
    case .file(let path):
      try create(name) {
        let words = Self.words(ofFile: try load(path))
        guard !words.isEmpty else { throw InputError("the file '\(path)' holds no values") }
        return .file(words: words)
      }
    case .string(let text):
      let value = try substitute(text, quantities, progress: progress)
      let hidesWords = UnknownMark.occurs(in: value)
      try replace(name, by: hidesWords ? .unknown(hidesWords: true) : .string(value))
    case .environment(let source): try replace(name, by: .environment(source))
    case .equal(let expression): try replace(name, by: .equal(expression))
    case .atom(let expression): try replace(name, by: .atom(expression))
    case .internal(let value): try replace(name, by: .internal(value))
    case .unknown(let hidesWords, let keepsOld):
      if !keepsOld { variables[name] = nil }
      create(name) { .unknown(hidesWords: hidesWords) }
    }
  }

  /// Moves variables to their next values. One that has no more is deleted.
  ///
  /// - Returns: whether any was exhausted: the next `jump` is then skipped.
  /// - Throws: ``InputError`` without a place for names that are not defined, or of styles that
  ///   cannot move or differ.
  func advance(_ names: [String]) throws(InputError) -> Bool {
    for name in names {
      guard let variable = variables[name] else { throw undefined(name) }
      guard ["index", "loop", "file", "unknown"].contains(variable.style) else {
        throw InputError(
          "the variable '\(name)' has style \(variable.style); only index, loop and file variables "
            + "have a next value")
      }
      let first = variables[names[0]]!.style
      guard variable.style == first || first == "unknown" || variable.style == "unknown" else {
        throw InputError("all variables must have the same style; '\(name)' has not")
      }
    }
    var isExhausted = false
    for name in names {
      variables[name] = variables[name]?.next
      if variables[name] == nil { isExhausted = true }
    }
    return isExhausted
  }

  private func create(_ name: String, _ make: () throws -> Variable) rethrows {
    switch variables[name] {
    case nil, .unknown: variables[name] = try make()
    default: break
    }
  }

  private func replace(_ name: String, by variable: Variable) throws(InputError) {
    if let old = variables[name], old.style != variable.style {
      guard old.style == "unknown" || variable.style == "unknown" else {
        throw InputError(
          "'\(name)' is of style \(old.style) already and cannot become \(variable.style); delete "
            + "it first, or define it as index if -var is to override it")
      }
    }
    variables[name] = variable
  }

  /// The first word of each line of a file, without comments and empty lines.
  private static func words(ofFile text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
  }
}

extension VariableTable.Variable {
  /// The variable at its next value; nil when there is none.
  fileprivate var next: VariableTable.Variable? {
    switch self {
    case .index(let values, let current):
      current + 1 < values.count ? .index(values: values, current: current + 1) : nil
    case .loop(let current, let last, let width):
      current < last ? .loop(current: current + 1, last: last, width: width) : nil
    case .file(let words): words.count > 1 ? .file(words: Array(words.dropFirst())) : nil
    default: self
    }
  }
}
