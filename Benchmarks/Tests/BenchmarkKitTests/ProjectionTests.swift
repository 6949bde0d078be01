import Foundation
import Testing

@testable import BenchmarkKit

@Suite struct ProjectionTests {
  private let costs = Projection.Costs(atom: 1e-6, neighbor: 1e-7, ghost: 1e-8)
  private let network = Projection.Network(latency: 1e-6, bandwidth: 1e9, reductions: 0.5)

  @Test func sumOfItsParts() throws {
    var count = try HaloCount(atoms: 1000, ranks: 1, density: 0.05, range: 5)
    (count.owned, count.ghosts) = (1000, 2000)
    (count.messages, count.bytes) = (12, 48_000)
    (count.rebuildMessages, count.rebuildBytes) = (6, 96_000)
    let step = Projection(count, ranks: 1000, costs: costs, network: network, rebuildInterval: 10)
    // Tolerance: rounding.
    #expect(abs(step.work - 1000 * 1.1e-6) < 1e-15)
    let copies = 2000 * 1.1e-7
    let messages = 12e-6 + 48e-6
    // Half a reduction, of ten stages, and the messages: once in ten steps.
    let rebuilds = 0.1 * (6e-6 + 96e-6 + 0.5 * 10 * 1e-6)
    #expect(abs(step.halo - (copies + messages + rebuilds)) < 1e-15)
    #expect(abs(step.haloShare - step.halo / (step.halo + step.work)) < 1e-12)
    #expect(abs(step.nanosecondsADay(timestep: 0.001) - 0.0864 / step.seconds) < 1e-9)
  }

  @Test func oneRankHasNoReduction() throws {
    var count = try HaloCount(atoms: 1000, ranks: 1, density: 0.05, range: 5)
    count.ghosts = 0
    let step = Projection(count, ranks: 1, costs: costs, network: network, rebuildInterval: 10)
    #expect(step.halo == 0)
  }

  @Test func ghostsOfAPieceAreThoseOfTheShell() throws {
    let (density, range) = (0.05, 7.5)
    let count = try HaloCount(atoms: 512_000, ranks: 64, density: density, range: range)
    let edge = cbrt(8000 / density)
    let shell = density * (pow(edge + 2 * range, 3) - pow(edge, 3))
    // The fullest rank of eight, and places within a cube of 2.7 Å: a few per cent of the shell.
    #expect(abs(Double(count.ghosts) / shell - 1) < 0.05)
    #expect(abs(count.owned - 8000) < 400)
    // Six positions out and six forces home, three doubles a ghost each way.
    #expect(count.messages == 12)
    #expect(abs(Double(count.bytes) / (48 * shell) - 1) < 0.05)
    #expect(count.rebuildMessages >= 6 && count.rebuildBytes > 0)
  }

  @Test func thinSubdomainsTakeMoreMessages() throws {
    // 10 atoms a rank at this density is an edge of 5.8 Å: two hops each way.
    let count = try HaloCount(atoms: 640, ranks: 64, density: 0.05, range: 7.5)
    #expect(count.messages == 24)
  }
}
