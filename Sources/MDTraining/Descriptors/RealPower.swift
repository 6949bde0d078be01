import Foundation

/// The library's power, under a name that no method hides.
func realPower(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
