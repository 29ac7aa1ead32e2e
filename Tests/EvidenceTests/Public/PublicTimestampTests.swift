import Evidence
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("Timestamps for anybody", .timeLimit(.minutes(5)))
struct PublicTimestampTests {
    private static let query = "application/timestamp-query"

    private func openssl(_ outside: OutsideRoom, _ words: String...) async throws -> FinishedProgram {
        try await FinishedProgram(["openssl", "ts"] + words, logs: outside.folder.path)
    }

    /// A query that `openssl` made over a file, answered; the path of the answer.
    private func answer(_ outside: OutsideRoom, _ options: [String]) async throws -> OutsideRoom.Answer {
        let folder = outside.folder
        try WholeFile.replace(folder.file("work"), with: "a work\n")
        let made = try await FinishedProgram(
            ["openssl", "ts", "-query", "-data", folder.file("work"), "-out", folder.file("query")] + options,
            logs: folder.path)
        guard made.exit == .code(0) else { throw OutsideRoom.Failure(errors: made.errors) }
        let answer = try await outside.send(
            try WholeFile.contents(folder.file("query")), as: Self.query, to: "/tsa")
        try WholeFile.replace(folder.file("reply"), with: answer.body)
        return answer
    }

    @Test(
        "openssl's query is answered, and openssl verifies the answer",
        arguments: ["-sha256", "-sha384", "-sha512", "-sm3"])
    func granted(digest: String) async throws {
        try await EvidenceRoom.run { room in
            try await OutsideRoom.run(room) { outside in
                let answer = try await answer(outside, [digest, "-cert"])
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/timestamp-reply")
                #expect(answer.headers["cache-control"] == "no-store" && answer.headers["etag"] == nil)
                let folder = outside.folder
                try WholeFile.replace(folder.file("root.pem"), with: try room.timestamps.root.certificate.pem())
                let seconds = "\(room.time.wall().milliseconds / 1_000)"
                let verified = try await openssl(
                    outside, "-verify", "-queryfile", folder.file("query"), "-in", folder.file("reply"), "-CAfile",
                    folder.file("root.pem"), "-attime", seconds)
                #expect(verified.exit == .code(0) && verified.output.contains("Verification: OK"), "\(verified.errors)")
            }
        }
    }

    @Test("SHA-1 is refused as RFC 3161 says it: with a response that names the algorithm as the reason")
    func sha1() async throws {
        try await EvidenceRoom.run { room in
            try await OutsideRoom.run(room) { outside in
                let answer = try await answer(outside, ["-sha1"])
                #expect(answer.status == 200)
                let text = try await openssl(outside, "-reply", "-in", outside.folder.file("reply"), "-text")
                #expect(text.output.contains("Status: Rejected."), "\(text.output) \(text.errors)")
                #expect(text.output.contains("unrecognized or unsupported algorithm identifier"))
            }
        }
    }

    @Test("a clock that cannot be vouched for is the authority's answer, not the page's")
    func clock() async throws {
        try await EvidenceRoom.run { room in
            room.discipline.state(isSynchronised: false)
            try await OutsideRoom.run(room) { outside in
                let answer = try await answer(outside, ["-sha256"])
                let response = try TimestampResponse(der: answer.body)
                #expect(answer.status == 200 && response.failure == TimestampResponse.timeNotAvailable)
            }
        }
    }

    @Test("a query of 64 KiB is read, one byte more is not; what is no query is refused in a response")
    func sizes() async throws {
        try await EvidenceRoom.run { room in
            try await OutsideRoom.run(room) { outside in
                let most = [UInt8](repeating: 0x30, count: 65_536)
                let read = try await outside.send(most, as: Self.query, to: "/tsa")
                #expect(read.status == 200)
                let response = try TimestampResponse(der: read.body)
                #expect(response.token == nil && response.status == 2)
                let refused = try await outside.send(most + [0], as: Self.query, to: "/tsa")
                #expect(refused.status == 413 && refused.text.contains("65536 bytes"))
                #expect(try await outside.send([], as: Self.query, to: "/tsa").status == 400)
                #expect(try await outside.send([1], as: "application/octet-stream", to: "/tsa").status == 415)
                #expect(try await outside.ask("/tsa").status == 405)
                #expect(try await outside.send([1], as: Self.query + "; x=y", to: "/tsa").status == 200)
            }
        }
    }

    @Test("askers in a crowd are each answered or told to come again, and works are sealed meanwhile")
    func crowd() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            try await OutsideRoom.run(room) { outside in
                let request = TimestampRequest(digest: Digest.sha256([1]), nonce: 7).encoded
                try WholeFile.replace(outside.folder.file("crowd"), with: request)
                async let crowd = FinishedProgram(
                    [
                        "curl", "-sS", "--parallel", "--parallel-immediate", "--parallel-max", "100", "-o", "/dev/null",
                        "-w", "%{http_code}\n", "-H", "Content-Type: \(Self.query)", "--data-binary",
                        "@\(outside.folder.file("crowd"))", "\(outside.base)/tsa?[1-600]",
                    ], logs: outside.folder.path)
                for number in 0..<20 { _ = try await room.seal([UInt8(number)], in: project) }
                let answers = try await crowd.output.split(separator: "\n")
                #expect(answers.count == 600 && answers.allSatisfy { $0 == "200" || $0 == "503" })
                #expect(answers.filter { $0 == "200" }.count > 100)
            }
            #expect(try await room.audit().size == 20)
        }
    }
}
