import MDCore

/// Which columns of extended XYZ hold what, from `Properties=name:type:count:…`.
struct ExtendedXYZColumns {
  /// How many columns there are.
  private(set) var count = 0
  /// The first column of positions and forces, and those of the element's symbol or number and charge.
  private(set) var position = -1
  private(set) var force = -1
  private(set) var symbol = -1
  private(set) var number = -1
  private(set) var charge = -1

  private static let forceNames = [
    "forces", "force", "dft_forces", "dft_force", "ref_forces", "ref_force",
  ]
  private static let symbolNames = ["species", "symbols", "element", "elements"]
  private static let numberNames = ["z", "numbers"]
  private static let positionNames = ["pos", "positions"]
  private static let chargeNames = ["charges", "charge"]

  /// Wider ones are a mistake.
  private static let mostColumns = 10_000

  private struct Field {
    let name, type: String
    let count, start: Int
  }

  init(_ header: ExtendedXYZHeader, forcesKey: String?) throws {
    // What a plain XYZ file holds.
    let text = header.value("Properties") ?? "species:S:1:pos:R:3"
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard words.count % 3 == 0, !words.isEmpty else {
      throw header.error("Properties is \"\(text)\", but name:type:count:… is expected")
    }
    var fields: [Field] = []
    for start in stride(from: 0, to: words.count, by: 3) {
      guard let width = Int(words[start + 2]), width > 0, width <= Self.mostColumns else {
        throw header.error("'\(words[start + 2])' in Properties is not a number of columns")
      }
      guard ["S", "R", "I", "L"].contains(words[start + 1]) else {
        throw header.error("'\(words[start + 1])' in Properties is none of the types S, R, I, L")
      }
      fields.append(
        Field(name: words[start], type: words[start + 1], count: width, start: count))
      count += width
    }
    try find(fields, header, forcesKey)
  }

  private mutating func find(_ fields: [Field], _ header: ExtendedXYZHeader, _ forcesKey: String?)
    throws
  {
    func column(_ names: [String], _ width: Int, _ types: String) throws -> Int {
      for name in names {
        guard let field = fields.first(where: { $0.name.lowercased() == name }) else { continue }
        guard field.count == width, types.contains(field.type) else {
          throw header.error(
            "Properties has \(field.name):\(field.type):\(field.count), but "
              + "\(field.name):\(types.prefix(1)):\(width) is expected")
        }
        return field.start
      }
      return -1
    }
    position = try column(Self.positionNames, 3, "RI")
    symbol = try column(Self.symbolNames, 1, "S")
    number = try column(Self.numberNames, 1, "I")
    charge = try column(Self.chargeNames, 1, "RI")
    force = try column(forcesKey.map { [$0.lowercased()] } ?? Self.forceNames, 3, "RI")
    guard position >= 0 else { throw header.error("Properties names no pos:R:3") }
    guard symbol >= 0 || number >= 0 else {
      throw header.error("Properties names no species:S:1 (nor Z:I:1)")
    }
    if let forcesKey, force < 0 {
      throw header.error("Properties names no \(forcesKey):R:3, which was asked for")
    }
  }
}
