import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Copyright settings of a project", .timeLimit(.minutes(5)))
struct CopyrightServiceTests {
    private let settings = EvidenceV1.CopyrightSettings(
        owners: [
            EvidenceV1.Owner(
                name: "张三", kind: .person, documentKind: .residentIdentityCard, documentNumber: "11010519491231002X",
                nationality: "CN", province: "河南省", city: "郑州市", signatureKind: .realName)
        ], category: "F", nature: .original, rightsScope: .all, trainingUse: .optedOut)

    @Test("what is set is what is read, version by version, and a repetition answers alike")
    func versions() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let request = EvidenceV1.SetCopyrightRequest(project: project, settings: settings)
            let options = room.options(key: "set")
            let first = try await room.client.setCopyright(request, options: options)
            #expect(first.version == 1 && first.settings?.owners == settings.owners)
            #expect(try await room.client.setCopyright(request, options: options) == first)
            let second = try await room.client.setCopyright(
                EvidenceV1.SetCopyrightRequest(
                    project: project, settings: EvidenceV1.CopyrightSettings(category: "A"), expectedVersion: 1),
                options: room.options())
            #expect(second.version == 2)
            let current = try await room.client.getCopyright(
                EvidenceV1.GetCopyrightRequest(project: project), options: room.options())
            #expect(current == second && current.settings?.owners.isEmpty == true)
            let earlier = try await room.client.getCopyright(
                EvidenceV1.GetCopyrightRequest(project: project, version: 1), options: room.options())
            #expect(earlier == first)
            let found = try await room.client.getProject(
                EvidenceV1.GetProjectRequest(project: project), options: room.options())
            #expect(found.copyrightVersion == 2)
            let moved = await #expect(throws: RPCError.self) {
                try await room.client.setCopyright(
                    EvidenceV1.SetCopyrightRequest(project: project, expectedVersion: 1), options: room.options())
            }
            #expect(moved?.code == .aborted && moved?.reason?.reason == "COPYRIGHT_CHANGED")
            let absent = await #expect(throws: RPCError.self) {
                try await room.client.getCopyright(
                    EvidenceV1.GetCopyrightRequest(project: project, version: 3), options: room.options())
            }
            #expect(absent?.reason?.reason == "COPYRIGHT_NOT_FOUND")
        }
    }

    @Test("of ten that replace the same version at once, one does")
    func racing() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.client.setCopyright(
                EvidenceV1.SetCopyrightRequest(project: project, settings: settings), options: room.options())
            let won = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let request = EvidenceV1.SetCopyrightRequest(
                            project: project, settings: settings, expectedVersion: 1)
                        return (try? await room.client.setCopyright(request, options: room.options())) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
        }
    }

    @Test("an item commits to the settings it was sealed under, and whoever gets them can check that")
    func inherited() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let before = try await room.seal([1], in: project)
            let set = try await room.client.setCopyright(
                EvidenceV1.SetCopyrightRequest(project: project, settings: settings), options: room.options())
            let after = try await room.seal([2], in: project)
            #expect(before.copyrightVersion == 0 && after.copyrightVersion == 1)
            let report = try room.verifier().verify(
                bundle: try await room.bundle(after.id).bytes, file: FileDigests(of: [2]))
            #expect(report.isProven)
            let reference = try #require(report.statement.metadata?.copyright)
            #expect(reference.version == 1)
            #expect(reference.commitment.bytes == Digest.sha256(set.salt + set.canonical))
        }
    }

    @Test("each wrong field is a violation of its own")
    func violations() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            var wrong = settings
            wrong.owners[0].documentNumber = "363636122211112222"
            wrong.category = "Z"
            wrong.nature = .unrecognized(99)
            let refusal = await #expect(throws: RPCError.self) {
                try await room.client.setCopyright(
                    EvidenceV1.SetCopyrightRequest(project: project, settings: wrong), options: room.options())
            }
            #expect(refusal?.code == .invalidArgument && refusal?.reason?.reason == "INVALID_COPYRIGHT")
            #expect(refusal?.fieldViolations.map(\.field) == ["owners[0].document_number", "category", "nature"])
            // The refused number is nobody's business but the caller's.
            #expect(refusal.map { "\($0)".contains("3636") } == false)
        }
    }

    @Test("what an application would still ask for is listed, before and after settings")
    func missing() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            func missing() async throws -> EvidenceV1.GetMissingFactsResponse {
                try await room.client.getMissingFacts(
                    EvidenceV1.GetMissingFactsRequest(project: project), options: room.options())
            }
            let before = try await missing()
            #expect(before.version == 0 && before.missing.count == 14)
            _ = try await room.client.setCopyright(
                EvidenceV1.SetCopyrightRequest(project: project, settings: settings), options: room.options())
            let after = try await missing()
            #expect(after.version == 1)
            #expect(!after.missing.map(\.field).contains("owners") && after.missing.map(\.field).contains("authors"))
        }
    }

    @Test("another account's settings are not there, and nothing personal is stored in the clear")
    func secrecy() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.client.setCopyright(
                EvidenceV1.SetCopyrightRequest(project: project, settings: settings), options: room.options())
            for refused in [
                await #expect(throws: RPCError.self) {
                    try await room.client.getCopyright(
                        EvidenceV1.GetCopyrightRequest(project: project), options: room.options("acc_b"))
                },
                await #expect(throws: RPCError.self) {
                    try await room.client.setCopyright(
                        EvidenceV1.SetCopyrightRequest(project: project), options: room.options("acc_b"))
                },
            ] { #expect(refused?.code == .notFound) }
            let stored = try await room.store.read { try $0.rows("SELECT settings FROM copyright_versions") }
            let bytes = try #require(stored.first).blob("settings")
            #expect(bytes.firstRange(of: Array("张三".utf8)) == nil)
            #expect(bytes.firstRange(of: Array("11010519491231002X".utf8)) == nil)
        }
    }
}
