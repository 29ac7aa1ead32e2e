import Logging
import MeshAPI
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOPosix
import Synchronization
import Testing

/// The authority of a mesh that runs is replaced, by the tool, under callers that never stop.
@Suite("The mesh's authority is replaced while it runs", .timeLimit(.minutes(10)))
struct RotationTests {
    private static let callers = 3
    private static let silence = Logger(label: "caller", factory: { _ in SwiftLogNoOpLogHandler() })

    /// One call over a connection of its own, with the certificate that the files hold now, as every run of the tool.
    private func callAnew(_ mesh: LocalMesh, _ files: TLSFiles, isChecked: Bool = true, token: String) async throws {
        let credentials = try isChecked ? TLSCredentials(files: files) : TLSCredentials(unchecked: files)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: mesh.port)], credentials: credentials,
            loop: RPCLoops(group: MultiThreadedEventLoopGroup.singleton).next(), logger: Self.silence)
        try await client.withClient { try await call($0, token: token) }
    }

    private func call(_ client: RPCClient, token: String) async throws {
        _ = try await EvidenceV1.EvidenceClient(client).listProjects(
            EvidenceV1.ListProjectsRequest(),
            options: CallOptions(timeout: .seconds(60), authorization: token))
    }

    /// The operator's files as they are now, put aside.
    private func putAside(_ mesh: LocalMesh) throws -> TLSFiles {
        let now = try mesh.authority.files("operator")
        func copy(_ path: String, _ name: String) throws -> String {
            let aside = mesh.authority.folder.file(name)
            try WholeFile.replace(aside, with: try WholeFile.contents(path))
            return aside
        }
        return TLSFiles(
            certificate: try copy(now.certificate, "old.pem"), key: try copy(now.key, "old.key"),
            trust: [try copy(mesh.authority.trust, "old-ca.pem")])
    }

    private func take(_ step: String, _ mesh: LocalMesh) async throws {
        let taken = try await mesh.colophon("pki", "rotate", "--step", step)
        #expect(taken.exit == .code(0), "\(taken)")
        #expect(taken.output.contains("Taken up by: evidence"), "\(taken)")
    }

    @Test(
        "in three steps, each of them taken twice: no call fails, and then the old certificate is refused",
        .timeLimit(.minutes(4)))
    func steps() async throws {
        let mesh = try LocalMesh()
        let old = try putAside(mesh)
        let token = try mesh.authorization(account: LocalMesh.freshAccount())
        try await mesh.whileUp {
            let traffic = Traffic(callers: Self.callers + 1)
            let files = try mesh.authority.files("operator")
            // An old certificate, shown by somebody who trusts whoever is there now.
            let oldcomer = TLSFiles(certificate: old.certificate, key: old.key, trust: files.trust)
            // One connection stays open all the time; it was made under the old authority.
            let steady = try mesh.client()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0...Self.callers {
                    group.addTask {
                        await traffic.flow(caller) {
                            if caller == Self.callers {
                                try await call(steady, token: token)
                            } else {
                                try await callAnew(mesh, files, token: token)
                            }
                        }
                    }
                }
                defer { traffic.end() }
                await traffic.everybodyCallsAgain()
                for step in ["trust", "switch"] {
                    for _ in 1...2 {
                        try await take(step, mesh)
                        await traffic.everybodyCallsAgain()
                    }
                }
                // Until the last step the old certificate is as good as the new one.
                try await callAnew(mesh, oldcomer, token: token)
                for _ in 1...2 {
                    try await take("forget", mesh)
                    await traffic.everybodyCallsAgain()
                }
            }
            await steady.close()
            #expect(traffic.failures == [])

            let refused = await #expect(throws: RPCError.self) {
                try await callAnew(mesh, oldcomer, isChecked: false, token: token)
            }
            #expect(refused?.code == .unavailable, "\(String(describing: refused))")
            let line = try mesh.upLog().split(separator: "\n").last { $0.contains("refused") }
            #expect(line?.contains("not from an authority trusted here") == true, "\(line ?? "nothing logged")")
            // And who trusts only the old authority does not take the service for one of the mesh.
            await #expect(throws: RPCError.self) { try await callAnew(mesh, old, token: token) }
            let anew = try await mesh.colophon("list", "--mesh", mesh.meshPath)
            #expect(anew.exit == .code(0), "\(anew)")
        }
    }

    @Test("at once only while it is stopped; a mesh that runs is told the steps, and nothing changes")
    func atOnce() async throws {
        let mesh = try LocalMesh()
        let old = try putAside(mesh)
        let before = try WholeFile.contents(mesh.authority.trust)
        try await mesh.whileUp {
            let refused = try await mesh.colophon("pki", "rotate")
            #expect(refused.exit == .code(2), "\(refused)")
            for step in ["trust", "switch", "forget"] { #expect(refused.errors.contains("--step \(step)")) }
            #expect(try WholeFile.contents(mesh.authority.trust) == before)
        }
        let rotated = try await mesh.colophon("pki", "rotate")
        #expect(rotated.exit == .code(0), "\(rotated)")
        let after = try WholeFile.text(mesh.authority.trust)
        #expect(after.split(separator: "BEGIN CERTIFICATE").count == 2, "one authority is trusted")
        #expect(Array(after.utf8) != before)
        let token = try mesh.authorization(account: LocalMesh.freshAccount())
        try await mesh.whileUp {
            try await callAnew(mesh, try mesh.authority.files("operator"), token: token)
            await #expect(throws: (any Error).self) { try await callAnew(mesh, old, token: token) }
        }
    }

    @Test("a step out of its turn is refused, says which is next, and changes nothing")
    func outOfTurn() async throws {
        let mesh = try LocalMesh()
        func take(_ step: String, refusedFor next: String?) async throws {
            let before = try WholeFile.contents(mesh.authority.trust)
            let taken = try await mesh.colophon("pki", "rotate", "--step", step)
            #expect(taken.exit == .code(next == nil ? 0 : 2), "\(taken)")
            guard let next else { return }
            #expect(taken.errors.contains("First: colophon pki rotate --step \(next)"), "\(taken)")
            #expect(try WholeFile.contents(mesh.authority.trust) == before)
        }
        try await take("switch", refusedFor: "trust")
        try await take("trust", refusedFor: nil)
        try await take("forget", refusedFor: "switch")
        try await take("switch", refusedFor: nil)
        try await take("trust", refusedFor: "forget")
        try await take("forget", refusedFor: nil)
        try await take("switch", refusedFor: "trust")
    }
}

/// Calls that never stop, and what became of them.
private final class Traffic: Sendable {
    private struct State {
        var rounds: [Int]
        var failures: [String] = []
        var isOver = false
    }

    private let state: Mutex<State>

    init(callers: Int) {
        state = Mutex(State(rounds: Array(repeating: 0, count: callers)))
    }

    /// What callers were told instead of an answer.
    var failures: [String] { state.withLock(\.failures) }

    func end() { state.withLock { $0.isOver = true } }

    /// Calls again and again, until the end.
    func flow(_ caller: Int, _ call: () async throws -> Void) async {
        while !state.withLock(\.isOver) {
            var failure: String?
            do { try await call() } catch { failure = "caller \(caller): \(error)" }
            state.withLock { state in
                state.rounds[caller] += 1
                if let failure { state.failures.append(failure) }
            }
            await Task.yield()
        }
    }

    /// Returns when everybody has begun a call since now and ended it: nobody acts on files of before any more.
    func everybodyCallsAgain() async {
        let before = state.withLock(\.rounds)
        while !state.withLock({ state in zip(state.rounds, before).allSatisfy { $0 >= $1 + 2 } }) {
            await Task.yield()
        }
    }
}
