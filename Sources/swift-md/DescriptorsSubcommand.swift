import MDCore
import MDDomain
import MDTraining

extension Subcommand {
  /// `swift-md descriptors`.
  static let descriptors = Subcommand(
    name: "descriptors", summary: "make, choose and examine sets of symmetry functions",
    help: """
      usage: swift-md descriptors generate -elements Si -cutoff 5.5 -radial GRID... [options]
             swift-md descriptors select -input pool.nn -count N [options] FILE...
             swift-md descriptors pca -input input.nn [options] FILE...

      generate writes an input.nn with families of symmetry functions:
        -elements LIST    Si or Si,O: every element sees every other one
        -cutoff R         Å
        -radial GRID      functions of type 2; may be repeated
        -narrow GRID      functions of type 3, -wide GRID of type 9; may be repeated
        -zeta LIST        exponents of the angular ones (1,2,4,16)
        -lambda LIST      signs of the cosine (-1,1)
        -cutoff-type N    n2p2's number of the cutoff function (1, the cosine)
        -nodes LIST       neurons of the hidden layers (24,24)
        -cflength F       the unit of length of the file for an Å (1)
        -kim L:eta|L:zeta instead of all that: a set of Kim's study of descriptor lengths,
                          L = 16, 28, 40, 52 or 64, shortened by eta or by zeta
        -out FILE         what to write (standard output)
      A GRID is RULE:N[:FROM[:TO]][@CUTOFF], lengths in Å, eta in 1/Å²:
        centred:N:FROM:TO    eta = 1/(2r²), r in equal steps (1.5 Å to the cutoff)
        shifted:N:FROM:TO    at these r, eta = 1/(2·step²); radial functions only
        powers:N             eta = (n^(m/n)/cutoff)², m = 0 to n = N-1
        shifted-powers:N     shifts at cutoff/n^(m/n); radial functions only
        ladder:N:FROM:TO     eta in equal ratios
        eta:A,B,...          these eta

      select writes an input.nn with the functions of a pool that tell most about the atoms of a data set:
        -input FILE       the pool, an input.nn with many functions
        -count N          functions of each element
        -method cur|fps|pearson  CUR, farthest point, or by correlations (cur)
        -threshold T      of pearson: the |correlation| above which a function stands for another
        -cost A           0 looks at no cost, 1 divides scores by what a function costs a simulation (0)
        -atoms N          atoms of each element to look at (4000), -seed N picks them (1)
        -cflength F       the unit of length of the pool (and of input.data) for an Å (1)
        -out FILE         the input.nn to write

      pca tells how many principal components hold how much of the variance:
        -input, -atoms, -seed, -cflength as above
        -group KEY        the key of extended XYZ that colours the atoms
        -out PREFIX       writes PREFIX-components.csv, .svg and .png
      """
  ) { words, communicator in
    let rest = Array(words.dropFirst())
    switch words.first {
    case "generate": try generateDescriptors(rest, communicator)
    case "select": try selectDescriptors(rest, communicator)
    case "pca": try findComponents(rest, communicator)
    case let other:
      throw InputError(
        "swift-md descriptors\(other.map { " \($0)" } ?? ""): generate, select or pca is expected "
          + "(swift-md descriptors -help tells more)")
    }
  }
}

private func list(_ name: String, _ options: SubcommandOptions, default standard: [Double]) throws
  -> [Double]
{
  guard let text = options.value(name) else { return standard }
  return try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
    guard let number = Double(word), number.isFinite else {
      throw options.error("-\(name) \(text): numbers with commas between them are expected")
    }
    return number
  }
}

private func generateDescriptors(_ words: [String], _ communicator: any Communicator) throws {
  let repeated = ["radial", "narrow", "wide"]
  let options = try SubcommandOptions(
    words, of: "descriptors generate",
    valued: repeated + [
      "elements", "cutoff", "zeta", "lambda", "cutoff-type", "nodes", "cflength", "kim", "out",
    ], repeated: repeated)
  guard options.files.isEmpty else {
    throw options.error("'\(options.files[0])' is no option; no files are read")
  }
  var set = try options.value("kim").map { try kimSet($0, options) } ?? ownSet(options)
  set.lengthFactor = try options.positive("cflength", default: 1)
  if let type = try options.integer("cutoff-type", atLeast: 0) { set.cutoffType = type }
  if options.contains("nodes") {
    set.nodes = try list("nodes", options, default: []).map { number in
      guard let nodes = Int(exactly: number), nodes > 0 else {
        throw options.error("-nodes: whole numbers above zero are expected")
      }
      return nodes
    }
  }
  let text = try set.inputFile()
  try communicator.collectively {
    guard communicator.isRoot else { return }
    if let path = options.value("out") {
      try TextOutput.write(text, to: path)
      print("  \(set.functionLines.count) functions, written to \(path)")
    } else {
      print(text, terminator: "")
    }
  }
}

private func kimSet(_ text: String, _ options: SubcommandOptions) throws -> DescriptorSet {
  let parts = text.split(separator: ":").map(String.init)
  guard parts.count == 2, let length = Int(parts[0]), ["eta", "zeta"].contains(parts[1]) else {
    throw options.error("-kim \(text): LENGTH:eta or LENGTH:zeta is expected")
  }
  return try .kim(
    length: length, dropsZeta: parts[1] == "zeta", element: options.value("elements") ?? "Si")
}

private func ownSet(_ options: SubcommandOptions) throws -> DescriptorSet {
  let names = try options.required("elements", "Si, or Si,O")
  guard let cutoff = try options.number("cutoff"), cutoff > 0 else {
    throw options.error("-cutoff is missing: the cutoff in Å")
  }
  var set = DescriptorSet(
    elements: names.split(separator: ",").map(String.init), cutoff: cutoff)
  set.radial = try options.all("radial").map { try FunctionGrid($0, standardCutoff: cutoff) }
  let zetas = try list("zeta", options, default: [1, 2, 4, 16])
  for (name, isNarrow) in [("narrow", true), ("wide", false)] {
    set.angular += try options.all(name).map {
      DescriptorSet.Angular(
        isNarrow: isNarrow, grid: try FunctionGrid($0, standardCutoff: cutoff), zetas: zetas)
    }
  }
  set.lambdas = try list("lambda", options, default: set.lambdas)
  return set
}

private func selectDescriptors(_ words: [String], _ communicator: any Communicator) throws {
  let options = try SubcommandOptions(
    words, of: "descriptors select",
    valued: DescriptorInput.options + [
      "count", "method", "threshold", "cost", "atoms", "seed", "out",
    ])
  guard let count = try options.integer("count", atLeast: 1) else {
    throw options.error("-count is missing: how many functions of each element to choose")
  }
  var task = SelectionTask(source: try DescriptorInput(options), count: count)
  if let word = options.value("method") {
    guard let method = DescriptorSelection(rawValue: word) else {
      throw options.error("-method \(word): cur, fps or pearson is expected")
    }
    task.method = method
  }
  task.threshold = try options.number("threshold")
  if let threshold = task.threshold {
    guard task.method == .pearson, (0...1).contains(threshold) else {
      throw options.error("-threshold, from 0 to 1, belongs to -method pearson")
    }
  }
  task.emphasis = try options.number("cost") ?? 0
  guard task.emphasis >= 0 else { throw options.error("-cost must not be negative") }
  task.atoms = try options.integer("atoms", atLeast: 2) ?? task.atoms
  task.seed = try seed(options) ?? task.seed
  task.output = options.value("out")
  try task.run(communicator) { print($0) }
}

private func findComponents(_ words: [String], _ communicator: any Communicator) throws {
  let options = try SubcommandOptions(
    words, of: "descriptors pca", valued: DescriptorInput.options + ["atoms", "seed", "out"])
  var task = ComponentTask(source: try DescriptorInput(options))
  task.atoms = try options.integer("atoms", atLeast: 2) ?? task.atoms
  task.seed = try seed(options) ?? task.seed
  task.outputPrefix = options.value("out")
  try task.run(communicator) { print($0) }
}

private func seed(_ options: SubcommandOptions) throws -> UInt32? {
  guard let number = try options.integer("seed", atLeast: 0) else { return nil }
  guard let seed = UInt32(exactly: number) else {
    throw options.error("-seed \(number): it must be below 4294967296")
  }
  return seed
}
