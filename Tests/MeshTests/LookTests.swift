import FoundationEssentials
import MeshAPI
import MeshCrypto
import MeshRPC
import MeshTestKit
import Testing

/// A person, and a program, look at a mesh that works.
@Suite("colophon top and colophon calls show what a running mesh does")
struct LookTests {
    private static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"

    private struct TopLine: Decodable {
        let service, state: String
        let calls, errors, median, p99, loopLag: Double?
        let inFlight, residentBytes: UInt64?

        enum CodingKeys: String, CodingKey {
            case service, state
            case calls = "calls_per_s"
            case errors = "errors_per_s"
            case median = "p50_us"
            case p99 = "p99_us"
            case loopLag = "loop_lag_us"
            case inFlight = "in_flight"
            case residentBytes = "resident_bytes"
        }
    }

    private struct CallLine: Decodable {
        let kind, method, caller, trace: String
        let code: String?
        let duration: Int64

        enum CodingKeys: String, CodingKey {
            case kind, method, caller, trace, code
            case duration = "duration_us"
        }
    }

    private func lines<Line: Decodable>(_ program: FinishedProgram, as type: Line.Type = Line.self) throws -> [Line] {
        try #require(program.exit == .code(0), "\(program)")
        return try program.output.split(separator: "\n").map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }

    @Test("rates while calls are made; calls in flight, slow and recent, with their traces", .timeLimit(.minutes(2)))
    func looks() async throws {
        let mesh = try LocalMesh()
        try await mesh.whileUp {
            try await mesh.withAuthor { author in
                let project = try await author.createProject()
                try await lookAtTraffic(mesh, author)
                try await lookAtCalls(mesh, author, project: project)
            }
        }
        let top = try await mesh.colophon("top", "--once", "--interval", "0.1", "--mesh", mesh.meshPath)
        #expect(top.exit == .code(3) && top.output.contains("evidence  down"), "\(top)")
        let calls = try await mesh.colophon("calls", "evidence", "--mesh", mesh.meshPath)
        #expect(calls.exit == .code(3) && calls.errors.contains("evidence does not answer"), "\(calls)")
        let nobody = try await mesh.colophon("calls", "nobody", "--mesh", mesh.meshPath)
        #expect(nobody.exit == .code(2) && nobody.errors.contains("no service is called nobody"), "\(nobody)")
    }

    private func lookAtTraffic(_ mesh: LocalMesh, _ author: Author) async throws {
        let traffic = Task {
            while !Task.isCancelled {
                do {
                    _ = try await author.items()
                } catch  where Task.isCancelled {
                    return  // It was stopped in the middle of a call.
                }
                await #expect(throws: RPCError.self) { try await missing(author) }
            }
        }
        let table = try await mesh.colophon("top", "--once", "--methods", "--mesh", mesh.meshPath)
        #expect(table.exit == .code(0) && table.output.hasPrefix("service "), "\(table)")
        #expect(table.output.contains("\n  Evidence/ListEvidence "), "\(table)")
        let line = try await topOfMixedTraffic(mesh)
        traffic.cancel()
        try await traffic.value
        #expect(line.service == "evidence" && line.state == "ready")
        let (median, p99) = try (#require(line.median), #require(line.p99))
        #expect(median > 0 && p99 >= median)
        #expect(try #require(line.loopLag) > 0 && #require(line.residentBytes) > 1_000_000)
    }

    /// A look with calls of both kinds in it, half of which find nothing. On a busy machine a second may pass in which
    /// the traffic gets no turn, so looks go on until one has both; the test's own limit ends looks that never have.
    private func topOfMixedTraffic(_ mesh: LocalMesh) async throws -> TopLine {
        while true {
            let found: [TopLine] = try lines(await mesh.colophon("top", "--once", "--json", "--mesh", mesh.meshPath))
            let line = try #require(found.first)
            #expect(found.count == 1)
            if try #require(line.errors) > 0, try #require(line.calls) > #require(line.errors) { return line }
        }
    }

    private func missing(_ author: Author) async throws(RPCError) {
        var options = author.options()
        options.trace = TraceContext(traceparent: "00-\(Self.traceID)-00f067aa0ba902b7-01")
        _ = try await author.evidence.getProject(
            EvidenceV1.GetProjectRequest(project: "prj_01890000000070008000000000000000"), options: options)
    }

    private func lookAtCalls(_ mesh: LocalMesh, _ author: Author, project: String) async throws {
        let bytes = [UInt8](repeating: 7, count: 1_000)
        let item = try await author.evidence.submit(options: author.options(key: Author.freshKey())) { writer in
            try await writer.write(Author.header(project: project, name: "w.bin", size: bytes.count))
            try await writer.write(Author.chunk(bytes))
            var open: CallLine?
            while open == nil {
                let seen: [CallLine] = try lines(
                    await mesh.colophon("calls", "evidence", "--json", "--mesh", mesh.meshPath))
                open = seen.first { $0.kind == "in_flight" }
            }
            #expect(open?.method == "colophon.evidence.v1.Evidence/Submit" && open?.code == nil)
            let top: [TopLine] = try lines(
                await mesh.colophon("top", "--once", "--json", "--interval", "0.2", "--mesh", mesh.meshPath))
            #expect(top.first?.inFlight == 1)
            try await writer.write(Author.digest(Digest.sha256(bytes)))
        }
        #expect(item.evidence?.size == 1_000)
        let slow: [CallLine] = try lines(
            await mesh.colophon("calls", "evidence", "--slow", "--json", "--mesh", mesh.meshPath))
        let submission = try #require(slow.first { $0.method.hasSuffix("/Submit") })
        #expect(slow.allSatisfy { $0.kind == "slow" } && submission.duration >= 200_000)
        #expect(submission.code == "OK" && submission.caller == "operator")
        let all: [CallLine] = try lines(
            await mesh.colophon("calls", "evidence", "--limit", "1000", "--json", "--mesh", mesh.meshPath))
        let refused = try #require(all.first { $0.code == "INVALID_ARGUMENT" })
        #expect(refused.kind == "recent" && refused.trace == Self.traceID && refused.duration > 0)
        let words = try await mesh.colophon("calls", "evidence", "--limit", "3", "--mesh", mesh.meshPath)
        #expect(words.output.hasPrefix("in flight: none\n\nslow (100 ms or more): "), "\(words)")
        #expect(words.output.contains("\n\nrecent: 3 of ") && words.output.contains("Evidence/Submit"), "\(words)")
    }

    @Test("on a terminal the table is drawn again in its place", .timeLimit(.minutes(1)))
    func redraws() async throws {
        let mesh = try LocalMesh()
        try await mesh.whileUp {
            let command = try
                "\(BuiltProgram.path("colophon")) top --interval 0.1 -n 3 --mesh \(mesh.meshPath) --state \(mesh.state)"
            let shown = try await FinishedProgram(["script", "-qec", command, "/dev/null"], logs: mesh.state)
            #expect(shown.exit == .code(0), "\(shown)")
            // The first table, and three that each go up over its two lines.
            #expect(shown.output.split(separator: "\u{1B}[2A").count == 4, "\(shown)")
            #expect(shown.output.ranges(of: "evidence ").count == 4, "\(shown)")
        }
    }
}
