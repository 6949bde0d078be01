import Foundation

/// The networks of a committee side by side.
struct CommitteeTable {
  struct Entry: Sendable {
    let folder: String
    let nodes: [Int]
    let seed: UInt32
    let epoch: Int
    let training: ErrorSums
    let validation: ErrorSums
  }

  let entries: [Entry]

  /// For the terminal.
  var lines: [String] {
    var table = TextTable(head: [
      "folder", "nodes", "seed", "epoch", "train E", "F", "validation E", "F",
    ])
    table.add(["", "", "", "", "meV/atom", "eV/Å", "meV/atom", "eV/Å"])
    for e in entries {
      table.add([
        e.folder, e.nodes.map(String.init).joined(separator: "-"), "\(e.seed)", "\(e.epoch)",
        String(format: "%.2f", 1000 * e.training.energy.rmse),
        String(format: "%.4f", e.training.force.rmse),
        String(format: "%.2f", 1000 * e.validation.energy.rmse),
        String(format: "%.4f", e.validation.force.rmse),
      ])
    }
    return ["", "RMSE of all members:"] + table.lines
  }

  /// Writes `committee.csv`: eV an atom and eV/Å.
  func write(to folder: String) throws {
    var text =
      "folder,nodes,seed,epoch,train_energy_rmse,train_energy_mae,train_force_rmse,train_force_mae,"
      + "validation_energy_rmse,validation_energy_mae,validation_force_rmse,validation_force_mae\n"
    for e in entries {
      var cells = [
        e.folder, e.nodes.map(String.init).joined(separator: "-"), "\(e.seed)", "\(e.epoch)",
      ]
      for sums in [e.training, e.validation] {
        for kind in [sums.energy, sums.force] { cells += ["\(kind.rmse)", "\(kind.mae)"] }
      }
      text += cells.joined(separator: ",") + "\n"
    }
    try text.write(toFile: folder + "/committee.csv", atomically: true, encoding: .utf8)
  }
}
