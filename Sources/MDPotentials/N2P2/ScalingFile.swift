import MDCore

/// The lines of a `scaling.data`: for each function of each element, in n2p2's order, the element and
/// function number, minimum, maximum, mean and (not in old files) standard deviation.
struct ScalingFile {
  private let lines: [DataLine]
  private let file: String
  private var next = 0
  /// Sentences for the log.
  private(set) var warnings: [String] = []

  init(text: String, file: String) {
    self.file = file
    lines = DataLine.lines(of: text, file: file, comments: ["#"])
  }

  /// The scaling of the next function.
  mutating func read(
    kind: FunctionScaling.Kind, range: ClosedRange<Double>, element: Int, symbol: String,
    function: Int
  ) throws -> FunctionScaling {
    let name = "function \(function + 1) of \(symbol)"
    guard next < lines.count else {
      throw InputError(
        "the file ends before \(name): a line for each symmetry function of input.nn is expected",
        at: SourceLocation(file: file, line: lines.last?.location.line ?? 0))
    }
    let line = lines[next]
    next += 1
    try checkPlace(line, element: element, function: function, name: name)
    let minimum = try line.number(2, "the minimum of \(name)")
    let maximum = try line.number(3, "the maximum of \(name)")
    let mean = try line.number(4, "the mean of \(name)")
    let hasSigma = line.words.count > 5
    let sigma = hasSigma ? try line.number(5, "the standard deviation of \(name)") : 0
    guard minimum <= maximum else {
      throw line.error("the minimum of \(name) is above its maximum")
    }
    switch kind {
    case .minMax, .centeredMinMax:
      guard maximum > minimum else {
        throw line.error(
          "minimum and maximum of \(name) are both \(minimum), so that it cannot be scaled by "
            + "their difference")
      }
    case .sigma:
      guard sigma > 0 else {
        throw line.error(
          "\(name) cannot be scaled by its standard deviation, which is "
            + (hasSigma ? "\(sigma)" : "missing"))
      }
    case .none, .center: break
    }
    return FunctionScaling(
      kind: kind, minimum: minimum, maximum: maximum, mean: mean, sigma: sigma, range: range)
  }

  /// The two numbers before the statistics; like n2p2, only both of them wrong are an error.
  private mutating func checkPlace(
    _ line: DataLine, element: Int, function: Int, name: String
  ) throws {
    let elementNumber = try line.integer(0, "the number of the element")
    let functionNumber = try line.integer(1, "the number of the function")
    if elementNumber == element + 1 && functionNumber == function + 1 { return }
    let message =
      "the line is numbered \(elementNumber) \(functionNumber), but \(element + 1) \(function + 1) "
      + "(\(name)) is due here"
    if elementNumber != element + 1 && functionNumber != function + 1 {
      throw line.error(message)
    }
    warnings.append("\(line.location): \(message)")
  }

  /// An error if there are more lines than functions. RuNNer ends the file with a line of two
  /// numbers, the range of the energies.
  func checkEnd() throws {
    for line in lines[next...] where line.words.count > 2 {
      throw line.error(
        "the file has more lines than input.nn has symmetry functions (\(next)); "
          + "it belongs to another input.nn")
    }
  }
}
