// swift-tools-version: 6.2
import Foundation
import PackageDescription

// As in the package above: the vector width of the building machine, unless told otherwise.
let march = ProcessInfo.processInfo.environment["SWIFT_MD_MARCH"] ?? "native"

let numeric: [SwiftSetting] = [
  .unsafeFlags(["-Xcc", "-march=\(march)", "-Xcc", "-fno-math-errno"])
]

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "swift-md", path: "..")],
  targets: [
    // Counts allocations and tells what the compiler was allowed to use.
    .target(name: "CProbe"),
    .target(
      name: "BenchmarkKit", dependencies: [.product(name: "SwiftMD", package: "swift-md")],
      swiftSettings: numeric),
    // One program a question.
    .executableTarget(
      name: "kernels", dependencies: ["BenchmarkKit", "CProbe"], swiftSettings: numeric),
    .executableTarget(name: "step", dependencies: ["BenchmarkKit"], swiftSettings: numeric),
    .executableTarget(
      name: "scaling",
      dependencies: ["BenchmarkKit", .product(name: "SwiftMD", package: "swift-md")],
      swiftSettings: numeric),
    .executableTarget(name: "projection", dependencies: ["BenchmarkKit"], swiftSettings: numeric),
    .testTarget(
      name: "BenchmarkKitTests", dependencies: ["BenchmarkKit", "CProbe"], swiftSettings: numeric),
  ],
  swiftLanguageModes: [.v6]
)
