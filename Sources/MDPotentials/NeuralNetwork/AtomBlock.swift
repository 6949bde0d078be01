/// Owned atoms of one element that are worked on together: at most a vector of them.
struct AtomBlock {
  let element: Int
  var count = 0
  private var atoms = SIMD16<Int32>.zero

  init(element: Int) { self.element = element }

  mutating func append(_ atom: Int) {
    atoms[count] = Int32(atom)
    count += 1
  }

  /// The atom in a place of the block.
  subscript(_ place: Int) -> Int { Int(atoms[place]) }
}
