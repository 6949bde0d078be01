import MDCore
import MDDomain
import MDEngine
import Testing

@testable import MDDeck

/// The functions of groups in formulas, for a system whose sums can be done by hand.
struct GroupFunctionTests {
  /// Two atoms of 1 and 3 g/mol, the second one box length further along x than it is stored.
  private func state() -> SystemState {
    let box = Box(lengths: Vector3(10, 10, 10))
    var state = SystemState(box: box, communicator: SingleRank())
    state.masses = [0, 1, 3]
    state.atoms.append(Atom(id: 7, type: 1, position: Vector3(1, 2, 3)))
    state.atoms.append(
      Atom(id: 9, type: 2, position: Vector3(1, 2, 7), image: SIMD3<Int32>(1, 0, 0)))
    let view = state.atoms.view
    view.vx[0] = 2
    view.vy[1] = 4
    view.fz[0] = 0.5
    view.fz[1] = 1
    state.recountAtoms()
    return state
  }

  @Test func sumsAreThoseDoneByHand() throws {
    let state = state()
    func value(_ function: GroupFunction, _ component: Int = 0, _ region: Region? = nil) throws
      -> Double
    { try function.value(state, mask: 1, region: region, component: component) }
    #expect(try value(.count) == 2)
    #expect(try value(.mass) == 4)
    // (1·1 + 3·11)/4, unwrapped.
    #expect(try value(.xcm, 0) == 8.5)
    #expect(try value(.vcm, 1) == 3)
    #expect(try value(.fcm, 2) == 1.5)
    // Wrapped.
    #expect(try value(.bound, 1) == 1)
    #expect(try value(.bound, 5) == 7)
    let energy = 0.5 * (1 * 4 + 3 * 16) * MetalUnits.massVelocitySquaredToEnergy
    #expect(abs(try value(.ke) - energy) < 1e-15)
    // Distances from the centre (8.5, 2, 6): (−7.5, 0, −3) and (2.5, 0, 1).
    let squares = 1 * (56.25 + 9) + 3 * (6.25 + 1)
    #expect(abs(try value(.gyration) - (squares / 4).squareRoot()) < 1e-14)
    #expect(abs(try value(.inertia, 0) - (9 + 3)) < 1e-14)
    #expect(abs(try value(.inertia, 5) + (22.5 + 7.5)) < 1e-14)
    // Σ m (z vx − x vz) along y, Σ m (x vy − y vx) along z.
    #expect(abs(try value(.angmom, 1) + 6) < 1e-14)
    #expect(abs(try value(.angmom, 2) - 30) < 1e-14)
    #expect(abs(try value(.torque, 1) - (7.5 * 0.5 - 2.5)) < 1e-14)
    let region = try Region(.block(lower: Vector3(0, 0, 0), upper: Vector3(5, 5, 5)))
    #expect(try value(.count, 0, region) == 1)
    #expect(throws: InputError.self) { try value(.charge) }
  }

  @Test func atomsAreFoundByID() {
    let state = state()
    #expect(state.value(of: "z", ofAtom: 9) == 7)
    #expect(state.value(of: "mass", ofAtom: 9) == 3)
    #expect(state.value(of: "vx", ofAtom: 7) == 2)
    #expect(state.value(of: "x", ofAtom: 8) == nil)
    #expect(state.value(of: "q", ofAtom: 7) == nil)
  }
}
