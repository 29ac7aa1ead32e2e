import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// A service in a process of its own on a machine whose clock cannot be believed.
@Suite("A machine whose clock cannot be believed", .timeLimit(.minutes(5)))
struct ClockProcessTests {
    fileprivate static let content = Array("a sketch".utf8)

    /// A mesh whose clock is to be kept by a time service, on a machine whose clock is what the test says.
    private struct Machine {
        let mesh: LocalMesh
        let clock: ClockFaults
        let account = LocalMesh.freshAccount()

        init() async throws {
            mesh = try LocalMesh()
            clock = try await ClockFaults()
            try WholeFile.replace(
                mesh.configurationPath,
                with: try WholeFile.text(mesh.configurationPath).replacing("clock: host", with: "clock: strict"))
        }

        /// Runs `body` as the account, whose token is of the time that the service has, so far ahead of the machine's.
        func asAuthor<T: Sendable>(
            ahead seconds: Int64 = 0, _ body: @Sendable (Author) async throws -> T
        ) async throws -> T {
            let now = SystemTime().wall().advanced(by: .seconds(seconds))
            let token = AccessToken(
                subject: account, kind: "verified_account", audience: ["evidence"], issuedAt: now,
                expiresAt: now.advanced(by: AccessToken.lifetimeMax),
                identifier: Hexadecimal.encode(SystemRandom().bytes(16)))
            let authorization = try "Bearer " + token.signed(with: SigningKey(path: "\(mesh.state)/pki/token-dev.key"))
            return try await mesh.client().withClient { try await body(Author($0, authorization: authorization)) }
        }

        /// Seals a work; its time, or why there is none.
        func seal(in project: String, ahead seconds: Int64 = 0) async throws -> Result<Int64, RPCError> {
            try await asAuthor(ahead: seconds) { author in
                do {
                    let item = try await author.submit(ClockProcessTests.content, name: "sketch.txt", project: project)
                    return .success(item.timestampAt?.seconds ?? 0)
                } catch let error as RPCError {
                    return .failure(error)
                }
            }
        }

        /// Nothing is sealed, and the bundle of what was sealed before is given and holds.
        func expectRefused(
            in project: String, ahead seconds: Int64 = 0, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let items = try await asAuthor(ahead: seconds) { try await $0.items(project: project) }
            for _ in 0..<2 {
                guard case .failure(let refusal) = try await seal(in: project, ahead: seconds) else {
                    Issue.record("sealed by a clock that cannot be believed", sourceLocation: sourceLocation)
                    continue
                }
                #expect(
                    refusal.code == .unavailable && refusal.reason?.reason == "TIME_NOT_AVAILABLE", "\(refusal)",
                    sourceLocation: sourceLocation)
            }
            try await asAuthor(ahead: seconds) { author in
                #expect(try await author.items(project: project) == items, sourceLocation: sourceLocation)
                let last = try #require(items.last, sourceLocation: sourceLocation)
                #expect(
                    try mesh.verify(try await author.bundle(of: last.id), of: ClockProcessTests.content) == [],
                    sourceLocation: sourceLocation)
            }
        }

        /// Tries until the clock is believed again. Returns the time of the work that is sealed then.
        func sealOnceBelieved(in project: String, ahead seconds: Int64 = 0) async throws -> Int64 {
            var time: Int64?
            try await until {
                time = try? await seal(in: project, ahead: seconds).get()
                return time != nil
            }
            return try #require(time)
        }
    }

    @Test("unsynchronised, unsure, stepped back, stepped forward: refused, bundles are given, and it recovers")
    func strict() async throws {
        let machine = try await Machine()
        var service = try await machine.mesh.start(environment: machine.clock.environment)
        let project = try await machine.asAuthor { try await $0.createProject() }
        let first = try await machine.seal(in: project).get()

        machine.clock.set(isSynchronised: false)
        try await machine.expectRefused(in: project)
        machine.clock.set(errorMicroseconds: 500_001)
        try await machine.expectRefused(in: project)
        machine.clock.set(errorMicroseconds: 500_000)
        #expect(try await machine.seal(in: project).get() >= first)

        machine.clock.set(offsetSeconds: -60)
        try await machine.expectRefused(in: project, ahead: -60)
        machine.clock.set()
        #expect(try await machine.sealOnceBelieved(in: project) >= first)

        machine.clock.set(offsetSeconds: 3_600)
        try await machine.expectRefused(in: project, ahead: 3_600)
        let late = try await machine.sealOnceBelieved(in: project, ahead: 3_600)
        #expect(late >= first + 3_600)

        // The next process knows which time was named last, and names none before it.
        #expect(await service.stop() == .code(0))
        machine.clock.set()
        service = try await machine.mesh.start(environment: machine.clock.environment)
        try await machine.expectRefused(in: project)
        machine.clock.set(offsetSeconds: 3_600)
        #expect(try await machine.sealOnceBelieved(in: project, ahead: 3_600) >= late)
        #expect(await service.stop() == .code(0))
        let audit = try await StoreAudit(machine.mesh)
        #expect(audit.faults == [] && audit.orphans == [] && audit.items.count == 5)
    }

    @Test("a process that starts on a machine that nobody synchronises is ready, and seals once its clock is kept")
    func startsUnsynchronised() async throws {
        let machine = try await Machine()
        machine.clock.set(isSynchronised: false)
        let service = try await machine.mesh.start(environment: machine.clock.environment)
        let project = try await machine.asAuthor { try await $0.createProject() }
        guard case .failure(let refusal) = try await machine.seal(in: project) else {
            Issue.record("sealed by a clock that nobody keeps")
            return
        }
        #expect(refusal.reason?.reason == "TIME_NOT_AVAILABLE", "\(refusal)")
        machine.clock.set()
        _ = try await machine.seal(in: project).get()
        #expect(await service.stop() == .code(0))
    }

    @Test(
        "colophon up takes the host's clock where nobody synchronises it, and says so; timestamps show which it was",
        arguments: [true, false])
    func up(isSynchronised: Bool) async throws {
        let mesh = try LocalMesh()
        let clock = try await ClockFaults()
        clock.set(isSynchronised: isSynchronised)
        let work = mesh.authority.folder.file("work.txt")
        try WholeFile.replace(work, with: "a work\n")
        let starting = try await mesh.colophon("up", "--mesh", mesh.meshPath, launcher: clock.launcher)
        try #require(starting.exit == .code(0), "\(starting)")
        #expect(starting.output.contains("clock: host. Nothing synchronises") != isSynchronised, "\(starting)")
        let result: Result<Void, any Error>
        do {
            result = .success(try await expectClock(of: mesh, isSynchronised: isSynchronised, work: work))
        } catch {
            result = .failure(error)
        }
        let stopping = try await mesh.colophon("down")
        #expect(stopping.exit == .code(0), "\(stopping)")
        try result.get()
    }

    /// What is sealed says which clock has timed it, to whoever has the bundle and to whoever has none.
    private func expectClock(of mesh: LocalMesh, isSynchronised: Bool, work: String) async throws {
        let sealing = try await mesh.colophon("seal", work, "--mesh", mesh.meshPath)
        #expect(sealing.exit == .code(0), "\(sealing)")
        let configuration = try WholeFile.text("\(mesh.state)/config/evidence.yaml")
        #expect(configuration.contains("clock: host") != isSynchronised, "\(configuration)")

        let bundle = try #require(FileTree.files(below: "\(mesh.state)/bundles").first)
        let verified = try await mesh.colophon("verify", bundle, work)
        let words = isSynchronised ? "clock synchronised" : "clock of the host, not synchronised"
        #expect(verified.exit == .code(0) && verified.output.contains(words), "\(verified)")
        let digest = Hexadecimal.encode(Digest.sha256(Array("a work\n".utf8)))
        let told = try await FinishedProgram(
            ["curl", "-sS", "http://127.0.0.1:\(mesh.publicPort)/v1/verify?sha256=\(digest)"], logs: mesh.state)
        let policy = isSynchronised ? TimestampPolicy.synchronisedClock : TimestampPolicy.hostClock
        #expect(told.output.contains("\"tokenPolicy\":\"\(policy)\""), "\(told)")
    }
}
