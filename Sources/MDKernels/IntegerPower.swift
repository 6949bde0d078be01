/// x to a whole power by repeated squaring: about log2(n) multiplications.
///
/// `n` is 0 or more; x⁰ is 1, for x = 0 too.
@inlinable
public func integerPower(_ x: Double, _ n: Int) -> Double {
  var result = 1.0
  var square = x
  var rest = n
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest &>>= 1
  }
  return result
}
