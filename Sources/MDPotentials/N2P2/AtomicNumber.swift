/// The elements that n2p2 knows, H to No, in the order of their atomic numbers.
private let symbols: [String] = """
  H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr \
  Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm \
  Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No
  """.split(separator: " ").map(String.init)

/// The atomic number of a symbol, 1 to 102, or nil.
public func atomicNumber(of symbol: String) -> Int? {
  symbols.firstIndex(of: symbol).map { $0 + 1 }
}

/// The symbol of an atomic number from 1 to 102, or nil.
public func elementSymbol(ofAtomicNumber number: Int) -> String? {
  symbols.indices.contains(number - 1) ? symbols[number - 1] : nil
}
