import MDCore
import MDTrajectory

/// The atoms of a frame sorted into cells, to find all within a distance of one, images included: the
/// box may be thinner than the distance.
struct CellGrid: ~Copyable {
  private let box: Box
  private var counts = SIMD3<Int>(1, 1, 1)
  private var reach = SIMD3<Int>(1, 1, 1)
  private let starts: AlignedBuffer<Int32>
  private let members: AlignedBuffer<Int32>
  /// Positions in the order of the cells.
  private let x, y, z: AlignedBuffer<Double>
  private let cells: AlignedBuffer<Int32>
  private let positions: [Vector3]
  private let cutoff: Double

  /// Sorts the atoms for searches up to a distance in Å.
  init(_ frame: Frame, cutoff: Double) {
    box = frame.box
    positions = frame.positions
    self.cutoff = cutoff
    let count = positions.count
    let fractional = positions.map { frame.box.fractional($0) }
    // Along open directions the grid spans the atoms, along periodic ones the box.
    var low = Vector3.zero, span = Vector3(repeating: 1)
    for d in 0..<3 where !frame.box.isPeriodic(d) && count > 0 {
      low[d] = fractional.lazy.map { $0[d] }.min() ?? 0
      span[d] = max((fractional.lazy.map { $0[d] }.max() ?? 1) - low[d], 1e-9)
    }
    let thickness = frame.box.faceDistances * span
    for d in 0..<3 { counts[d] = max(1, min(1 << 20, Int(thickness[d] / cutoff))) }
    while counts.x * counts.y * counts.z > 2 * count + 64 {
      let widest = counts.max()
      for d in 0..<3 where counts[d] == widest { counts[d] = (widest + 1) / 2 }
    }
    for d in 0..<3 {
      reach[d] = max(
        1, Int((cutoff / (thickness[d] / Double(counts[d])) * (1 + 1e-9)).rounded(.up)))
    }
    let cellCount = counts.x * counts.y * counts.z
    starts = AlignedBuffer(capacity: cellCount + 1)
    members = AlignedBuffer(capacity: count)
    cells = AlignedBuffer(capacity: count)
    x = AlignedBuffer(capacity: count)
    y = AlignedBuffer(capacity: count)
    z = AlignedBuffer(capacity: count)
    for i in 0..<count {
      var place = SIMD3<Int>.zero
      for d in 0..<3 {
        let share = (fractional[i][d] - low[d]) / span[d] * Double(counts[d])
        place[d] = max(0, min(counts[d] - 1, Int(share)))
      }
      cells.pointer[i] = Int32((place.z * counts.y + place.y) * counts.x + place.x)
    }
    sort(count, cellCount)
  }

  /// A counting sort of the atoms by cell.
  private func sort(_ count: Int, _ cellCount: Int) {
    for i in 0..<count { starts.pointer[Int(cells.pointer[i]) + 1] += 1 }
    for cell in 0..<cellCount { starts.pointer[cell + 1] += starts.pointer[cell] }
    var next = (0..<cellCount).map { starts.pointer[$0] }
    for i in 0..<count {
      let cell = Int(cells.pointer[i])
      let place = Int(next[cell])
      next[cell] += 1
      members.pointer[place] = Int32(i)
      (x.pointer[place], y.pointer[place], z.pointer[place]) =
        (positions[i].x, positions[i].y, positions[i].z)
    }
  }

  /// Fills in all neighbours of an atom that are nearer than `cutoff`, which is at most the grid's.
  func gather(around atom: Int, cutoff: Double, into found: inout Neighborhood) {
    precondition(cutoff <= self.cutoff, "the grid was made for a shorter distance")
    found.count = 0
    let cell = Int(cells.pointer[atom])
    let own = SIMD3(cell % counts.x, cell / counts.x % counts.y, cell / (counts.x * counts.y))
    for dz in -reach.z...reach.z {
      guard let (iz, mz) = target(own.z + dz, 2) else { continue }
      for dy in -reach.y...reach.y {
        guard let (iy, my) = target(own.y + dy, 1) else { continue }
        for dx in -reach.x...reach.x {
          guard let (ix, mx) = target(own.x + dx, 0) else { continue }
          let image = SIMD3<Int32>(Int32(mx), Int32(my), Int32(mz))
          append((iz * counts.y + iy) * counts.x + ix, image, atom, cutoff, &found)
        }
      }
    }
  }

  /// The cell along a dimension and how many boxes it is away; nil beyond an open end.
  private func target(_ place: Int, _ d: Int) -> (Int, Int)? {
    if place >= 0 && place < counts[d] { return (place, 0) }
    guard box.isPeriodic(d) else { return nil }
    let image = place >= 0 ? place / counts[d] : (place + 1) / counts[d] - 1
    return (place - image * counts[d], image)
  }

  private func append(
    _ cell: Int, _ image: SIMD3<Int32>, _ atom: Int, _ cutoff: Double, _ found: inout Neighborhood
  ) {
    let first = Int(starts.pointer[cell]), last = Int(starts.pointer[cell + 1])
    guard last > first else { return }
    found.reserve(found.count + last - first)
    let offset = box.shift(image) - positions[atom]
    let limit = cutoff * cutoff
    let isHome = image == .zero
    for place in first..<last {
      let dx = x.pointer[place] + offset.x
      let dy = y.pointer[place] + offset.y
      let dz = z.pointer[place] + offset.z
      let square = dx * dx + dy * dy + dz * dz
      guard square < limit else { continue }
      let other = members.pointer[place]
      if isHome && Int(other) == atom { continue }
      found.append(other, Vector3(dx, dy, dz), square, image)
    }
  }
}

/// The neighbours of one atom.
struct Neighborhood: ~Copyable {
  var count = 0
  private var indices = AlignedBuffer<Int32>(capacity: 64)
  private var vectors = AlignedBuffer<Vector3>(capacity: 64)
  private var squares = AlignedBuffer<Double>(capacity: 64)
  private var images = AlignedBuffer<SIMD3<Int32>>(capacity: 64)

  mutating func reserve(_ capacity: Int) {
    indices.reserve(capacity, keeping: count)
    vectors.reserve(capacity, keeping: count)
    squares.reserve(capacity, keeping: count)
    images.reserve(capacity, keeping: count)
  }

  @inline(__always)
  mutating func append(
    _ index: Int32, _ vector: Vector3, _ square: Double, _ image: SIMD3<Int32>
  ) {
    indices.pointer[count] = index
    vectors.pointer[count] = vector
    squares.pointer[count] = square
    images.pointer[count] = image
    count += 1
  }

  /// Which atom.
  @inline(__always) func index(_ k: Int) -> Int { Int(indices.pointer[k]) }
  /// From the atom to the neighbour, Å.
  @inline(__always) func vector(_ k: Int) -> Vector3 { vectors.pointer[k] }
  /// The square of the distance, Å².
  @inline(__always) func square(_ k: Int) -> Double { squares.pointer[k] }
  /// How many boxes the neighbour is away.
  @inline(__always) func image(_ k: Int) -> SIMD3<Int32> { images.pointer[k] }
}
