import CZlib

/// The bytes of a PNG file (ISO/IEC 15948): eight bits each of red, green and blue.
enum PNGFile {
  /// Packs pixels; the resolution tells programs how large the picture is meant to be.
  static func bytes(of raster: Raster, dotsPerInch: Double) -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    let header = big(raster.width) + big(raster.height) + [8, 2, 0, 0, 0]
    let perMetre = Int((dotsPerInch / 0.0254).rounded())
    append("IHDR", header, to: &file)
    append("pHYs", big(perMetre) + big(perMetre) + [1], to: &file)
    append("IDAT", deflated(rows(raster)), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  /// The rows with the filter that takes the difference to the row above: pictures of lines and
  /// areas then are mostly zeros.
  private static func rows(_ raster: Raster) -> [UInt8] {
    let length = 3 * raster.width
    var rows: [UInt8] = []
    rows.reserveCapacity((length + 1) * raster.height)
    raster.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<raster.height {
        rows.append(row == 0 ? 0 : 2)
        for i in row * length..<(row + 1) * length {
          rows.append(row == 0 ? pixels[i] : pixels[i] &- pixels[i - length])
        }
      }
    }
    return rows
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(uLong(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    // It can only fail for want of memory or room, and the room is the bound zlib asked for.
    let status = compress2(&packed, &size, bytes, uLong(bytes.count), 9)
    precondition(status == Z_OK, "zlib could not compress a picture (status \(status))")
    return Array(packed.prefix(Int(size)))
  }

  private static func append(_ name: String, _ body: [UInt8], to file: inout [UInt8]) {
    let chunk = Array(name.utf8) + body
    file += big(body.count) + chunk
    file += big(Int(crc32(0, chunk, uInt(chunk.count))))
  }

  private static func big(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
