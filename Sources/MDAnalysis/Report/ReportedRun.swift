import Foundation
import MDCore
import MDDomain
import MDTrajectory

/// A run as the report shows it: its log, and the structure at the beginning of its trajectory, where it was
/// hottest, and at the end.
public struct ReportedRun: Sendable {
  /// What the run is called: its folder, or its log.
  public var name: String
  /// The log; nil without one.
  public var log: ThermoLog?
  /// The trajectory; nil without one.
  public var trajectory: String?
  /// The atoms of a frame.
  public var atoms = 0
  /// Whether all are silicon.
  public var isSilicon = false
  /// The structure along the run: the first frames, the hottest ones if the run went there and back, the last.
  public private(set) var stages: [RunStage] = []

  /// The files of a run: `path` is a folder, a log or a trajectory.
  ///
  /// - Throws: ``InputError`` if there is neither log nor trajectory.
  public init(path: String, log: String? = nil, trajectory: String? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("there is no file or folder '\(path)'")
    }
    let isTrajectory = !isFolder.boolValue && (try? FrameFormat.detect(path)) != nil
    name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    let folder =
      isFolder.boolValue ? path : URL(fileURLWithPath: path).deletingLastPathComponent().path
    var log = log
    var trajectory = trajectory
    if !isFolder.boolValue { if isTrajectory { trajectory = path } else { log = path } }
    let names = Self.newestFirst(folder)
    log =
      log
      ?? names.first { $0 == "log.lammps" || $0.hasPrefix("log.") || $0.hasSuffix(".log") }
      .map { "\(folder)/\($0)" }
    trajectory =
      trajectory
      ?? names.first { name in
        [".h5md", ".h5", ".lammpstrj", ".dump"].contains { name.hasSuffix($0) }
          || name.hasPrefix("dump.")
      }.map { "\(folder)/\($0)" }
    guard log != nil || trajectory != nil else {
      throw InputError(
        "'\(path)' has neither a log (log.lammps, *.log) nor a trajectory (*.h5md, *.lammpstrj, *.dump)"
      )
    }
    self.log = try log.map { try ThermoLog(path: $0) }
    self.trajectory = trajectory
  }

  private static func newestFirst(_ folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    func date(_ name: String) -> Date {
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      return attributes?[.modificationDate] as? Date ?? .distantPast
    }
    func isFile(_ name: String) -> Bool {
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(
        atPath: "\(folder)/\(name)", isDirectory: &isFolder)
      return isThere && !isFolder.boolValue
    }
    return names.filter(isFile).sorted().map { ($0, date($0)) }.sorted { $0.1 > $1.1 }.map(\.0)
  }

  /// Measures the first, the hottest and the last tenth of the frames, at most ten each. Collective.
  public mutating func measure(
    _ settings: AnalysisSettings, _ options: FrameOptions, _ communicator: any Communicator
  ) throws {
    guard let trajectory else { return }
    var analysis = Analysis(
      [trajectory], quantities: Array(Analysis.quantityNames.prefix(7)), settings: settings,
      frameOptions: options)
    analysis.hasOwnCutoff = true
    let steps = try analysis.frameSteps(communicator)
    let part = max(1, min(10, steps.count / 10))
    let frame = try communicator.collectively {
      try FrameSequence([trajectory], options: options).next()
    }
    atoms = frame?.count ?? 0
    isSilicon = frame.map { Set($0.speciesNames).isSubset(of: ["Si"]) } ?? false
    let temperature = LogCurve(log?.column("Temp") ?? [])
    let energy = LogCurve(log?.column("PotEng", "E_pair") ?? [])
    var ranges = [(name: "start", frames: 0..<min(part, steps.count))]
    if let hottest = RunStage.hottest(steps, part: part, temperature) {
      ranges.append(("hottest", hottest))
    }
    if steps.count > 1 { ranges.append(("end", steps.count - part..<steps.count)) }
    for (name, range) in ranges {
      (analysis.first, analysis.last) = (range.lowerBound + 1, range.upperBound)
      let own = Array(steps[range])
      stages.append(
        RunStage(
          name: name, temperature: temperature.mean(over: own), energy: energy.mean(over: own),
          outcome: try analysis.run(communicator)))
    }
  }
}

extension AnalysisOutcome {
  /// A summary number by its name.
  func number(_ name: String) -> Double? {
    results.lazy.flatMap(\.numbers).first { $0.name == name }?.value
  }

  /// The charts of a quantity.
  func charts(_ name: String) -> [MDPlotChart] { results.first { $0.name == name }?.charts ?? [] }
}
