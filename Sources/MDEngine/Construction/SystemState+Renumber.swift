import MDCore
import MDDomain

extension SystemState {
  /// Makes ids contiguous from 1 in the order that they have.
  public mutating func resetIDs() {
    let view = atoms.view
    let order = view.owned == 0 ? [] : (0..<view.owned).sorted { view.id[$0] < view.id[$1] }
    let numbering = IDNumbering(order.map { view.id[$0] }, communicator)
    var fresh = [Int64](repeating: 0, count: order.count)
    var used: Int64 = 0
    numbering.forEachWindow { window in
      for n in window.own { fresh[n] = used + window.rank(of: numbering.ids[n]) + 1 }
      used += window.count
    }
    for (n, i) in order.enumerated() { view.id[i] = fresh[n] }
  }

  /// Makes ids contiguous from 1 after atoms were deleted, as LAMMPS does on one rank when atoms lie
  /// in the order of their ids: the last atoms move into the holes, the very last into the first.
  ///
  /// - Parameter deleted: the ids that this rank's deleted atoms had.
  mutating func compressIDs(deleted: [Int64]) {
    let view = atoms.view
    let kept = (0..<view.owned).sorted { view.id[$0] < view.id[$1] }
    // With the deleted atoms among them, every atom has a place in the order of ids.
    let gone = deleted.sorted()
    var places = [Int64](repeating: 0, count: kept.count)
    let survivors = IDNumbering(kept.map { view.id[$0] }, communicator)
    let holes = IDNumbering(gone, communicator)
    var holePlaces = [Int64](repeating: 0, count: gone.count)
    var used: Int64 = 0
    IDNumbering.forEachWindow(survivors, holes) { there, missing in
      for n in there.own {
        places[n] = used + there.rank(of: survivors.ids[n]) + missing.rank(of: survivors.ids[n])
      }
      for n in missing.own {
        holePlaces[n] = used + there.rank(of: holes.ids[n]) + missing.rank(of: holes.ids[n])
      }
      used += there.count + missing.count
    }
    fillHoles(places: places, holes: holePlaces, atoms: kept)
  }

  /// Numbers atoms by their places below the total, and moves those beyond it into the holes below.
  private mutating func fillHoles(places: [Int64], holes: [Int64], atoms kept: [Int]) {
    let view = atoms.view
    let total = totalAtoms
    for (n, place) in places.enumerated() where place < total { view.id[kept[n]] = place + 1 }
    // The q-th atom from the end goes into the q-th hole.
    let movers = places.indices.filter { places[$0] >= total }
    let moving = IDNumbering(movers.map { places[$0] }, communicator)
    let open = IDNumbering(holes.filter { $0 < total }, communicator)
    var fromEnd = [Int64](repeating: 0, count: movers.count)
    let count = communicator.reduce(Int64(movers.count), .sum)
    var used: Int64 = 0
    moving.forEachWindow { window in
      for n in window.own { fromEnd[n] = count - 1 - used - window.rank(of: moving.ids[n]) }
      used += window.count
    }
    used = 0
    open.forEachWindow { window in
      for n in movers.indices where fromEnd[n] >= used && fromEnd[n] < used + window.count {
        view.id[kept[movers[n]]] = window.member(Int(fromEnd[n] - used)) + 1
      }
      used += window.count
    }
  }
}
