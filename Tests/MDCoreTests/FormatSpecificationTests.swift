import Foundation
import Testing

@testable import MDCore

struct FormatSpecificationTests {
  @Test(
    arguments: [
      ("%g", 0.1, "0.1"), ("%.12g", 1.0 / 3, "0.333333333333"), ("%12.4f|", -1.5, "     -1.5000|"),
      ("%-10.2e|", 12345, "1.23e+04  |"), ("%+08.3f", 3.14159, "+003.142"),
      ("%20.15G", 1e-7, "               1E-07"),
      ("E = %.3f eV", 2, "E = 2.000 eV"), ("%.0f%%", 12.6, "13%"), ("%d", 7.9, "7"),
      (
        "%.2f", 1e70,
        "10000000000000000725314363815292351261583744096465219555182101554790400.00"
      ),
      ("%s", 1.5, "1.5"),
    ] as [(String, Double, String)])
  func numbers(format: String, value: Double, expected: String) throws {
    #expect(try FormatSpecification(format).string(value) == expected)
  }

  /// Numbers of every size, and what no digits tell, against printf itself.
  @Test(arguments: [
    "%g", "%f", "%e", "%.10g", "%.15g", "%.17g", "%.0f", "%.3f", "%.0e", "%.0g", "%20.15g",
    "%-12.6f|", "%5g",
    "%400f", "E %.8e eV", "%G", "%+g", "%#.6g", "% .4f", "%012.5f", "%a", "%.300g", "%d", "%8d",
  ])
  func everyNumberIsAsPrintfWritesIt(format: String) throws {
    let specification = try FormatSpecification(format)
    var random = CounterRandom(seed: 1, id: 2, step: 3)
    var values = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, 0.5, 1.5, 2.5, 1e5, 999999.5, 1e6, 123456.5,
      1e-4, 9.9999995e-5,
      .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude, 1.0 / 3,
      -2.0 / 3,
    ]
    for i in 0..<2000 {
      let exponent = i % 2 == 0 ? 600 * (random.uniform() - 0.5) : 10 * (random.uniform() - 0.5)
      values.append((random.uniform() - 0.5) * pow(10, exponent))
    }
    let isInteger = specification.kind == .integer
    let printed = isInteger ? format.replacing("d", with: "ld") : format
    for value in values {
      let expected =
        isInteger
        ? String(format: printed, Int64(clamped: value)) : String(format: printed, value)
      #expect(specification.string(value) == expected)
    }
  }

  @Test func whatDoesNotFitIsNotWrittenBehindTheBuffer() throws {
    let memory = FormatSpecification.Buffer.allocate(capacity: 64)
    defer { memory.deallocate() }
    for format in ["%g", "%12g", "%-12g", "%+g", "a%gb", "%d", "%20d"] {
      let specification = try FormatSpecification(format)
      let whole = specification.string(-1234.0).utf8.count
      for capacity in 1...30 {
        memory.update(repeating: 1)
        let length = specification.write(
          -1234.0, into: FormatSpecification.Buffer(rebasing: memory[..<capacity]))
        #expect(length == nil || length == whole)
        #expect((length == nil) == (capacity < whole) || capacity == whole)
        #expect(memory[capacity...].allSatisfy { $0 == 1 })
      }
    }
  }

  @Test(arguments: [
    ("%d", 42, "42"), ("%8d", -42, "     -42"), ("%-8ld|", 42, "42      |"),
    ("%08lld", 42, "00000042"),
    ("%x", 255, "ff"), ("%d", Int.min, "-9223372036854775808"), ("%.1f", 3, "3.0"), ("%s", 3, "3"),
  ])
  func wholeNumbers(format: String, value: Int, expected: String) throws {
    #expect(try FormatSpecification(format).string(value) == expected)
  }

  @Test(arguments: [
    ("%s", "Si"), ("%5s|", "   Si|"), ("%-5s|", "Si   |"), ("%.1s", "S"), ("<%s>", "<Si>"),
    ("%d", "Si"),
  ])
  func texts(format: String, expected: String) throws {
    #expect(try FormatSpecification(format).string("Si") == expected)
  }

  @Test(arguments: [
    "", "10.3f", "%", "%q", "%d %d", "%n", "%c", "%p", "%*d", "%.*f", "%99999f", "%5%", "%s%", "% ",
    "%1$d",
  ])
  func othersAreRefused(format: String) {
    #expect(throws: InputError.self) { try FormatSpecification(format) }
  }

  @Test func aLineIsSplitIntoFormats() throws {
    let formats = try FormatSpecification.words(of: " %8d %12.6f\t%s ")
    #expect(formats.map(\.kind) == [.integer, .real, .text])
    #expect(formats.map(\.source) == ["%8d", "%12.6f", "%s"])
  }

  @Test func theKindCanBeDemanded() throws {
    #expect(throws: InputError.self) { try FormatSpecification("%d").checked(for: .real) }
    #expect(try FormatSpecification("%g").checked(for: .real).string(2.0) == "2")
  }
}
