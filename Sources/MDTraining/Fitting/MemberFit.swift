import Foundation
import MDCore
import MDDomain
import MDPotentials

/// One network of a fit: from first weights to a folder.
struct MemberFit {
  let task: TrainingTask
  let inputText: String
  let preparation: FitPreparation
  let member: FitSettings.Member
  let folder: String

  private var communicator: any Communicator { preparation.problem.communicator }

  /// Fits and writes; tells through `say`.
  func run(_ say: (String) -> Void) throws -> CommitteeTable.Entry {
    let (text, problem) = try ownProblem()
    let settings = preparation.settings
    let writer = PotentialWriter(
      design: problem.design, inputText: text, statistics: preparation.statistics,
      layout: problem.layout, energyFactor: task.energyFactor,
      energyScale: preparation.energyScale, atomEnergies: preparation.data.atomEnergies)
    let trainer = Trainer(
      problem: problem, optimizer: preparation.optimizer(problem, seed: member.seed),
      settings: settings, training: preparation.data.training,
      validation: preparation.data.validation, invariants: preparation.data.invariants,
      weights: try firstWeights(problem, writer))
    let identity = identity(text)
    let checkpoint = folder + "/checkpoint"
    try makeFolder()
    if task.continues && SharedFile.exists(checkpoint, communicator: communicator) {
      let saved = try Checkpoint.read(checkpoint, identity: identity, communicator: communicator)
      try trainer.restore(saved.state, optimizer: saved.optimizer)
      say("going on after epoch \(saved.state.epoch)")
    }
    let progress = ProgressLine(
      epochs: settings.plannedEpochs,
      points: preparation.data.invariants.map { preparation.data.structures[$0].group })
    say(progress.head)
    let ending = try trainer.run(
      tell: { record, isBest in
        say(progress.text(record, isBest: isBest))
        try writeWeights(record, trainer, writer)
      },
      save: { try Checkpoint.write($0, identity: identity, to: checkpoint) })
    if settings.checkpointEpochs > 0 {
      try Checkpoint.write(trainer, identity: identity, to: checkpoint)
    }
    return try finish(trainer, writer, ending, say)
  }

  /// The member's own nodes in the text of `input.nn`, and its problem.
  private func ownProblem() throws -> (String, FitProblem) {
    guard !member.nodes.isEmpty else { return (inputText, preparation.problem) }
    let text = Self.replaceNodes(inputText, by: member.nodes)
    let design = try NetworkDesign(text: text, file: task.input)
    return (text, FitProblem(preparation.problem, design: design))
  }

  /// Writes other hidden layers into an `input.nn`; a layer more than before has the activation of the
  /// first.
  static func replaceNodes(_ text: String, by nodes: [Int]) -> String {
    var result: [String] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let words = line.prefix { $0 != "#" && $0 != "!" }.split(whereSeparator: \.isWhitespace)
      switch words.first {
      case "global_hidden_layers_short":
        result.append("global_hidden_layers_short \(nodes.count)")
      case "global_nodes_short":
        result.append(
          "global_nodes_short " + nodes.map { String($0) }.joined(separator: " "))
      case "global_activation_short":
        let hidden = words.dropFirst().dropLast().map(String.init)
        let all = nodes.indices.map { $0 < hidden.count ? hidden[$0] : hidden.first ?? "t" }
        result.append(
          "global_activation_short "
            + (all + [words.last.map(String.init) ?? "l"])
            .joined(separator: " "))
      case "element_nodes_short", "element_hidden_layers_short", "element_activation_short":
        continue
      default: result.append(String(line))
      }
    }
    return result.joined(separator: "\n")
  }

  /// Random weights, or those of an earlier fit.
  private func firstWeights(_ problem: FitProblem, _ writer: PotentialWriter) throws -> [Double] {
    var weights = preparation.initialWeights(seed: member.seed, problem: problem)
    guard let earlier = preparation.earlier else { return weights }
    for (element, number) in problem.design.atomicNumbers.enumerated() {
      let (text, file) = try earlier.weights(
        of: number, preferring: folder, communicator: communicator)
      weights.replaceSubrange(
        problem.layout.range(of: element),
        with: try writer.weights(element: element, text: text, file: file))
    }
    return weights
  }

  private func makeFolder() throws {
    try communicator.collectively {
      guard communicator.isRoot else { return }
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw InputError(
          "cannot make the folder '\(folder)': \(error.systemReason)")
      }
    }
  }

  /// Everything that decides the result but the number of epochs.
  private func identity(_ text: String) -> String {
    var settings = preparation.settings
    settings.epochs = settings.optimizer == .adam ? settings.plannedEpochs : nil
    settings.memoryBudget = 0
    settings.checkpointEpochs = 0
    settings.weightsEpochs = 0
    settings.allWeightsUntil = 0
    settings.patience = nil
    settings.members = []
    let energies = preparation.data.structures.reduce(0) { $0 + $1.energy }
    let forces = preparation.data.structures.reduce(0.0) { sum, structure in
      (structure.forces ?? []).reduce(sum) { $0 + abs($1) }
    }
    return "\(settings) \(member) \(preparation.data.structures.count) \(energies) \(forces) "
      + "\(preparation.problem.parameterCount) \(task.lengthFactor) \(task.energyFactor)"
  }

  /// `weights.ZZZ.EEEEEE.out` as n2p2 has them.
  private func writeWeights(_ record: EpochRecord, _ trainer: Trainer, _ writer: PotentialWriter)
    throws
  {
    let every = preparation.settings.weightsEpochs
    guard
      every > 0
        && (record.epoch % every == 0 || record.epoch <= preparation.settings.allWeightsUntil)
    else { return }
    try communicator.collectively {
      guard communicator.isRoot else { return }
      for (name, text) in try writer.files(weights: trainer.state.weights)
      where name.hasPrefix("weights.") {
        let stem = name.dropLast(".data".count)
        try text.write(
          toFile: "\(folder)/\(stem).\(String(format: "%06d", record.epoch)).out",
          atomically: true, encoding: .utf8)
      }
    }
  }

  private func finish(
    _ trainer: Trainer, _ writer: PotentialWriter, _ ending: Trainer.Ending,
    _ say: (String) -> Void
  ) throws -> CommitteeTable.Entry {
    let problem = trainer.problem
    let (data, settings) = (preparation.data, preparation.settings)
    let best = trainer.state.best
    let errors = problem.errors(Array(data.structures.indices), weights: best)
    let zeros = data.zeros.enumerated().map { n, mean in
      n == 0 ? 0 : mean + preparation.energyScale * best[problem.layout.count + n - 1]
    }
    let card = ModelCard(
      version: task.version, command: task.command, settings: settings,
      design: problem.design, data: data, lengthFactor: task.lengthFactor,
      energyFactor: task.energyFactor, seed: member.seed, state: trainer.state, ending: ending,
      zeros: zeros, errors: errors, weights: best)
    try communicator.collectively {
      guard communicator.isRoot else { return }
      try writer.write(weights: best, to: folder)
      try LearningCurve(records: trainer.state.curve).write(to: folder)
      try card.text.write(toFile: folder + "/model-card.md", atomically: true, encoding: .utf8)
    }
    func sum(_ indices: [Int]) -> ErrorSums {
      var total = ErrorSums()
      for index in indices { total.add(errors[index]) }
      return total
    }
    let entry = CommitteeTable.Entry(
      folder: folder, nodes: problem.design.nodes(of: 0), seed: member.seed,
      epoch: trainer.state.bestEpoch, training: sum(data.training),
      validation: sum(data.validation))
    if ending == .noImprovement { say("ended early: no improvement") }
    if let remark = trainer.optimizer.remark { say("WARNING: \(remark)") }
    say("best weights: epoch \(entry.epoch), in \(folder)")
    if entry.epoch == 0 && preparation.earlier == nil && settings.plannedEpochs > 0 {
      say("WARNING: no epoch was better than the random weights at the start: this is no potential")
    }
    for (name, sums) in [("fitted", entry.training), ("validation", entry.validation)]
    where sums.energy.count > 0 {
      say(
        "  \(name): "
          + String(
            format: "energy MAE %.2f RMSE %.2f meV/atom", 1000 * sums.energy.mae,
            1000 * sums.energy.rmse)
          + (sums.force.count > 0
            ? String(
              format: ", force MAE %.4f RMSE %.4f eV/Å", sums.force.mae, sums.force.rmse) : ""))
    }
    return entry
  }
}

/// Whether files are there, as the root sees them.
enum SharedFile {
  static func exists(_ path: String, communicator: any Communicator) -> Bool {
    let own = communicator.isRoot && FileManager.default.fileExists(atPath: path)
    return communicator.reduce(Int64(own ? 1 : 0), .maximum) == 1
  }
}
