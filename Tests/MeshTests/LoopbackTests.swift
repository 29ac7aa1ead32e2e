import MeshTestKit
import Testing

@Suite("Ports for tests")
struct LoopbackTests {
    @Test("nobody is given a port that was given to somebody before, though nobody listens there yet")
    func once() throws {
        let first = try Loopback.freePorts(3, random: SeededRandom(seed: 77))
        let second = try Loopback.freePorts(3, random: SeededRandom(seed: 77))
        #expect(Set(first + second).count == 6, "\(first) and \(second)")
    }
}
