import MDCore
import MDTrajectory

/// The command line of `swift-md report`.
public struct ReportOptions {
  /// Folders, logs or trajectories, one a run.
  public var runs: [String] = []
  /// The page.
  public var out = "report.html"
  /// The files of a single run, where they cannot be found.
  public var log, trajectory: String?
  /// How structures are measured, and the energy of an atom in the crystal.
  public var settings = AnalysisSettings()
  /// Names of the atom types.
  public var frames = FrameOptions()

  /// What `-help` prints.
  public static let help = """
    usage: swift-md report RUN… [options]
           mpirun -np N swift-md report RUN… [options]

    Puts runs on one page (HTML, with its pictures inside): temperature, energy, volume and pressure
    along the protocol, the structure in the first, the hottest and the last frames beside experiment,
    speed, and the warnings of the log. A RUN is a folder with a log and a trajectory, or one of these two files;
    the other one is looked for beside it.

      -out FILE          the page; default report.html
      -log FILE          the log of the run, if its name is not log.lammps, log.* or *.log
      -trajectory FILE   the trajectory, if its name does not end in .h5md, .lammpstrj or .dump
      -reference E       energy of an atom in the crystal, eV, for the excess energy
      -cutoff R          length of a bond at most, Å; default 2.85, for silicon
      -elements A B …    names of the atom types, where the trajectory has none
    """

  /// Reads the words behind `report`.
  ///
  /// - Throws: ``InputError`` for what is not understood.
  public init(_ words: [String]) throws {
    var rest = words[...]
    func value(_ option: String) throws -> String {
      guard let word = rest.popFirst() else { throw InputError("\(option) needs a value") }
      return word
    }
    func number(_ option: String) throws -> Double {
      let word = try value(option)
      guard let number = Double(word), number.isFinite else {
        throw InputError("\(option) needs a number, not '\(word)'")
      }
      return number
    }
    while let word = rest.popFirst() {
      switch word {
      case "-out": out = try value(word)
      case "-log": log = try value(word)
      case "-trajectory": trajectory = try value(word)
      case "-reference": settings.reference = try number(word)
      case "-cutoff":
        settings.cutoff = try number(word)
        guard settings.cutoff > 0 else { throw InputError("-cutoff needs a length above 0") }
      case "-elements":
        while let name = rest.first, ChemicalElement.weight(of: name) != nil {
          frames.elements.append(name)
          rest.removeFirst()
        }
        guard !frames.elements.isEmpty else { throw InputError("-elements needs symbols, as Si O") }
      case let option where option.hasPrefix("-"):
        throw InputError("unknown option '\(option)' of report; swift-md report -help tells all")
      default: runs.append(word)
      }
    }
    guard !runs.isEmpty else {
      throw InputError("report needs a run: a folder, a log or a trajectory")
    }
    guard runs.count == 1 || (log == nil && trajectory == nil) else {
      throw InputError("-log and -trajectory name the files of a single run")
    }
  }
}
