import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("What a sender says of itself", .timeLimit(.minutes(5)))
struct ClientStatementTests {
    private typealias Header = EvidenceV1.SubmitRequest.Header
    private let content = Array("a sketch".utf8)

    private func header(_ project: String, at milliseconds: Int64, version: String = "1.0") -> Header {
        Header(
            project: project, name: "sketch.txt", size: UInt64(content.count), clientTimeMilliseconds: milliseconds,
            environment: .init(program: "colophon", version: version, system: "Debian GNU/Linux 13"))
    }

    private func submit(_ header: Header, in room: EvidenceRoom, key: String? = nil) async throws
        -> EvidenceV1.EvidenceItem
    {
        let answer = try await room.submit(
            [.header(header), .chunk(content), .digest(.init(sha256: Digest.sha256(content)))], key: key)
        return try #require(answer.evidence)
    }

    private func archive(of item: EvidenceV1.EvidenceItem, in room: EvidenceRoom) async throws -> ZipArchive {
        try ZipArchive(reading: try await room.bundle(item.id).bytes)
    }

    @Test("is sealed with the work as it was told, verified with it, and shown on the holder's certificate alone")
    func sealed() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            // A clock that is years off changes nothing.
            let item = try await submit(header(project, at: 1_000_000_000_123), in: room, key: "one")
            let bytes = try await room.bundle(item.id).bytes
            let report = try room.verifier().verify(bundle: bytes, file: FileDigests(of: content))
            #expect(report.isProven)
            let client = try #require(report.statement.metadata?.client)
            #expect(client.time == WallTime(milliseconds: 1_000_000_000_123) && client.program == "colophon")
            #expect(client.version == "1.0" && client.system == "Debian GNU/Linux 13")
            #expect(client.words == "colophon 1.0 · Debian GNU/Linux 13")
            let paper = try await PrintedPaper(try #require(try await archive(of: item, in: room)["certificate.pdf"]))
            #expect(paper.pages.count == 2)
            for page in paper.pages {
                let words = page.filter { !$0.isWhitespace }
                #expect(words.contains("2001-09-0901:46:40.123") && words.contains("DebianGNU/Linux13"), "\(page)")
            }
            let asked = try await room.verification.verifyNumber(
                EvidenceV1.VerifyNumberRequest(number: item.number), options: room.options())
            #expect(!String(decoding: asked.serialized(), as: UTF8.self).contains("Debian"))
            // The same call at another time and from another version is the same call.
            let again = try await submit(header(project, at: 2_000_000_000_000, version: "2"), in: room, key: "one")
            #expect(again == item)
        }
    }

    @Test("is left out when nothing is told, and a part of it may be told")
    func absent() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let opening = try #require(
                try await archive(of: item, in: room)[BundleFile.opening].flatMap { Opening(decoding: $0) })
            #expect(!String(decoding: opening.meta, as: UTF8.self).contains("client"))
            #expect(try #require(WorkMetadata(decoding: opening.meta)).client == nil)
            var part = header(project, at: 0)
            part.environment = .init(system: "Linux")
            let other = try await submit(part, in: room)
            let told = try #require(
                try await archive(of: other, in: room)[BundleFile.opening].flatMap { Opening(decoding: $0) })
            let metadata = try #require(WorkMetadata(decoding: told.meta))
            #expect(metadata.client?.time == nil && metadata.client?.words == "Linux")
            #expect(metadata.encoded == told.meta)
        }
    }

    @Test("is refused when it is no time or no words")
    func refused() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            for (milliseconds, program, version, system, field) in [
                (Int64(-1), "", "", "", "client_time_milliseconds"),
                (253_402_300_800_000, "", "", "", "client_time_milliseconds"),
                (1, "a\u{1B}[2J", "", "", "environment.program"), (1, "", "\u{202E}1", "", "environment.version"),
                (1, "", "", String(repeating: "x", count: 129), "environment.system"),
            ] {
                var wrong = header(project, at: milliseconds)
                wrong.environment = .init(program: program, version: version, system: system)
                let error = await #expect(throws: RPCError.self) { try await submit(wrong, in: room) }
                #expect(error?.reason?.reason == "INVALID_CLIENT_STATEMENT")
                #expect(error?.fieldViolations.map(\.field) == ["header.\(field)"])
            }
        }
    }

    @Test("custody says when the upload began, by the service's clock, and not when it ended")
    func began() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let began = room.time.wall()
            // More than a row takes, so that there is a file once the service has opened it.
            let whole = [UInt8](repeating: 7, count: 24_000)
            let answer = try await room.client.submit(options: room.options()) { writer in
                let header = Header(project: project, name: "slow.bin", size: UInt64(whole.count))
                try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                for _ in 0..<3 {
                    try await writer.write(EvidenceV1.SubmitRequest(part: .chunk(Array(whole.prefix(7_999)))))
                }
                while !room.blobFiles.contains(where: { $0.contains("/incoming/") }) {
                    try await Task.sleep(for: .milliseconds(1))
                }
                room.time.advance(by: .seconds(30))
                try await writer.write(EvidenceV1.SubmitRequest(part: .chunk([7, 7, 7])))
                try await writer.write(EvidenceV1.SubmitRequest(part: .digest(.init(sha256: Digest.sha256(whole)))))
            }
            let item = try #require(answer.evidence)
            let log = try await room.custody.getCustody(
                EvidenceV1.GetCustodyRequest(which: .id(item.id)), options: room.options())
            let received = try #require(log.entries.first?.at)
            #expect(received.seconds == began.milliseconds / 1_000)
            #expect(item.acceptedAt?.seconds == began.milliseconds / 1_000 + 30)
            #expect(log.entries.dropFirst().first?.at == item.acceptedAt && log.intact)
        }
    }
}
