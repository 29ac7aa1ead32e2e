import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Checkpoints timed by authorities elsewhere", .timeLimit(.minutes(5)))
struct CheckpointTimingTests {
    private let content = Array("a sketch".utf8)

    private func counter(_ room: EvidenceRoom, _ authority: String, _ outcome: String) -> UInt64 {
        room.metrics.counter(
            "colophon_evidence_timestamp_answers_total", help: "Answers of external timestamp authorities, by outcome.",
            labels: [("authority", authority), ("outcome", outcome)]
        ).value
    }

    @Test("a checkpoint is timed once, again only when the log grew, and openssl believes the token")
    func timed() async throws {
        let time = SeededTime()
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        try await EvidenceRoom.run(time: time, independents: Independents(authorities: [authority])) { room in
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            #expect(try await !room.timing.schedule())
            let item = try await room.seal(content, in: try await room.project())
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            #expect(try await !room.timing.work())
            #expect(server.count == 2 && counter(room, "elsewhere", "granted") == 2)
            #expect(try await room.store.read { try $0.jobCounts(CheckpointTiming.jobKind) } == [.done: 2])

            let archive = try archive(of: try await room.bundle(item.id).bytes)
            let folder = try TemporaryFolder("timed")
            for place in ["t1", "t2"] {
                let note = try SignedNote(parsing: try #require(archive["interval/\(place).checkpoint"]))
                try WholeFile.replace(folder.file("text"), with: note.text)
                try WholeFile.replace(folder.file("token.tsr"), with: try #require(archive["interval/\(place).tsr"]))
                try WholeFile.replace(folder.file("root.pem"), with: server.rootPEM)
                let program = try await FinishedProgram(
                    [
                        "openssl", "ts", "-verify", "-data", folder.file("text"), "-in", folder.file("token.tsr"),
                        "-CAfile", folder.file("root.pem"), "-attime", "\(time.wall().milliseconds / 1_000)",
                    ], logs: folder.path)
                #expect(program.exit == .code(0), "\(program.errors)")
            }
        }
        await server.stop()
    }

    @Test(
        "an authority that fails, lies or is late is refused by name, and another is asked",
        arguments: AuthorityServer.Fault.allCases)
    func faults(fault: AuthorityServer.Fault) async throws {
        let time = SeededTime()
        let bad = try AuthorityServer(time: time, fault: fault)
        let good = try AuthorityServer(time: time)
        let word =
            switch fault {
            case .otherNonce: "wrong_nonce"
            case .otherDigest: "wrong_imprint"
            case .expiredChain, .strangerChain: "untrusted"
            case .early: "wrong_time"
            case .refuses: "refused"
            case .status500, .otherType, .redirects: "not_a_response"
            case .hugeBody: "too_large"
            case .junk: "malformed"
            case .silent: "timeout"
            case .otherPolicy: "wrong_policy"
            case .boundBySHA1: "unbound_certificate"
            // Those that OpenSSL itself takes for no signer of timestamps, and one that it does not.
            case .usageNotCritical, .usageForCode, .noUsage: "untrusted"
            case .usageUnknown: "wrong_key_usage"
            }
        let authorities = [
            try await bad.start("bad", policy: fault == .otherPolicy ? "1.2.3" : nil), try await good.start("good"),
        ]
        try await EvidenceRoom.run(time: time, independents: Independents(authorities: authorities)) { room in
            let item = try await room.seal(content, in: try await room.project())
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            #expect(bad.count == 1 && good.count == 1)
            #expect(counter(room, "bad", word) == 1, "\(String(decoding: room.metrics.exposition(), as: UTF8.self))")
            #expect(counter(room, "bad", "granted") == 0)
            #expect(counter(room, "good", "granted") == 1)
            let archive = try archive(of: try await room.bundle(item.id).bytes)
            let response = try TimestampResponse(der: try #require(archive["interval/t2.tsr"]))
            try TimestampToken(der: response.granted()).verify(
                digest: Digest.sha256(
                    Array(try SignedNote(parsing: #require(archive["interval/t2.checkpoint"])).text.utf8)),
                trust: try good.trust())
        }
        await bad.stop()
        await good.stop()
    }

    @Test("when nobody answers the job waits and is done later, without asking twice whoever answered")
    func retried() async throws {
        let time = SeededTime()
        let first = try AuthorityServer(time: time)
        let second = try AuthorityServer(time: time, fault: .status500)
        let authorities = [try await first.start("first"), try await second.start("second")]
        try await EvidenceRoom.run(time: time, independents: Independents(authorities: authorities, copies: 2)) {
            room in
            _ = try await room.seal(content, in: try await room.project())
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            #expect(try await room.store.read { try $0.jobCounts(CheckpointTiming.jobKind) } == [.ready: 1])
            #expect(try await !room.timing.work())
            time.advance(by: .seconds(3_600))
            second.set(nil)
            #expect(try await room.timing.work())
            #expect(first.count == 1 && second.count == 2)
            #expect(try await room.store.read { try $0.jobCounts(CheckpointTiming.jobKind) } == [.done: 1])
        }
        await first.stop()
        await second.stop()
    }

    @Test("a job that failed is given up once a later checkpoint waits")
    func overtaken() async throws {
        let time = SeededTime()
        let server = try AuthorityServer(time: time, fault: .junk)
        let authority = try await server.start("elsewhere")
        try await EvidenceRoom.run(time: time, independents: Independents(authorities: [authority])) { room in
            let project = try await room.project()
            _ = try await room.seal(content, in: project)
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            _ = try await room.seal(content, in: project)
            #expect(try await room.timing.schedule())
            time.advance(by: .seconds(3_600))
            server.set(nil)
            while try await room.timing.work() {}
            #expect(server.count == 2)
            #expect(try await room.store.read { try $0.jobCounts(CheckpointTiming.jobKind) } == [.done: 2])
        }
        await server.stop()
    }
}
