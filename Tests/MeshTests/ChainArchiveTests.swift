import MeshTestKit
import Testing

/// What the tool says of whole chains as each form of their archive was first made.
@Suite("A chain's archive by the tool", .timeLimit(.minutes(5)))
struct ChainArchiveTests {
    private static func path(_ name: String, file: String = #filePath) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
            + "/EvidenceTests/Golden/chains/" + name
    }

    @Test("one line says each interval that entries have, and what it was said by", arguments: ["v1", "v2"])
    func intervals(form: String) async throws {
        let mesh = try LocalMesh()
        let (chain, trust) = (Self.path(form) + "/chain.zip", Self.path(form) + "/trust")
        let verified = try await mesh.colophon("verify", "--trust", trust, "--require-witnesses", "1", chain)
        #expect(verified.exit == .code(0), "\(verified)")
        let lines = verified.output.split(separator: "\n").filter { $0.contains("  interval   entries ") }
        #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("logged ") }, "\(verified.output)")
        #expect(lines.count <= 4 && Set(lines).count == lines.count)
        // Whoever has no source but the log is told so.
        let folder = try TemporaryFolder("trust")
        for name in ["log.pub", "tsa-ca.pem"] {
            try WholeFile.replace(folder.file(name), with: try WholeFile.contents(trust + "/" + name))
        }
        let alone = try await mesh.colophon("verify", "--trust", folder.path, chain)
        #expect(alone.exit == .code(0) && alone.output.contains("entries 0, 3, 5 to 6: self-asserted: "), "\(alone)")
        let json = try await mesh.colophon("verify", "--json", "--trust", folder.path, chain)
        #expect(json.output.contains(#""interval":"self-asserted: "#), "\(json)")
    }
}
