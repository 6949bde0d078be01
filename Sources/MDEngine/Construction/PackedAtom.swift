import MDCore
import MDDomain

/// An atom as it travels between ranks.
struct PackedAtom: BitwiseCopyable {
  var id: Int64 = 0
  var x = 0.0
  var y = 0.0
  var z = 0.0
  var vx = 0.0
  var vy = 0.0
  var vz = 0.0
  var type: Int32 = 0
  var imageX: Int32 = 0
  var imageY: Int32 = 0
  var imageZ: Int32 = 0
  var groups: UInt32 = 0
  var charge = 0.0
  var molecule = 0.0

  init() {}

  init(_ i: Int, of atoms: AtomView) {
    id = atoms.id[i]
    (x, y, z) = (atoms.x[i], atoms.y[i], atoms.z[i])
    (vx, vy, vz) = (atoms.vx[i], atoms.vy[i], atoms.vz[i])
    type = atoms.type[i]
    (imageX, imageY, imageZ) = (atoms.imageX[i], atoms.imageY[i], atoms.imageZ[i])
    groups = atoms.groups[i]
    charge = atoms.value(.charge, of: i)
    molecule = atoms.value(.molecule, of: i)
  }

  var position: Vector3 { Vector3(x, y, z) }
  var image: SIMD3<Int32> { SIMD3(imageX, imageY, imageZ) }
}

extension Communicator {
  /// Shows the rows of all ranks, such as their atoms, to every rank, a block at a time, so that nobody holds
  /// them all.
  func forEachBlock<Row: BitwiseCopyable>(of own: [Row], _ body: ([Row]) -> Void) {
    let blockLength = 65536
    for root in 0..<size {
      let count = Int(reduce(rank == root ? Int64(own.count) : 0, .sum))
      for start in stride(from: 0, to: count, by: blockLength) {
        let end = min(start + blockLength, count)
        body(broadcast(rank == root ? Array(own[start..<end]) : [], root: root))
      }
    }
  }
}
