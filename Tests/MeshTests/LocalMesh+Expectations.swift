import Evidence
import MeshCrypto
import MeshTestKit
import Testing

extension LocalMesh {
    /// Expects of a mesh that has stopped that nothing was sealed, and that no bytes of a work are left in the store.
    func expectNothingSealed(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let audit = try await StoreAudit(self)
        #expect(audit.items == [], sourceLocation: sourceLocation)
        #expect(audit.orphans == [], sourceLocation: sourceLocation)
        #expect(audit.faults == [], sourceLocation: sourceLocation)
    }

    /// Checks a bundle with the mesh's own trust folder; the steps that do not hold, in words.
    func verify(_ bundle: [UInt8], of bytes: [UInt8]) throws -> [String] {
        let verifier = BundleVerifier(trust: try TrustFolder.load("\(state)/pki"))
        var sm3 = StreamingDigest(.sm3)
        sm3.update(bytes)
        let digests = FileDigests(sha256: Digest.sha256(bytes), sm3: sm3.finish())
        let report = try verifier.verify(bundle: bundle, file: digests)
        return report.isProven ? [] : report.steps.map { "\($0.name): \($0.outcome), \($0.detail)" }
    }
}
