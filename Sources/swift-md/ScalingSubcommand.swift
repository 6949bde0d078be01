import MDCore
import MDDomain
import MDTraining

extension DescriptorInput {
  /// The options that `scaling` and `descriptors` share.
  static let options = ["input", "cflength", "cfenergy", "group"]

  /// What the words name.
  init(_ options: SubcommandOptions) throws {
    guard !options.files.isEmpty else { throw options.error("no file with structures is named") }
    self.init(
      input: try options.required("input", "the input.nn with the symmetry functions"),
      files: options.files)
    lengthFactor = try options.positive("cflength", default: 1)
    reading.lengthFactor = lengthFactor
    reading.energyFactor = try options.positive("cfenergy", default: 1)
    reading.groupKey = options.value("group")
  }
}

extension Subcommand {
  /// `swift-md scaling`.
  static let scaling = Subcommand(
    name: "scaling", summary: "scaling.data: statistics of symmetry functions over a data set",
    help: """
      usage: swift-md scaling -input input.nn [options] FILE...

      Writes minimum, maximum, mean and standard deviation of every symmetry function over all atoms,
      as n2p2's nnp-scaling. Files are n2p2's input.data or extended XYZ.

        -input FILE       the input.nn with the symmetry functions
        -cflength F       the unit of length of input.nn (and of input.data) for an Å (1)
        -cfenergy F       the unit of energy of input.data for an eV (1)
        -out FILE         what to write (scaling.data beside input.nn)
      """
  ) { words, communicator in
    let options = try SubcommandOptions(
      words, of: "scaling", valued: DescriptorInput.options + ["out"])
    let source = try DescriptorInput(options)
    let folder = source.input.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let standard = (folder.map(String.init) + ["scaling.data"]).joined(separator: "/")
    let task = ScalingTask(source: source, output: options.value("out") ?? standard)
    try task.run(communicator) { print($0) }
  }
}
