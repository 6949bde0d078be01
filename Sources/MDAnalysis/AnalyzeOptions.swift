import Foundation
import MDCore
import MDTrajectory

/// The command line of `swift-md analyze`.
public struct AnalyzeOptions {
  /// What is to be measured over which frames.
  public var analysis: Analysis
  /// Where tables and pictures go.
  public var folder = "analysis"
  /// Whether the atoms of the last frame are written with what was found of each.
  public var writesAtoms = false

  /// What `-help` prints.
  public static let help = """
    usage: swift-md analyze FILE… [options]
           mpirun -np N swift-md analyze FILE… [options]

    Measures structure and motion over the frames of H5MD files, LAMMPS text dumps, LAMMPS data files
    and extended XYZ. Writes a table (CSV) and a picture (SVG and PNG) of each quantity.

      -quantities A,B,…  what is measured; default rdf,sq,angles,coordination,rings,density,order
                           rdf           g(r), whole and by pairs of elements, and running coordination
                           sq            structure factor, direct and from g(r)
                           angles        bond angles
                           coordination  number of bonds, and the atoms with a wrong one by id
                           rings         shortest-path rings
                           density       along the frames
                           order         Steinhardt q4 and q6; cubic and hexagonal diamond
                           msd           mean-square displacement and diffusion
                           vacf, vdos    velocity autocorrelation, vibrational density of states
                           excess        energy above the crystal; needs -reference
      -from N, -to N     first and last frame, counted from 1; negative from the end (-1 the last)
      -every N           each Nth frame
      -out FOLDER        where the files go; default analysis
      -cutoff R          length of a bond at most, Å; default 2.85, for silicon
      -rmax R, -bin W    reach and bin of g(r), Å; default 10 and 0.02
      -qmax Q            reach of S(q), 1/Å; default 12
      -ideal N           bonds that an atom should have; default 4
      -rings N           members of the largest ring; default 10
      -window N          frames that time correlations reach; default half of them, 1000 at most
      -timestep DT       ps of a step, where a dump has no times; default 0.001
      -reference E       energy of an atom in the crystal, eV
      -log FILE          the run's log, for energies that the frames lack
      -elements A B …    names of the atom types, where the file has none
      -atoms             also atoms.xyz: the last frame with the order of each atom, for OVITO
    """

  /// Reads the words behind `analyze`.
  ///
  /// - Throws: ``InputError`` for what is not understood.
  public init(_ words: [String]) throws {
    var paths: [String] = []
    var settings = AnalysisSettings()
    var quantities = Analysis.quantityNames.prefix(7).map { $0 }
    var frames = FrameOptions()
    var first = 1, last = -1, every = 1
    var log: String?
    var hasCutoff = false
    var rest = words[...]
    func value(_ option: String) throws -> String {
      guard let word = rest.popFirst() else { throw InputError("\(option) needs a value") }
      return word
    }
    func number(_ option: String, above least: Double) throws -> Double {
      let word = try value(option)
      guard let number = Double(word), number.isFinite, number > least else {
        throw InputError(
          "\(option) needs a number above \(AnalysisTable.text(least)), not '\(word)'")
      }
      return number
    }
    func count(_ option: String, from least: Int) throws -> Int {
      let word = try value(option)
      guard let count = Int(word), count >= least else {
        throw InputError("\(option) needs a whole number from \(least) on, not '\(word)'")
      }
      return count
    }
    func place(_ option: String) throws -> Int {
      let word = try value(option)
      guard let count = Int(word), count != 0 else {
        throw InputError("\(option) needs the number of a frame, from 1 or negative, not '\(word)'")
      }
      return count
    }
    while let word = rest.popFirst() {
      switch word {
      case "-quantities", "-quantity":
        quantities = try Self.quantities(try value(word))
      case "-from": first = try place(word)
      case "-to": last = try place(word)
      case "-every": every = try count(word, from: 1)
      case "-out": folder = try value(word)
      case "-cutoff":
        settings.cutoff = try number(word, above: 0)
        hasCutoff = true
      case "-rmax": settings.rMax = try number(word, above: 0)
      case "-bin": settings.rBin = try number(word, above: 0)
      case "-qmax": settings.qMax = try number(word, above: 0)
      case "-ideal": settings.ideal = min(16, try count(word, from: 0))
      case "-rings": settings.ringMax = try count(word, from: 3)
      case "-window": settings.window = try count(word, from: 1)
      case "-timestep": settings.timestep = try number(word, above: 0)
      case "-reference": settings.reference = try number(word, above: -1e300)
      case "-log": log = try value(word)
      case "-elements":
        while let name = rest.first, !name.hasPrefix("-"), ChemicalElement.weight(of: name) != nil {
          frames.elements.append(name)
          rest.removeFirst()
        }
        guard !frames.elements.isEmpty else { throw InputError("-elements needs symbols, as Si O") }
      case "-atoms": writesAtoms = true
      case let option where option.hasPrefix("-"):
        let hint =
          nearestName(to: option, among: Self.options).map { "; did you mean \($0)?" } ?? "."
        throw InputError("unknown option '\(option)' of analyze\(hint) Try swift-md analyze -help")
      default: paths.append(word)
      }
    }
    guard !paths.isEmpty else {
      throw InputError("analyze needs a file of frames; swift-md analyze -help tells more")
    }
    if quantities.contains("excess"), settings.reference == nil {
      throw InputError("excess needs the energy of an atom in the crystal: -reference E (eV)")
    }
    if let log { settings.energies = try ThermoLog(path: log).potentialEnergies }
    analysis = Analysis(paths, quantities: quantities, settings: settings, frameOptions: frames)
    (analysis.first, analysis.last, analysis.every) = (first, last, every)
    analysis.hasOwnCutoff = hasCutoff
  }

  private static let options = [
    "-quantities", "-from", "-to", "-every", "-out", "-cutoff", "-rmax", "-bin", "-qmax", "-ideal",
    "-rings", "-window", "-timestep", "-reference", "-log", "-elements", "-atoms",
  ]

  private static func quantities(_ word: String) throws -> [String] {
    if word == "all" { return Analysis.quantityNames.filter { $0 != "excess" } }
    let names = word.split(separator: ",").map(String.init)
    for name in names where !Analysis.quantityNames.contains(name) {
      let hint =
        nearestName(to: name, among: Analysis.quantityNames).map { "; did you mean '\($0)'?" }
        ?? "."
      throw InputError(
        "unknown quantity '\(name)'\(hint) Known: \(Analysis.quantityNames.joined(separator: ", "))"
      )
    }
    guard !names.isEmpty else { throw InputError("-quantities needs names, as rdf,angles") }
    return names
  }
}
