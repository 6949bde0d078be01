import Foundation
import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials

/// `swift-md train`: an `input.nn`, files with structures, and where the potential goes.
public struct TrainingTask: Sendable {
  /// The `input.nn`.
  public var input = "input.nn"
  /// Files with labelled structures; those of the keyword `data_file`, or `input.data`, without any.
  public var files: [String] = []
  /// The folder that gets the potential.
  public var output = "potential"
  /// The potential's unit of length for an Å, and of energy for an eV.
  public var lengthFactor = 1.0
  public var energyFactor = 1.0
  /// How the files are read.
  public var reading = StructureReadingOptions()
  /// Whether to go on from the checkpoint in the output folder.
  public var continues = false
  /// The optimiser, if it is not the one of the keywords.
  public var optimizer: FitSettings.Optimizer?
  /// What overrules keywords.
  public var adjust: @Sendable (inout FitSettings) -> Void = { _ in }
  /// The program and its version, and the command, for the model card.
  public var version = "swift-md"
  public var command = "swift-md train"

  /// Everything as in n2p2: `input.nn` and `input.data` in this folder.
  public init() {}

  /// Does it on all ranks; the root tells and writes.
  ///
  /// - Throws: the same error on all ranks; what is wrong with the input before the fit begins.
  public func run(
    _ communicator: any Communicator, tell: @escaping (String) -> Void
  ) throws {
    let say = { (line: String) in if communicator.isRoot { tell(line) } }
    var text = try SharedText.read(input, communicator: communicator)
    // A mark that editors of another system put in front; what is written into the folder goes without.
    if text.first == "\u{feff}" { text.removeFirst() }
    let design = try NetworkDesign(text: text, file: input)
    var settings = try FitSettings(design, optimizer: optimizer)
    adjust(&settings)
    for line in design.warnings { say("WARNING: " + line) }
    for line in FitSettings.passedOver(design) { say("note: " + line) }

    let earlier = try settings.usesOldWeights ? earlierFit(design, communicator) : nil
    let data = try read(design, settings, earlier, communicator)
    if communicator.isRoot, let note = unitsNote(design) { say(note) }
    say(
      "\(data.training.count) structures to fit, \(data.validation.count) to judge by, "
        + "\(data.structures.reduce(0) { $0 + $1.count }) atoms")
    let preparation = try FitPreparation(
      design: design, data: data, settings: settings, earlier: earlier,
      lengthFactor: lengthFactor, energyFactor: energyFactor, communicator: communicator)
    let (kept, all) = preparation.store.keptCount
    if kept < all {
      say(
        "memory for the functions of \(kept) of \(all) structures; the others are computed again each time"
      )
    }
    let members =
      settings.members.isEmpty
      ? [FitSettings.Member(nodes: [], seed: settings.seed)] : settings.members
    var summaries: [CommitteeTable.Entry] = []
    for (number, member) in members.enumerated() {
      let isCommittee = members.count > 1
      let folder = isCommittee ? "\(output)/member-\(number + 1)" : output
      if isCommittee { say("\nmember \(number + 1) of \(members.count), in \(folder)") }
      let run = MemberFit(
        task: self, inputText: text, preparation: preparation, member: member, folder: folder)
      summaries.append(try run.run(say))
    }
    if members.count > 1 {
      try communicator.collectively {
        guard communicator.isRoot else { return }
        try CommitteeTable(entries: summaries).write(to: output)
      }
      for line in CommitteeTable(entries: summaries).lines { say(line) }
    }
  }

  /// Reads and checks all structures. Collective.
  private func read(
    _ design: NetworkDesign, _ settings: FitSettings, _ earlier: EarlierFit?,
    _ communicator: any Communicator
  ) throws -> TrainingData {
    let paths = try dataFiles(design)
    var reading = reading
    reading.elements = design.symbols
    reading.requiresForces = settings.usesForces
    let sources = try StructureFile.read(paths, options: reading, communicator: communicator)
    if settings.usesStress && !sources.contains(where: { $0.stress != nil }) {
      throw InputError("use_stress: no structure of the data has a stress")
    }
    var points: [LabelledStructure] = []
    if let file = settings.invariantPoints {
      reading.requiresForces = false
      points = try StructureFile.read(
        [beside(file)], options: reading, communicator: communicator)
    }
    return try TrainingData(
      sources, points: points, design: design, settings: settings,
      atomEnergies: earlier?.atomEnergies ?? design.atomEnergies, energyFactor: energyFactor,
      algebra: LinearAlgebra.load())
  }

  /// The files with structures: those of the command line, or what `input.nn` names.
  private func dataFiles(_ design: NetworkDesign) throws -> [String] {
    if !files.isEmpty { return files }
    let named = try design.settings.all("data_file").map { entry in
      beside(try entry.arguments.word(0, "the name of a file"))
    }
    return named.isEmpty ? [beside("input.data")] : named
  }

  /// The potential that `use_old_weights_short` speaks of: in the output folder, or, as with n2p2, beside `input.nn`.
  private func earlierFit(_ design: NetworkDesign, _ communicator: any Communicator) throws
    -> EarlierFit
  {
    let own = beside(".")
    return try EarlierFit(
      folders: [output, output + "/member-1", own == "." ? own : String(own.dropLast(2))],
      design: design, communicator: communicator)
  }

  /// What an `input.data` without a word about units is taken for; n2p2 knows none.
  private func unitsNote(_ design: NetworkDesign) -> String? {
    guard reading.lengthFactor == 1, reading.energyFactor == 1,
      let file = try? dataFiles(design).first(where: StructureFile.isN2P2)
    else { return nil }
    return "note: the lengths of \(file) are taken as Å and its energies as eV; "
      + "-cflength and -cfenergy tell of other units"
  }

  /// A file that `input.nn` names stands beside it.
  private func beside(_ file: String) -> String {
    guard !file.hasPrefix("/"), let slash = input.lastIndex(of: "/") else { return file }
    return String(input[...slash]) + file
  }
}
