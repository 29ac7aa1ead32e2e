import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// What is given out while it is erased: all of it, or the word that it was erased.
@Suite("An erasure in the middle of an export", .timeLimit(.minutes(10)))
struct ErasureRaceTests {
    /// What came of a call: its bytes, or the reason why there are none.
    private enum Outcome: Sendable, Equatable {
        case whole([UInt8])
        case refused(String)

        init(_ call: () async throws -> [UInt8]) async {
            do {
                self = .whole(try await call())
            } catch let error as RPCError {
                self = .refused(error.reason?.reason ?? "\(error)")
            } catch {
                self = .refused("\(error)")
            }
        }
    }

    private static func account(_ number: Int) -> String {
        "acc_01890a5d-ac96-774b-bcce-b302099a80" + Hexadecimal.encode([UInt8(number)])
    }

    private func expectWhole(
        chain outcome: Outcome, in room: EvidenceRoom, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        switch outcome {
        case .whole(let bytes):
            let report = try ChainVerifier(try room.verifier()).verify(bundle: bytes, files: [])
            #expect(
                report.isProven && report.absentWorks == 0 && report.missingSettings.isEmpty, "\(report)",
                sourceLocation: sourceLocation)
        case .refused(let reason): #expect(reason == "ERASED", sourceLocation: sourceLocation)
        }
    }

    private func expectWhole(
        _ outcome: Outcome, of content: [UInt8], in room: EvidenceRoom,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        switch outcome {
        case .whole(let bytes):
            let report = try room.verifier().verify(bundle: bytes, file: FileDigests(of: content))
            #expect(report.isProven, "\(report)", sourceLocation: sourceLocation)
        case .refused(let reason): #expect(reason == "ERASED", sourceLocation: sourceLocation)
        }
    }

    @Test("a chain whose last item is erased when a part of the archive is out is told as erased, then is whole")
    func streamed() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            var last = ""
            for start in stride(from: 0, to: 1_100, by: 100) {
                let results = try await room.client.submitMany(options: room.options()) { writer in
                    for number in start..<start + 100 {
                        let digests = FileDigests(of: Array("\(number)".utf8))
                        let header = EvidenceV1.SubmitRequest.Header(
                            project: project, name: "\(number).txt", size: 10, hashOnly: true, sha256: digests.sha256,
                            sm3: digests.sm3)
                        try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                    }
                }.results
                guard case .evidence(let item)? = results.last?.outcome else { continue }
                last = item.id
            }
            let item = last
            let outcome = await Outcome {
                try await room.client.sealChain(
                    EvidenceV1.SealChainRequest(project: project), options: room.options()
                ) { chunks in
                    var bytes: [UInt8] = []
                    for try await chunk in chunks {
                        if bytes.isEmpty {
                            _ = try await room.erasure.eraseItem(
                                EvidenceV1.EraseItemRequest(which: .id(item)), options: room.options())
                        }
                        bytes += chunk.data
                    }
                    return bytes
                }
            }
            try expectWhole(chain: outcome, in: room)
            let again = await Outcome { try await room.chain(of: project).bytes }
            guard case .whole(let bytes) = again else {
                Issue.record("\(again)")
                return
            }
            let report = try ChainVerifier(try room.verifier()).verify(bundle: bytes, files: [])
            #expect(report.isProven && report.erased.count == 1 && report.absentWorks == 0)
        }
    }

    @Test("an item that is erased while its bundle and its chain are given")
    func item() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal([255], in: project)
            for round in 0..<12 {
                let content = [UInt8(round)]
                let item = try await room.seal(content, in: project)
                async let erased = Outcome {
                    _ = try await room.erasure.eraseItem(
                        EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
                    return []
                }
                async let bundle = Outcome { try await room.bundle(item.id).bytes }
                async let chain = Outcome { try await room.chain(of: project).bytes }
                #expect(await erased == .whole([]))
                try expectWhole(await bundle, of: content, in: room)
                try expectWhole(chain: await chain, in: room)
            }
            #expect(try await room.audit().erased == 12)
        }
    }

    @Test("an account that is erased while its bundles and chains are given")
    func subject() async throws {
        try await EvidenceRoom.run { room in
            for round in 0..<8 {
                let account = Self.account(round)
                let project = try await room.project(account: account)
                var settings = EvidenceV1.CopyrightSettings()
                settings.authors = [EvidenceV1.Author(name: "somebody")]
                _ = try await room.client.setCopyright(
                    EvidenceV1.SetCopyrightRequest(project: project, settings: settings),
                    options: room.options(account))
                let item = try await room.seal([UInt8(round)], in: project, account: account)
                _ = try await room.seal([UInt8(round), 1], in: project, account: account)
                async let erased = Outcome {
                    _ = try await room.subjects.eraseSubject(
                        EvidenceV1.EraseSubjectRequest(account: account), options: room.options("identity"))
                    return []
                }
                async let bundle = Outcome { try await room.bundle(item.id, account: account).bytes }
                async let chain = Outcome { try await room.chain(of: project, account: account).bytes }
                #expect(await erased == .whole([]))
                try expectWhole(await bundle, of: [UInt8(round)], in: room)
                try expectWhole(chain: await chain, in: room)
            }
            room.time.advance(by: .seconds(61 * 60))
            _ = try await room.server.eraseSubjects(telling: ErasureEndpoint.event)
            let states = try await room.store.read {
                try $0.rows("SELECT DISTINCT state FROM subject_erasures").map { try $0.text("state") }
            }
            #expect(states == ["erased"])
            #expect(try await room.keptBlobs().isEmpty)
        }
    }
}
