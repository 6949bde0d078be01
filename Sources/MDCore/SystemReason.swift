import Foundation

extension Error {
  /// Why the system refused something, in its own words ("No space left on device") where an error of Foundation
  /// holds them, whose sentences say less.
  public var systemReason: String {
    var inner: (any Error)? = self
    while let error = inner {
      let known = error as NSError
      if known.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(known.code))) }
      inner = known.userInfo[NSUnderlyingErrorKey] as? any Error
    }
    return (self as NSError).localizedDescription
  }
}
