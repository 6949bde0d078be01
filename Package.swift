// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The vector width of every Swift target follows `-march`, which the Swift compiler takes over from
// its Clang importer. The default is the machine that builds; a mixed cluster fixes it:
// `SWIFT_MD_MARCH=x86-64-v3 swift build -c release`.
// `-fno-math-errno` lets square roots become one instruction.
let march = ProcessInfo.processInfo.environment["SWIFT_MD_MARCH"] ?? "native"

let numeric: [SwiftSetting] = [
  .unsafeFlags([
    "-Xcc", "-march=\(march)", "-Xcc", "-fno-math-errno", "-Xcc", "-DSWIFT_MD_MARCH=\(march)",
  ])
]

// The kernels are generic over the precision. This hands their bodies to the module that uses them, so
// that they are compiled for floats and for doubles there; unspecialised they would crawl.
let kernels =
  numeric + [.unsafeFlags(["-cross-module-optimization", "-enforce-exclusivity=unchecked"])]

// Scratch memory is held by classes; asking at every access whether it is the only one shows in profiles.
let unchecked = numeric + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

let package = Package(
  name: "swift-md",
  products: [
    .executable(name: "swift-md", targets: ["swift-md"]),
    // What the benchmarks, a package of their own, build on.
    .library(name: "SwiftMD", targets: ["MDCore", "MDDomain", "MDPotentials", "MDPlot"]),
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", path: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(
      name: "CHDF5", path: "Sources/CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CTarget", path: "Sources/CTarget"),
    .systemLibrary(name: "CSIMD", path: "Sources/CSIMD"),
    .target(name: "CNumberText"),
    .target(name: "MDCore", dependencies: ["CSIMD", "CNumberText"], swiftSettings: numeric),
    .target(name: "MDKernels", dependencies: ["MDCore", "CSIMD"], swiftSettings: kernels),
    .target(
      name: "MDPotentials", dependencies: ["MDCore", "MDKernels"], swiftSettings: unchecked),
    .target(name: "MDDomain", dependencies: ["MDCore"], swiftSettings: numeric),
    .target(name: "MDMPI", dependencies: ["MDDomain", "CMPI"], swiftSettings: numeric),
    .target(
      name: "MDEngine", dependencies: ["MDCore", "MDKernels", "MDPotentials", "MDDomain"],
      swiftSettings: numeric),
    .target(
      name: "MDTrajectory", dependencies: ["MDCore", "MDDomain", "MDEngine", "CHDF5", "CZlib"],
      swiftSettings: numeric),
    .target(
      name: "MDDeck",
      dependencies: [
        "MDCore", "MDPotentials", "MDDomain", "MDEngine", "MDTrajectory",
      ], swiftSettings: numeric),
    // The wings: fitting a potential, structure and properties of a trajectory, and what both need.
    .target(name: "MDLinearAlgebra", dependencies: ["CTarget"], swiftSettings: numeric),
    .target(name: "MDPlot", dependencies: ["CZlib"], swiftSettings: numeric),
    .target(
      name: "MDTraining",
      dependencies: [
        "MDCore", "MDKernels", "MDPotentials", "MDDomain", "MDLinearAlgebra", "MDPlot",
      ],
      swiftSettings: numeric),
    .target(
      name: "MDAnalysis", dependencies: ["MDCore", "MDDomain", "MDTrajectory", "MDPlot"],
      swiftSettings: numeric),
    .executableTarget(
      name: "swift-md",
      dependencies: [
        "MDCore", "MDDomain", "MDMPI", "MDTrajectory", "MDDeck", "MDTraining", "MDAnalysis",
        "CTarget",
      ], swiftSettings: numeric),
    // The checks of the decomposition, shared by the tests in memory and under mpirun.
    .target(
      name: "MDDomainChecks", dependencies: ["MDCore", "MDDomain"],
      path: "Tests/Support/MDDomainChecks", swiftSettings: numeric),
    .executableTarget(
      name: "mpi-selftest", dependencies: ["MDDomainChecks", "MDMPI"],
      path: "Tests/Support/MPISelfTest", swiftSettings: numeric),
    // Broken inputs for all readers; ProgramTests give them some, a long run is for nights.
    .executableTarget(
      name: "fuzz", dependencies: ["MDCore", "MDDomain", "MDDeck", "MDTraining", "MDTrajectory"],
      path: "Tests/Support/Fuzz", swiftSettings: numeric),
    .target(name: "Helpers", path: "Tests/Support/Helpers"),
    .testTarget(
      name: "MDDomainTests", dependencies: ["MDCore", "MDDomain", "MDDomainChecks"],
      swiftSettings: numeric),
    .testTarget(name: "MDMPITests", dependencies: ["mpi-selftest"], swiftSettings: numeric),
    // Each source target has its tests; ProgramTests run the built program as its users do.
    .testTarget(name: "MDCoreTests", dependencies: ["MDCore"], swiftSettings: numeric),
    .testTarget(name: "MDKernelsTests", dependencies: ["MDKernels"], swiftSettings: numeric),
    .testTarget(
      name: "MDPotentialsTests", dependencies: ["MDCore", "MDKernels", "MDPotentials"],
      exclude: ["Resources"], swiftSettings: numeric),
    .testTarget(
      name: "MDEngineTests", dependencies: ["MDCore", "MDPotentials", "MDDomain", "MDEngine"],
      swiftSettings: numeric),
    .testTarget(
      name: "MDTrajectoryTests",
      dependencies: [
        "MDCore", "MDPotentials", "MDDomain", "MDEngine", "MDTrajectory", "CHDF5", "Helpers",
      ],
      swiftSettings: numeric),
    .testTarget(
      name: "MDDeckTests", dependencies: ["MDCore", "MDDomain", "MDEngine", "MDDeck"],
      swiftSettings: numeric),
    .testTarget(name: "MDPlotTests", dependencies: ["MDPlot", "CZlib"], swiftSettings: numeric),
    .testTarget(
      name: "MDTrainingTests",
      dependencies: [
        "MDCore", "MDPotentials", "MDDomain", "MDLinearAlgebra", "MDTraining", "Helpers",
      ],
      swiftSettings: numeric),
    .testTarget(
      name: "MDAnalysisTests",
      dependencies: ["MDCore", "MDDomain", "MDTrajectory", "MDPlot", "MDAnalysis", "Helpers"],
      swiftSettings: numeric),
    .testTarget(
      name: "ProgramTests", dependencies: ["swift-md", "fuzz", "Helpers"], swiftSettings: numeric),
  ],
  swiftLanguageModes: [.v6], cxxLanguageStandard: .cxx17
)
