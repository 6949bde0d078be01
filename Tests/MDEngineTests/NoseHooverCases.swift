import MDEngine

extension NoseHooverCase {
  static let all: [NoseHooverCase] = thermostats + isotropic + anisotropic + triclinic

  private static let thermostats: [NoseHooverCase] = [
    NoseHooverCase(name: "nvt", ensemble: .nvt) { _ in },
    NoseHooverCase(name: "nvtRamp", ensemble: .nvt, temperature: ramp(300, 900, 0.05)) {
      $0.thermostatChain = 5
      $0.thermostatLoops = 3
      $0.drag = 0.2
    },
    NoseHooverCase(name: "nvtOneThermostat", ensemble: .nvt) { $0.thermostatChain = 1 },
    NoseHooverCase(
      name: "nvtGroup", ensemble: .nvt, ofHalf: true, temperature: ramp(500, 500, 0.05)
    ) { _ in },
  ]

  private static let isotropic: [NoseHooverCase] = [
    NoseHooverCase(name: "nptIso") { $0.setIsotropic(ramp(20000, 20000, 0.5)) },
    NoseHooverCase(name: "nptIsoRamp", temperature: ramp(300, 600, 0.1)) {
      $0.setIsotropic(ramp(20000, 60000, 0.3))
      $0.drag = 0.3
      $0.thermostatChain = 4
      $0.barostatChain = 2
      $0.thermostatLoops = 2
      $0.barostatLoops = 3
    },
    NoseHooverCase(name: "nptIsoNoMTK") {
      $0.setIsotropic(ramp(20000, 20000, 0.3))
      $0.usesMTK = false
    },
    NoseHooverCase(name: "nptIsoNoBarostatChain") {
      $0.setIsotropic(ramp(20000, 20000, 0.3))
      $0.barostatChain = 0
    },
    NoseHooverCase(name: "nptIsoTilted", cell: .tilted) {
      $0.setIsotropic(ramp(20000, 20000, 0.3))
      $0.fixedPoint = [3, 4, 5]
    },
    NoseHooverCase(name: "nptDilate", dilatesHalf: true) {
      $0.setIsotropic(ramp(20000, 20000, 0.3))
    },
    NoseHooverCase(name: "nptGroup", ofHalf: true) { $0.setIsotropic(ramp(20000, 20000, 0.3)) },
    NoseHooverCase(name: "nphIso", ensemble: .nph, temperature: nil) {
      $0.setIsotropic(ramp(20000, 20000, 0.3))
    },
  ]

  private static let anisotropic: [NoseHooverCase] = [
    NoseHooverCase(name: "nptAniso") { $0.setAnisotropic(ramp(20000, 40000, 0.3)) },
    NoseHooverCase(name: "nptCoupleXY") {
      $0.setAnisotropic(ramp(20000, 20000, 0.3))
      $0.coupling = .xy
    },
    NoseHooverCase(name: "nptCoupleYZ", cell: .tilted) {
      $0.set(.xx, ramp(10000, 10000, 0.4))
      $0.set(.yy, ramp(20000, 20000, 0.3))
      $0.set(.zz, ramp(20000, 20000, 0.3))
      $0.coupling = .yz
      $0.referenceResetInterval = 7
    },
    NoseHooverCase(name: "nptCoupleXZ") {
      $0.set(.xx, ramp(10000, 10000, 0.3))
      $0.set(.zz, ramp(10000, 10000, 0.3))
      $0.coupling = .xz
    },
    NoseHooverCase(name: "nptZ") { $0.set(.zz, ramp(10000, 30000, 0.3)) },
    NoseHooverCase(name: "nptAnisoNoScaling", cell: .tilted) {
      $0.setAnisotropic(ramp(20000, 20000, 0.3))
      ($0.scalesXY, $0.scalesXZ, $0.scalesYZ) = (false, false, false)
    },
    NoseHooverCase(name: "nphAniso", ensemble: .nph, temperature: nil) {
      $0.setAnisotropic(ramp(20000, 20000, 0.3))
      $0.massTemperature = 400
      $0.barostatChain = 1
    },
  ]

  private static let triclinic: [NoseHooverCase] = [
    NoseHooverCase(name: "nptTri", cell: .tilted) { $0.setTriclinic(ramp(20000, 20000, 0.3)) },
    NoseHooverCase(name: "nptTriFromOrtho", cell: .triclinicWithoutTilt) {
      $0.setTriclinic(ramp(0, 0, 0.2))
    },
    NoseHooverCase(name: "nptComponents", cell: .tilted) {
      $0.set(.xx, ramp(10000, 10000, 0.3))
      $0.set(.yy, ramp(20000, 20000, 0.4))
      $0.set(.zz, ramp(30000, 30000, 0.5))
      $0.set(.xy, ramp(0, 3000, 0.3))
      $0.set(.xz, ramp(1000, 1000, 0.3))
      $0.set(.yz, ramp(-2000, -2000, 0.4))
      $0.referenceResetInterval = 10
    },
    NoseHooverCase(name: "nptShear", cell: .tilted) { $0.set(.xy, ramp(5000, 5000, 0.3)) },
    NoseHooverCase(name: "nptTriCoupled", cell: .tilted) {
      $0.setTriclinic(ramp(20000, 20000, 0.3))
      $0.coupling = .xyz
      $0.usesMTK = false
      $0.drag = 0.1
    },
    NoseHooverCase(name: "nphTri", cell: .tilted, ensemble: .nph, temperature: nil) {
      $0.setTriclinic(ramp(0, 0, 0.2))
      $0.usesMTK = false
    },
    NoseHooverCase(name: "nptFlipXY", cell: .tilted) { $0.set(.xy, ramp(90000, 90000, 0.12)) },
    NoseHooverCase(name: "nptFlipAll", cell: .tilted) {
      $0.setTriclinic(ramp(140000, 140000, 0.3))
      $0.set(.xy, ramp(-60000, -60000, 0.12))
      $0.set(.xz, ramp(60000, 60000, 0.12))
      $0.set(.yz, ramp(-60000, -60000, 0.12))
    },
    NoseHooverCase(name: "nptNoFlip", cell: .tilted) {
      $0.set(.xy, ramp(90000, 90000, 0.16))
      $0.flips = false
    },
  ]
}
