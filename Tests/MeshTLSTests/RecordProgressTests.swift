import MeshTLS
import MeshTestKit
import NIOCore
import Testing

@Suite("Where in the peer's records we are", .timeLimit(.minutes(5)))
struct RecordProgressTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
    }

    @Test("whole records leave nobody inside one, however they are cut", arguments: [1, 2, 5, 7, 1_000, Int.max])
    func whole(size: Int) throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"))
        defer { pair.finish() }
        #expect(!pair.server.tls.isInsideRecord && pair.server.tls.recordsIn == 0)
        try pair.pump(size)
        #expect(!pair.server.tls.isInsideRecord && pair.server.tls.recordBytesIn > 0)
        let before = pair.server.tls.recordsIn
        // Two whole records and a third of 7,232 bytes.
        try pair.client.send([UInt8](repeating: 7, count: 40_000))
        try pair.pump(size)
        #expect(!pair.server.tls.isInsideRecord)
        #expect(pair.server.tls.recordsIn == before + 3)
        #expect(pair.server.report.received.count == 40_000)
    }

    @Test("from a record's first byte to the one before its last we are inside")
    func inside() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"))
        defer { pair.finish() }
        try pair.pump()
        let (records, bytes) = (pair.server.tls.recordsIn, pair.server.tls.recordBytesIn)
        try pair.client.send([1, 2, 3])
        let record = try #require(try pair.client.outbound().first)
        for (index, byte) in record.readableBytesView.enumerated() {
            pair.server.receive([byte])
            let isLast = index == record.readableBytes - 1
            #expect(pair.server.tls.isInsideRecord == !isLast, "after byte \(index)")
            #expect(pair.server.tls.recordsIn == records + (isLast ? 1 : 0))
        }
        #expect(pair.server.tls.recordBytesIn == bytes + record.readableBytes)
        #expect(pair.server.report.received == [1, 2, 3])
    }
}
