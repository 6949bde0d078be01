import Foundation
import MDCore

/// The variables of a deck, with LAMMPS's styles and rules.
///
/// A class, since the script, the thermo output and the fixes of one run share it, and since drawing
/// random numbers changes it; one rank has one. All ranks hold the same variables.
public final class VariableTable {
  /// How a variable gets its value.
  enum Variable: Equatable {
    /// One of several texts; `next` moves on.
    case index(values: [String], current: Int)
    /// A counter, printed with leading zeros if the width is above 0.
    case loop(current: Int, last: Int, width: Int)
    case string(String)
    /// The name of an environment variable, looked up at each use.
    case environment(String)
    /// The words left of a file; the first is the value.
    case file(words: [String])
    /// An equal or internal variable in a format.
    case format(of: String, FormatSpecification)
    case equal(Expression)
    /// A formula with a value for each atom.
    case atom(Expression)
    case `internal`(Double)
    /// While a deck is checked: defined, or perhaps not, with a value that only the run will tell.
    case unknown(hidesWords: Bool)

    /// Styles are told apart by this word.
    var style: String {
      switch self {
      case .index: "index"
      case .loop: "loop"
      case .string: "string"
      case .environment: "getenv"
      case .file: "file"
      case .format: "format"
      case .equal: "equal"
      case .atom: "atom"
      case .internal: "internal"
      case .unknown: "unknown"
      }
    }
  }

  var variables: [String: Variable] = [:]
  /// LAMMPS has one generator for all equal variables; the first use gives its seed.
  var generator: MarsagliaGenerator?
  /// How often random numbers were drawn for each atom.
  var atomDraws: Int64 = 0
  let environment: (String) -> String?

  /// Set while a deck is checked: names that may come to be defined in ways the check does not
  /// follow.
  var maybeDefined: Set<String> = []
  /// In the check: whether a file that cannot be seen yet may define others.
  var mayHaveOthers = false
  /// Set while a deck is checked: random numbers and missing variables are then not known yet.
  var isChecking = false
  /// The names read since the check last cleared them.
  var namesRead: Set<String> = []

  /// An empty table. All ranks must see the same environment, or agree on one rank's.
  public init(
    environment: @escaping (String) -> String? = { ProcessInfo.processInfo.environment[$0] }
  ) {
    self.environment = environment
  }

  /// The names that are defined.
  public var names: [String] { variables.keys.sorted() }

  /// Whether a name is defined.
  public func isDefined(_ name: String) -> Bool { variables[name] != nil }

  /// The style of a variable as `variable` writes it; nil if there is none.
  public func style(of name: String) -> String? { variables[name]?.style }

  /// Whether a variable can be evaluated as a number by ``number(_:_:)`` in fixes and thermo output.
  public func isNumeric(_ name: String) -> Bool {
    switch variables[name] {
    case .equal, .internal: true
    default: false
    }
  }

  /// Makes a variable of the command line: an index variable, which the deck cannot redefine.
  ///
  /// - Throws: ``InputError`` for a name that is not one.
  public func setIndex(_ name: String, to values: [String]) throws(InputError) {
    try Self.checkName(name)
    if variables[name] == nil { variables[name] = .index(values: values, current: 0) }
  }

  /// Makes or changes an internal variable, which commands use to hand out numbers.
  public func setInternal(_ name: String, to value: Double) { variables[name] = .internal(value) }

  /// A table of the same variables that goes its own way.
  func copy() -> VariableTable {
    let result = VariableTable(environment: environment)
    result.variables = variables
    result.generator = generator
    result.maybeDefined = maybeDefined
    result.mayHaveOthers = mayHaveOthers
    result.isChecking = isChecking
    return result
  }

  static func checkName(_ name: String) throws(InputError) {
    let isName = name.utf8.allSatisfy {
      (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == UInt8(ascii: "_")
    }
    guard isName, !name.isEmpty else {
      throw InputError(
        "the name of a variable may hold letters, digits and underscores only, not '\(name)'")
    }
  }

  /// The error for a name that is not defined.
  func undefined(_ name: String) -> InputError {
    let hint = nearestName(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    return InputError("the variable '\(name)' is not defined\(hint)")
  }
}
