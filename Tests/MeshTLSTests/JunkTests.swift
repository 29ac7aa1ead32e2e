import MeshTLS
import MeshTestKit
import NIOCore
import Testing

@Suite("Junk before and inside the handshake", .timeLimit(.minutes(5)))
struct JunkTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
    }

    @Test("no junk is taken for a peer, and each leaves one line")
    func junk() throws {
        let (client, server) = try (authority.credentials("operator"), authority.credentials("evidence"))
        for seed in 0..<UInt64(300) { try junk(seed: seed, client, server) }
    }

    private func junk(seed: UInt64, _ client: TLSCredentials, _ server: TLSCredentials) throws {
        let pair = try EmbeddedPair(client: client, server: server)
        defer { pair.finish() }
        let random = SeededRandom(seed: seed)
        var bytes = random.bytes(random.integer(in: 1...2_000))
        // Half of it pretends to be a handshake record, so that it gets past the first look.
        if seed % 2 == 0 { bytes = [22, 3, 1, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF), 1, 0] + bytes }
        while !bytes.isEmpty {
            let size = random.integer(in: 1...bytes.count)
            pair.server.receive(Array(bytes.prefix(size)))
            bytes.removeFirst(size)
        }
        pair.server.drop()
        #expect(!pair.server.report.isEstablished && pair.server.report.received.isEmpty, "seed \(seed)")
        #expect(pair.server.report.errors.count == 1, "seed \(seed)")
        #expect(pair.server.log.lines.count == 1, "seed \(seed)")
    }

    @Test("a handshake with a byte changed is the same peer's or none")
    func mutation() throws {
        let (client, server) = try (authority.credentials("operator"), authority.credentials("evidence"))
        for seed in 0..<UInt64(300) { try mutation(seed: seed, client, server) }
    }

    private func mutation(seed: UInt64, _ client: TLSCredentials, _ server: TLSCredentials) throws {
        let pair = try EmbeddedPair(client: client, server: server)
        defer { pair.finish() }
        let random = SeededRandom(seed: seed)
        let victim = random.integer(in: 0...2)
        var flight = 0
        for (from, to) in [(pair.client, pair.server), (pair.server, pair.client), (pair.client, pair.server)] {
            var bytes = try from.outbound().flatMap { Array($0.readableBytesView) }
            if flight == victim, !bytes.isEmpty {
                bytes[random.integer(in: 0...(bytes.count - 1))] ^= UInt8(1 << random.integer(in: 0...7))
            }
            flight += 1
            to.receive(bytes)
        }
        pair.server.drop()
        let report = pair.server.report
        #expect(report.received.isEmpty, "seed \(seed)")
        if report.isEstablished {
            #expect(report.peer?.service == "operator", "seed \(seed)")
        } else {
            #expect(report.errors.count == 1, "seed \(seed): \(report.errors)")
            #expect(pair.server.log.lines.count == 1, "seed \(seed)")
        }
    }
}
