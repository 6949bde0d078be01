import MDCore
import Testing

@testable import MDEngine

/// The loops over all atoms against those over a group that has all of them as members.
@Suite struct IntegrationTests {
  /// A system of 107 atoms, so that not all come in groups of eight; all are in the group `half`.
  private func makeSystem() -> SoftSystem {
    var system = SoftSystem()
    system.state.atoms.setCounts(owned: 107, ghosts: 0)
    let atoms = system.state.atoms.view
    for i in 0..<atoms.owned { atoms.groups[i] |= system.half }
    return system
  }

  private func expectEqual(_ a: borrowing SoftSystem, _ b: borrowing SoftSystem) {
    for i in 0..<107 {
      let (x, y) = (a.state.atoms.read(i), b.state.atoms.read(i))
      // Both round alike but for a product and sum that the compiler may join.
      #expect((x.position - y.position).length < 1e-14)
      #expect((x.velocity - y.velocity).length < 1e-13)
    }
  }

  @Test func kickDriftAndScaleDoTheSameToAllAsToAGroupOfAll() {
    var fast = makeSystem()
    var plain = makeSystem()
    let everybody = plain.half
    for _ in 0..<3 {
      fast.state.kick(1, by: 0.004)
      plain.state.kick(everybody, by: 0.004)
      fast.state.drift(1, by: 0.003)
      plain.state.drift(everybody, by: 0.003)
      fast.state.scaleVelocities(1, by: 0.9)
      plain.state.scaleVelocities(everybody, by: 0.9)
    }
    expectEqual(fast, plain)
    let (now, before) = (fast.state.atoms.read(106), makeSystem().state.atoms.read(106))
    #expect(now.position != before.position)
  }

  @Test func atomsBeyondTheOwnedStayAsTheyAre() {
    var system = makeSystem()
    let before = SoftSystem().state.atoms.read(107)
    system.state.kick(1, by: 0.1)
    system.state.drift(1, by: 0.1)
    system.state.scaleVelocities(1, by: 2)
    system.state.atoms.setCounts(owned: 108, ghosts: 0)
    let after = system.state.atoms.read(107)
    #expect(after == before)
  }

  @Test func kineticSumsOfAllAreThoseOfAGroupOfAll() {
    let system = makeSystem()
    let all = system.state.thermalSums()
    let group = system.state.thermalSums(of: system.half)
    #expect(all.atoms == 107)
    #expect(group.atoms == 107)
    // 107 terms added in another order.
    for (a, b) in zip(all.kinetic.components, group.kinetic.components) {
      #expect(abs(a - b) < 1e-13 * all.kinetic.trace)
    }
    #expect(abs(all.mass - group.mass) < 1e-10)
  }

  /// The way of the atom that has gone farthest, wherever it is in the groups of eight.
  @Test(arguments: [0, 7, 8, 50, 103, 104, 106])
  func theFarthestWayIsFound(atom: Int) {
    let system = makeSystem()
    let atoms = system.state.atoms.view
    var build = LastBuild()
    build.remember(atoms, box: system.state.box, step: 3)
    let atRest = build.largestDisplacement(atoms)
    #expect(atRest == 0)
    atoms.x[atom] += 0.3
    atoms.z[atom] -= 0.4
    let way = build.largestDisplacement(atoms)
    // Å, rounding of coordinates near 10.
    #expect(abs(way - 0.5) < 1e-13)
    atoms.vy[atom] = 1000
    let v = system.state.atoms.read(atom).velocity
    #expect(abs(LastBuild.largestSpeed(atoms) - v.length) < 1e-9)
    atoms.y[atom] = .nan
    let lost = build.largestDisplacement(atoms)
    #expect(lost == .infinity)
  }
}
