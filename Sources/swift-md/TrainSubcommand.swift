import Foundation
import MDCore
import MDDomain
import MDTraining

extension Subcommand {
  /// `swift-md train`.
  static let train = Subcommand(
    name: "train", summary: "fit a neural-network potential to labelled structures",
    help: """
      usage: swift-md train [options] [FILE...]

      Fits the networks of an input.nn to structures with energies, forces and stresses, and writes a
      folder in n2p2's format. Files are n2p2's input.data or extended XYZ; without any, those of the
      keyword data_file, or input.data. Under mpirun all ranks work on one fit; its result is the same
      on any number of them.

        -in FILE              the settings: symmetry functions, networks, keywords (input.nn)
        -out FOLDER           gets input.nn, scaling.data, weights.NNN.data, the model card, the
                              learning curve and a checkpoint (potential)
        -continue             goes on from the checkpoint in that folder, if there is one
        -cflength F           the potential's unit of length for an Å (1)
        -cfenergy F           the potential's unit of energy for an eV (1)
        -data-cflength F      the same for the lengths of input.data files (those of the potential)
        -data-cfenergy F      the same for their energies
        -group KEY, -energy KEY, -forces KEY, -stress KEY
                              the keys of extended XYZ, where they have other names than usual

      These overrule keywords of input.nn:

        -optimizer NAME       block-kalman (standard), kalman (n2p2's), adam, lbfgs
        -epochs N             passes over the data
        -seed N               of all random numbers (random_seed)
        -test-fraction F      structures to judge by (test_fraction)
        -use-stress           fits stresses too (use_stress)
        -separate-zeros       each file has an energy zero of its own (separate_energy_zeros)
        -early-stopping N     ends after N epochs without improvement (early_stopping)
        -memory MIB           memory a rank for tables and matrices (memory_budget)
        -committee N          fits N networks that differ in their seeds (committee_member)
      """
  ) { words, communicator in
    let task = try TrainingTask(words, version: "swift-md \(BuildInfo.version)")
    // Line by line, so that a file or a batch system shows how far the fit is.
    try task.run(communicator) { FileHandle.standardOutput.write(Data(($0 + "\n").utf8)) }
  }
}

extension TrainingTask {
  /// A task from the words behind `train`.
  init(_ words: [String], version: String) throws {
    self.init()
    let options = try SubcommandOptions(
      words, of: "train",
      valued: [
        "in", "out", "cflength", "cfenergy", "data-cflength", "data-cfenergy", "group", "energy",
        "forces", "stress", "optimizer", "epochs", "seed", "test-fraction", "early-stopping",
        "memory", "committee", "data",
      ], flags: ["continue", "use-stress", "separate-zeros"], repeated: ["data"])
    input = options.value("in") ?? input
    output = options.value("out") ?? output
    files = options.all("data") + options.files
    continues = options.contains("continue")
    lengthFactor = try options.positive("cflength", default: 1)
    energyFactor = try options.positive("cfenergy", default: 1)
    reading.lengthFactor = try options.positive("data-cflength", default: lengthFactor)
    reading.energyFactor = try options.positive("data-cfenergy", default: energyFactor)
    reading.groupKey = options.value("group")
    reading.energyKey = options.value("energy")
    reading.forcesKey = options.value("forces")
    reading.stressKey = options.value("stress")
    self.version = version
    command = (["swift-md", "train"] + words).joined(separator: " ")
    optimizer = try Self.optimizer(options)
    adjust = try Self.adjustment(options)
  }

  private static func optimizer(_ options: SubcommandOptions) throws -> FitSettings.Optimizer? {
    guard let word = options.value("optimizer") else { return nil }
    guard let known = FitSettings.Optimizer(rawValue: word) else {
      let names = FitSettings.Optimizer.allCases.map(\.rawValue).joined(separator: ", ")
      throw options.error("-optimizer \(word): there are \(names)")
    }
    return known
  }

  /// What the options change in the settings.
  private static func adjustment(_ options: SubcommandOptions) throws
    -> @Sendable (inout FitSettings) -> Void
  {
    let epochs = try options.integer("epochs", atLeast: 0)
    let seed = try options.integer("seed", atLeast: 0).map { UInt32(truncatingIfNeeded: $0) }
    let fraction = try options.number("test-fraction")
    guard fraction.map({ (0..<1).contains($0) }) ?? true else {
      throw options.error("-test-fraction must be from 0 to below 1")
    }
    let patience = try options.integer("early-stopping", atLeast: 1)
    let memory = try options.integer("memory", atLeast: 1)
    let members = try options.integer("committee", atLeast: 1)
    let usesStress = options.contains("use-stress")
    let separates = options.contains("separate-zeros")
    return { settings in
      settings.epochs = epochs ?? settings.epochs
      settings.seed = seed ?? settings.seed
      settings.testFraction = fraction ?? settings.testFraction
      settings.patience = patience ?? settings.patience
      settings.memoryBudget = memory ?? settings.memoryBudget
      if usesStress { settings.usesStress = true }
      if separates { settings.separatesZeros = true }
      if let members {
        settings.members = (0..<members).map {
          FitSettings.Member(nodes: [], seed: settings.seed &+ UInt32($0))
        }
      }
    }
  }
}
