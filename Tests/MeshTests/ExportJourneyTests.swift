import Foundation
import MeshKernel
import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Exports that take long, or that are cut off, with the tool alone.
@Suite("An export that is interrupted, and one that outlasts its token", .timeLimit(.minutes(5)))
struct ExportJourneyTests {
    /// The process of a service, as `colophon up` wrote it down.
    private func process(of service: String, _ mesh: PeopleMesh) throws -> Int32 {
        let record = try WholeFile.text("\(mesh.state)/run/\(service).json")
        let pid = try #require(record.firstMatch(of: #/"pid"\s*:\s*([0-9]+)/#), "\(record)").1
        return try #require(Int32(pid))
    }

    /// Runs `body` while a service stands still: what is sent to it waits.
    private func whileStill(_ service: String, _ mesh: PeopleMesh, _ body: () async throws -> Void) async throws {
        let pid = try process(of: service, mesh)
        kill(pid, SIGSTOP)
        defer { kill(pid, SIGCONT) }
        try await body()
    }

    private func start(_ mesh: PeopleMesh, _ words: String...) throws -> ChildProcess {
        try ChildProcess(
            BuiltProgram.path("colophon"),
            ["account", "export", "--password-file", mesh.folder.file("fox_moon.password")] + words
                + ["--state", mesh.state, "--mesh", mesh.folder.file("mesh.yaml")],
            logs: mesh.folder.path, name: "export-" + Hexadecimal.encode(SystemRandom().bytes(4)))
    }

    /// Somebody of whom notify has heard.
    private func signIn(_ mesh: PeopleMesh) async throws {
        _ = try await mesh.signIn("fox_moon", mobile: "13800138000")
        try await until {
            let export = try start(mesh, "--json")
            return await export.wait() == .code(0) && export.output.contains("\"section\":\"contact\"")
        }
    }

    private func parts(_ mesh: PeopleMesh) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: mesh.folder.path).filter { $0.hasPrefix("my-data") }
    }

    @Test("one that Ctrl-C or SIGTERM ends leaves nothing personal, and says so", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            try await signIn(mesh)
            // With its slash, as shells complete a folder.
            let place = mesh.folder.file("my-data/")
            try await whileStill("notify", mesh) {
                let export = try start(mesh, "--into", place)
                // Identity's part has come, and is in the clear; notify's does not.
                try await until {
                    try parts(mesh).contains { part in
                        let list = mesh.folder.file(part) + "/account.jsonl"
                        return (try? WholeFile.text(list))?.contains("13800138000") == true
                    }
                }
                #expect(export.isRunning)
                let beside = try await mesh.colophon("account", "export", "--into", place, "--password-file", "none")
                #expect(
                    beside.errors.contains("\(try parts(mesh)[0]) holds personal data of an export that was cut off"),
                    "\(beside)")
                export.send(signal: signal)
                #expect(await export.wait() == .code(2))
                #expect(export.errors.contains("error: interrupted"), "\(export.errors)")
                #expect(export.errors.contains("Nothing of the export was kept."), "\(export.errors)")
            }
            #expect(try parts(mesh) == [])
            let whole = try await mesh.colophon(
                "account", "export", "--into", place, "--password-file", mesh.folder.file("fox_moon.password"))
            #expect(whole.exit == .code(0) && whole.output.contains("no pictures"), "\(whole)")
            #expect(try parts(mesh) == ["my-data"])
            let list = try WholeFile.text(mesh.folder.file("my-data/account.jsonl"))
            #expect(list.contains("\"section\":\"contact\""), "\(list)")
        }
    }

    /// The connections to a port that are open, at the end that listens.
    private func connections(to port: Int) throws -> Int {
        let open = "01"
        let hex = String(port, radix: 16, uppercase: true)
        return try WholeFile.text("/proc/net/tcp").split(separator: "\n").dropFirst().count { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[1].hasSuffix(":" + String(repeating: "0", count: 4 - hex.count) + hex)
                && fields[3] == open
        }
    }

    @Test("notify is asked with a token of its own time, though identity's part outlasted the one before")
    func outlasting() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            try await signIn(mesh)
            var export: ChildProcess?
            try await whileStill("identity", mesh) {
                let open = try connections(to: mesh.port(of: "identity"))
                export = try start(mesh, "--json")
                // It has its token for identity, which does not hear it yet; meanwhile that runs out.
                try await until { try connections(to: mesh.port(of: "identity")) > open }
                let signIn = try WholeFile.text(mesh.signIn)
                let expired = signIn.replacing(#/"access_expires_at":\{"milliseconds":[0-9]+\}/#) { _ in
                    #""access_expires_at":{"milliseconds":0}"#
                }
                try #require(expired != signIn && signIn.contains(#/"refresh_token":"ses_[0-9a-f-]+\.1\./#))
                try WholeFile.replace(mesh.signIn, with: expired)
            }
            let finished = try #require(export)
            #expect(await finished.wait() == .code(0))
            #expect(finished.output.contains("\"section\":\"contact\""), "\(finished.errors)")
            // Its second number: it was renewed once, and that for notify.
            #expect(try WholeFile.text(mesh.signIn).contains(#/"refresh_token":"ses_[0-9a-f-]+\.2\./#))
        }
    }
}
