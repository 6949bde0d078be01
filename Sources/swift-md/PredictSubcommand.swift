import Foundation
import MDCore
import MDDomain
import MDTraining

extension Subcommand {
  /// `swift-md predict`.
  static let predict = Subcommand(
    name: "predict", summary: "errors of a potential on labelled structures",
    help: """
      usage: swift-md predict -potential PATH [options] FILE...

      Evaluates a potential on structures with energies, forces and stresses, and tells its errors by
      group. Files are n2p2's input.data or extended XYZ. Under mpirun the ranks share the structures.

        -potential PATH       a folder in n2p2's format, or a .sw file
        -cflength F           the potential's unit of length for an Å (1)
        -cfenergy F           the potential's unit of energy for an eV (1)
        -data-cflength F      the same for the lengths of input.data files (those of the potential)
        -data-cfenergy F      the same for their energies
        -offset none|fit|fit:GROUP|VALUE
                              eV an atom between the energy zeros of file and potential (none);
                              fit: what makes the mean error zero, for each file
        -group KEY            the key of extended XYZ that names the group (group, config_type, tag)
        -energy KEY, -forces KEY, -stress KEY
                              the keys of the labels, where they have other names than usual
        -out PREFIX           writes PREFIX-structures.csv, PREFIX-groups.csv, PREFIX-parity.svg and
                              .png
        -extxyz FILE          writes the structures with the predictions beside the labels
      """
  ) { words, communicator in
    let options = try SubcommandOptions(
      words, of: "predict",
      valued: [
        "potential", "cflength", "cfenergy", "data-cflength", "data-cfenergy", "offset", "group",
        "energy", "forces", "stress", "out", "extxyz",
      ])
    var task = PredictionTask(
      potential: try options.required("potential", "a folder in n2p2's format, or a .sw file"),
      files: options.files)
    guard !options.files.isEmpty else { throw options.error("no file with structures is named") }
    task.lengthFactor = try options.positive("cflength", default: 1)
    task.energyFactor = try options.positive("cfenergy", default: 1)
    task.reading.lengthFactor = try options.positive("data-cflength", default: task.lengthFactor)
    task.reading.energyFactor = try options.positive("data-cfenergy", default: task.energyFactor)
    task.reading.groupKey = options.value("group")
    task.reading.energyKey = options.value("energy")
    task.reading.forcesKey = options.value("forces")
    task.reading.stressKey = options.value("stress")
    task.offset = try EnergyOffset(options.value("offset") ?? "none")
    task.outputPrefix = options.value("out")
    task.structureOutput = options.value("extxyz")
    try task.run(communicator) { print($0) }
  }
}
