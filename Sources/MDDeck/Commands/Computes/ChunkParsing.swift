import MDCore
import MDEngine

extension ComputeCommand {
  /// `chunk/atom bin/1d|bin/2d|bin/3d dim origin delta … | type  [region ID] [discard yes|no|mixed]
  /// [bound x|y|z lo hi] [units box|lattice|reduced] …`
  static func parseChunks(_ arguments: inout Arguments) throws -> Builder {
    let style = try arguments.choice("chunk style", among: ["bin/1d", "bin/2d", "bin/3d", "type"])
    var slices: [ComputeChunkAtom.Slices] = []
    if style != "type" {
      for _ in 0..<Int(style.dropFirst(4).prefix(1))! {
        slices.append(try arguments.slices(behind: slices))
      }
    }
    let options = try parseOptions(&arguments, &slices)
    let parsed = slices
    return { id, mask, context in
      let session = context.session
      let scale =
        options.units == "lattice" ? session.settings.lattice.spacing : Vector3(repeating: 1)
      let chunks: ComputeChunkAtom.Style =
        style == "type" ? .types : .bins(parsed.map { $0.scaled(by: scale[$0.dimension]) })
      return ComputeChunkAtom(
        id: id, mask: mask, chunks, isReduced: options.units == "reduced",
        region: try options.region.map { try session.requireRegion($0) }, discard: options.discard)
    }
  }

  private struct ChunkOptions {
    var units = "lattice"
    var region: String?
    var discard = ComputeChunkAtom.Discard.mixed
  }

  private static func parseOptions(
    _ arguments: inout Arguments, _ slices: inout [ComputeChunkAtom.Slices]
  ) throws -> ChunkOptions {
    var options = ChunkOptions()
    let keywords = [
      "region", "nchunk", "static", "limit", "ids", "compress", "discard", "bound", "pbc", "units",
    ]
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: keywords)
      switch keyword {
      case "region": options.region = try arguments.word("the region's name")
      case "discard":
        let names = ComputeChunkAtom.Discard.allCases.map(\.rawValue)
        options.discard = .init(rawValue: try arguments.choice(keyword, among: names))!
      case "bound": try parseBound(&arguments, &slices)
      case "units":
        options.units = try arguments.choice(keyword, among: ["box", "lattice", "reduced"])
      case "nchunk": _ = try arguments.choice(keyword, among: ["once", "every"])
      case "ids": try arguments.demand("every", for: keyword)
      case "compress", "pbc": try arguments.demand("no", for: keyword)
      default: throw arguments.error("\(keyword) is not supported")
      }
    }
    return options
  }

  private static func parseBound(
    _ arguments: inout Arguments, _ slices: inout [ComputeChunkAtom.Slices]
  ) throws {
    let dimension = try arguments.dimension("the dimension")
    let low = arguments.take("lower") ? nil : try arguments.number("the lower bound, or lower")
    let high = arguments.take("upper") ? nil : try arguments.number("the upper bound, or upper")
    if let low, let high, low >= high {
      throw arguments.error("the lower bound must be below the upper one")
    }
    for place in slices.indices where slices[place].dimension == dimension {
      slices[place].lowerBound = low
      slices[place].upperBound = high
    }
  }
}

extension ComputeChunkAtom.Slices {
  /// The same with lengths in Å.
  fileprivate func scaled(by scale: Double) -> Self {
    var result = self
    if case .at(let value) = origin { result.origin = .at(value * scale) }
    result.width *= scale
    result.lowerBound = lowerBound.map { $0 * scale }
    result.upperBound = upperBound.map { $0 * scale }
    return result
  }
}

extension Arguments {
  /// `x|y|z lower|center|upper|VALUE WIDTH`
  fileprivate mutating func slices(
    behind others: [ComputeChunkAtom.Slices]
  ) throws(InputError) -> ComputeChunkAtom.Slices {
    let dimension = try dimension("the dimension")
    guard !others.contains(where: { $0.dimension == dimension }) else {
      throw error("each dimension can be sliced once")
    }
    let origin: ComputeChunkAtom.Slices.Origin
    if take("lower") {
      origin = .lower
    } else if take("center") {
      origin = .center
    } else if take("upper") {
      origin = .upper
    } else {
      origin = .at(try number("the origin (lower, center, upper or a number)"))
    }
    let unknown = nextIsUnknown
    let width = try number("the width of a bin")
    guard unknown || width > 0 else { throw error("the width of a bin must be positive") }
    return ComputeChunkAtom.Slices(dimension: dimension, origin: origin, width: unknown ? 1 : width)
  }

  /// Takes a word that must be what it is by default.
  fileprivate mutating func demand(_ value: String, for keyword: String) throws(InputError) {
    let unknown = nextIsUnknown
    let word = try word(keyword)
    guard unknown || word == value else {
      throw error("\(keyword) \(word) is not supported; \(value) is")
    }
  }
}
