import CZlib
import Testing

@testable import MDPlot

@Suite struct RasterTests {
  /// How much black lies in a raster, in pixels.
  private func ink(_ raster: Raster) -> Double {
    stride(from: 0, to: raster.pixels.count, by: 3).reduce(0) {
      $0 + 1 - Double(raster.pixels[$1]) / 255
    }
  }

  @Test func areaOfADisc() {
    var raster = Raster(width: 40, height: 40)
    raster.fill([Outlines.disc(Place(20.3, 19.6), 12)], Color(0, 0, 0), opacity: 1)
    // The polygon lacks less than half a percent; a pixel is known to 1/255.
    #expect(abs(ink(raster) - .pi * 144) < 0.006 * .pi * 144)
  }

  @Test func whatOverlapsIsFilledOnce() {
    let square = [Place(2, 2), Place(12, 2), Place(12, 12), Place(2, 12)]
    var once = Raster(width: 20, height: 20)
    once.fill([square], Color(0, 0, 0), opacity: 0.5)
    var twice = Raster(width: 20, height: 20)
    twice.fill([square, square], Color(0, 0, 0), opacity: 0.5)
    #expect(once.pixels == twice.pixels)
    // 50 % of 255 is rounded to a whole level in each of the hundred pixels.
    #expect(abs(ink(once) - 50) < 0.5)
  }

  @Test func partsOutsideAreLeftOut() {
    var raster = Raster(width: 10, height: 10)
    let around = [Place(-50, -50), Place(60, -50), Place(60, 60), Place(-50, 60)]
    raster.fill([around, Outlines.disc(Place(300, 5), 20)], Color(0, 0, 0), opacity: 1)
    #expect(raster.pixels.allSatisfy { $0 == 0 })
    raster.fill([[Place(.nan, 2), Place(3, .infinity), Place(4, 4)]], .white, opacity: 1)
  }

  @Test func dashesAreHalfOfALine() {
    let places = [Place(0, 5), Place(30, 5), Place(80, 5)]
    var raster = Raster(width: 80, height: 10)
    raster.fill(
      Outlines.stroke(places, width: 2, dashes: [5, 5]), Color(0, 0, 0), opacity: 1)
    #expect(abs(ink(raster) - 80) < 1)
  }

  @Test func fileUnpacksToItsPixels() throws {
    var raster = Raster(width: 33, height: 21)
    raster.fill([Outlines.disc(Place(15, 10), 8)], Color(10, 120, 200), opacity: 0.7)
    let file = PNGFile.bytes(of: raster, dotsPerInch: 192)
    #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    var packed: [UInt8] = []
    var place = 8
    while place < file.count {
      let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let chunk = Array(file[place + 4..<place + 8 + length])
      let sum = file[place + 8 + length..<place + 12 + length].reduce(0) { $0 << 8 | UInt($1) }
      #expect(crc32(0, chunk, uInt(chunk.count)) == sum)
      if chunk.prefix(4).elementsEqual("IDAT".utf8) { packed += chunk.dropFirst(4) }
      place += 12 + length
    }
    var rows = [UInt8](repeating: 0, count: (3 * 33 + 1) * 21)
    var size = uLong(rows.count)
    #expect(uncompress(&rows, &size, packed, uLong(packed.count)) == Z_OK)
    #expect(unfiltered(rows, width: 99) == raster.pixels)
  }

  private func unfiltered(_ rows: [UInt8], width: Int) -> [UInt8] {
    var pixels: [UInt8] = []
    for row in 0..<rows.count / (width + 1) {
      let filter = rows[row * (width + 1)]
      for i in 0..<width {
        let value = rows[row * (width + 1) + 1 + i]
        pixels.append(filter == 2 ? value &+ pixels[pixels.count - width] : value)
      }
    }
    return pixels
  }
}
