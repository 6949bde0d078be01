import MDCore
import MDDomain
import Testing

@testable import MDEngine

@Suite struct VelocityTests {
  /// 24 atoms of two masses with images, every coordinate a short binary fraction; the atoms of this
  /// rank are those whose id leaves `rank` when divided by `ranks`.
  static func makeState(_ communicator: any Communicator = SingleRank()) -> SystemState {
    var state = SystemState(box: Box(lengths: Vector3(10, 12, 9)), communicator: communicator)
    state.masses = [0, 28.0855, 12.011]
    let half = state.groups.define("half")!
    // Not in the order of the ids.
    for k in (0..<24).reversed() where k % communicator.size == communicator.rank {
      let place = Vector3(
        0.5 + 2.25 * Double(k % 3), 0.25 + 3 * Double(k / 3 % 4),
        1.125 + 2.5 * Double(k / 12) + 0.125 * Double(k))
      state.atoms.append(
        Atom(
          id: Int64(k + 1), type: Int32(1 + k % 2), position: place,
          image: SIMD3(Int32(k % 3 - 1), Int32(k % 2), 0), groups: k < 10 ? 1 | half : 1))
    }
    state.totalAtoms = 24
    return state
  }

  /// What the cases of ``reference`` do to the atoms; `half` has the ids up to 10.
  static func perform(_ name: String, on state: inout SystemState) throws {
    let half = state.groups.mask(of: "half")!
    var creation = VelocityCreation(temperature: 300, seed: 12345)
    switch name {
    case "gaussian": creation.distribution = .gaussian
    case "geometric", "geometricGaussian":
      creation = VelocityCreation(temperature: 500, seed: 777)
      creation.loop = .geom
      guard name == "geometricGaussian" else { break }
      creation.distribution = .gaussian
      creation.zerosMomentum = false
    case "withoutRotation":
      creation = VelocityCreation(temperature: 300, seed: 4711)
      creation.zerosRotation = true
    case "group":
      state.setVelocities(of: 1, x: 1, y: 2, z: 3)
      creation = VelocityCreation(temperature: 300, seed: 99)
      creation.distribution = .gaussian
      return try state.createVelocities(of: half, creation)
    case "added":
      try state.createVelocities(of: 1, creation)
      creation = VelocityCreation(temperature: 100, seed: 55)
      creation.addsToOld = true
      creation.zerosMomentum = false
    case "local":
      creation.seed = 4242
      creation.loop = .local
    case "scaled":
      try state.createVelocities(of: 1, creation)
      return try state.scaleVelocities(of: half, toTemperature: 450)
    case "ramped":
      state.setVelocities(of: 1, x: 1, y: 2, z: 3)
      state.rampVelocities(
        of: 1, component: 0, from: 0, to: 5, along: 1, between: 2, and: 8)
      state.setVelocities(of: 1, z: 0.5, adding: true)
      try state.zeroRotation(of: half)
      return try state.zeroMomentum(of: 1)
    default: break
    }
    try state.createVelocities(of: 1, creation)
  }

  static func velocities(_ state: borrowing SystemState) -> [Int64: Vector3] {
    var result: [Int64: Vector3] = [:]
    for i in 0..<state.atoms.owned {
      let atom = state.atoms.read(i)
      result[atom.id] = atom.velocity
    }
    return result
  }

  @Test(arguments: reference.keys.sorted())
  func velocitiesAreThoseOfLAMMPS(_ name: String) throws {
    var state = Self.makeState()
    try Self.perform(name, on: &state)
    let expected = Self.reference[name]!
    let actual = [Int64(1), 10, 24].flatMap { id -> [Double] in
      let v = Self.velocities(state)[id]!
      return [v.x, v.y, v.z]
    }
    // The random numbers are the same; sums over atoms are taken in another order.
    for (a, e) in zip(actual, expected) { #expect(abs(a - e) < 1e-12) }
  }

  @Test(arguments: reference.keys.sorted(), [2, 3, 4, 8])
  func velocitiesAreTheSameOnAnyNumberOfRanks(_ name: String, _ ranks: Int) throws {
    var single = Self.makeState()
    try Self.perform(name, on: &single)
    let expected = Self.velocities(single)
    let parts = try InMemoryWorld(size: ranks).run { communicator in
      var state = Self.makeState(communicator)
      try Self.perform(name, on: &state)
      return Self.velocities(state)
    }
    #expect(parts.map(\.count).reduce(0, +) == 24)
    for (id, v) in parts.flatMap({ $0 }) { #expect((v - expected[id]!).length < 1e-12) }
  }

  @Test func rotationOfALineIsTakenOut() throws {
    var state = SystemState(box: Box(lengths: Vector3(10, 10, 10)), communicator: SingleRank())
    state.masses = [0, 2]
    for k in 0..<3 {
      let d = Double(k) - 1
      state.atoms.append(
        Atom(
          id: Int64(k + 1), type: 1, position: Vector3(5 + d, 5 + d, 5),
          velocity: Vector3(d, -d, 2 * d)))
    }
    state.totalAtoms = 3
    try state.zeroRotation(of: 1)
    for (_, v) in Self.velocities(state) { #expect(v.length < 1e-12) }
  }

  @Test func impossibleRequestsAreTold() throws {
    var state = Self.makeState()
    #expect(throws: InputError.self) {
      try state.createVelocities(of: 1, VelocityCreation(temperature: 300, seed: 0))
    }
    #expect(throws: InputError.self) { try state.zeroMomentum(of: 1 << 20) }
    #expect(throws: InputError.self) { try state.scaleVelocities(of: 1, toTemperature: 300) }
    state.totalAtoms = 25
    #expect(throws: InputError.self) {
      try state.createVelocities(of: 1, VelocityCreation(temperature: 300, seed: 1))
    }
  }

  /// Velocities of the atoms 1, 10 and 24 from LAMMPS (29 Sep 2021, update 2), one rank.
  static let reference: [String: [Double]] = [
    "uniform": [
      -3.821440012580267, 3.3327106748204676, 4.0885014300638494,
      1.7755822709142779, 0.39668510655487432, -4.3755020298864897,
      -1.0309502488482185, -3.6294463343875347, -3.8500825721543772,
    ],
    "gaussian": [
      3.1705714468466617, 4.3212618824735047, -4.1197412048322049,
      3.0020656631405176, -0.24920964741584328, 10.772535205576371,
      -4.6427980045348498, -0.84120878979080815, -6.0406207602684807,
    ],
    "geometric": [
      -1.2980405294814608, -0.53270917126490003, 4.2275199965489021,
      8.0508514537079172, 6.1837085348908385, -10.448770409529011,
      1.0031727323157853, -8.1921057457344517, 8.0006805015328553,
    ],
    "geometricGaussian": [
      3.971810063160889, -9.740502310987706, 1.1053412695103948,
      -0.083565517793397576, -1.5633266572703903, -7.9366172895800045,
      -6.1109625962895135, 1.2307289796384011, -0.27499349779672044,
    ],
    "withoutRotation": [
      -4.4829393653805445, 0.16444333807663253, -2.6379439794451178,
      1.0394560174743825, 2.9967118069388241, -6.2564296222991898,
      -3.376864758676668, 5.8539353161670231, 7.1301840341108216,
    ],
    "group": [
      -0.78955564773114095, 6.7560431910811962, 2.1393247895107912,
      -4.9935234407347373, 2.1670615295658795, 5.0490760095105349,
      1, 2, 3,
    ],
    "added": [
      -6.4966431804120788, 1.9113733554866139, 4.4006599097920169,
      5.5877503443655074, 3.5080824387596978, -3.8392871655150489,
      -4.6650801776596094, -3.310987988614154, -6.8977495413938641,
    ],
    "local": [
      -3.1171716562460063, 5.043309406982508, -1.8775832734609923,
      2.8038223265444051, -1.4438562792322229, -8.3273187639908599,
      0.33959962486848377, 0.82109964292057158, 6.3819446967537274,
    ],
    "scaled": [
      -4.1624621734361984, 3.6301190319040355, 4.4533559319670522,
      1.9340337710847129, 0.43208495890670223, -4.7659682290546668,
      -1.0309502488482185, -3.6294463343875347, -3.8500825721543772,
    ],
    "ramped": [
      -2.0391897975085658, -0.4470664336361283, -0.067687241446857005,
      2.13845722714546, -0.44893545175710914, -0.032798903188547612,
      2.6876865291650573, 0, 0,
    ],
  ]
}
