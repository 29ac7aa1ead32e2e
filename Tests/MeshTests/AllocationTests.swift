import FoundationEssentials
import MeshTestKit
import Testing

/// What a call costs in memory blocks is a number that does not depend on the machine's speed, so it is held here.
@Suite("A unary call allocates no more than it did")
struct AllocationTests {
    #if DEBUG
    /// Blocks that client and server together may ask for in one call, by transport; of an unoptimised build.
    private static let allocationsMax = ["in-process": 38.0, "tls": 72.0]
    #else
    /// The same of an optimised build.
    private static let allocationsMax = ["in-process": 20.0, "tls": 32.0]
    #endif

    private struct Line: Decodable {
        let transport: String
        let allocations: Double

        enum CodingKeys: String, CodingKey {
            case transport
            case allocations = "allocations_per_call"
        }
    }

    @Test("in this process and over mutual TLS, 256 bytes each way", .timeLimit(.minutes(1)))
    func allocations() async throws {
        let folder = try TemporaryFolder("allocations")
        let program = try await FinishedProgram(
            [BuiltProgram.path("allocationprobe"), "10000"], logs: folder.path)
        try #require(program.exit == .code(0), "\(program)")
        let lines = try program.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.transport) == ["in-process", "tls"])
        for line in lines {
            let most = try #require(Self.allocationsMax[line.transport])
            #expect(line.allocations <= most, "\(line.transport)")
            #expect(line.allocations > 1, "\(line.transport): nothing was counted")
        }
    }
}
