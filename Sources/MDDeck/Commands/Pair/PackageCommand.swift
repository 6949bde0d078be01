import MDCore
import MDPotentials

/// How the kernels of networks work: `package swift-md …` or `-pk swift-md …`.
public struct KernelSettings: Equatable, Sendable {
  /// In which precision they compute.
  public var precision = KernelPrecision.double
  /// Whether `pair_coeff` prints what the symmetry functions share and cost.
  public var showsPlan = false

  /// Double precision, no plan.
  public init() {}

  /// Changes what pairs of keyword and value ask for.
  ///
  /// - Parameter error: makes an error of a message, with the place if there is one.
  mutating func read(
    _ words: [String], error: (String) -> InputError
  ) throws(InputError) {
    var rest = words[...]
    if rest.isEmpty { throw error("a keyword is missing: precision or plan") }
    while let keyword = rest.popFirst() {
      guard ["precision", "plan"].contains(keyword) else {
        throw error(
          "'\(keyword)' is not a keyword of package swift-md; there are precision and plan")
      }
      guard let value = rest.popFirst() else {
        throw error("\(keyword): a value is missing")
      }
      if keyword == "plan" {
        guard ["yes", "no"].contains(value) else {
          throw error("plan takes yes or no, not '\(value)'")
        }
        showsPlan = value == "yes"
      } else {
        guard let precision = KernelPrecision(rawValue: value) else {
          throw error("precision takes double or mixed, not '\(value)'")
        }
        self.precision = precision
      }
    }
  }
}

/// `package swift-md precision double|mixed plan yes|no`
struct PackageCommand: DeckCommand {
  static let names = ["package"]

  private let words: [String]
  private let location: SourceLocation

  init(_ arguments: inout Arguments) throws {
    location = arguments.location
    _ = try arguments.choice("package", among: ["swift-md"])
    let isKnown = !arguments.nextIsUnknown
    words = arguments.rest()
    var settings = KernelSettings()
    if isKnown { try read(into: &settings) }
  }

  private func read(into settings: inout KernelSettings) throws {
    let place = location
    try settings.read(words) { InputError("package: \($0)", at: place) }
  }

  func run(in session: Session) throws {
    if session.hasBox, try session.withSimulation({ $0.potential != nil }) {
      throw InputError("package must come before pair_coeff, which makes the kernels", at: location)
    }
    try read(into: &session.settings.kernels)
    session.log.write("kernels: \(session.settings.kernels.precision) precision")
  }
}
