import MeshKernel
import Synchronization
import Testing

@testable import colophon

@Suite("Access tokens of whoever has signed in", .timeLimit(.minutes(1)))
struct SignedInAccountTests {
    /// Identity as it treats refresh tokens: each is taken once, and one that comes back ends everything.
    private final class Identity: Sendable {
        struct Reused: Error {}

        private let number = Mutex(1)
        private let accessEnds: Int64

        init(accessEnds: Int64) {
            self.accessEnds = accessEnds
        }

        var renewals: Int { number.withLock { $0 - 1 } }

        func renew(_ signIn: SignIn) async throws -> SignIn {
            let next = try number.withLock { number in
                guard signIn.refreshToken == "refresh-\(number)" else { throw Reused() }
                number += 1
                return number
            }
            // Long enough for whoever does not wait to come with the same token.
            try await Task.sleep(for: .milliseconds(20))
            return .sample(number: next, accessEnds: accessEnds)
        }
    }

    private let now = WallTime(milliseconds: 1_000_000)

    private func account(_ file: SignInFile, _ identity: Identity) throws -> SignedInAccount {
        SignedInAccount(try #require(try file.read()), file: file, time: FixedTime(now: now)) {
            try await identity.renew($0)
        }
    }

    @Test(
        "one that is good for more than half a minute is used as it is, any other is renewed first",
        arguments: [(30_001, 0), (30_000, 1), (0, 1), (-1, 1), (-86_400_000, 1)] as [(Int64, Int)])
    func expiry(left: Int64, renewals: Int) async throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample(accessEnds: now.milliseconds + left))
        let identity = Identity(accessEnds: now.milliseconds + 300_000)
        let account = try account(file, identity)
        for _ in 0..<3 { #expect(try await account.accessToken() == "access-\(renewals + 1)") }
        #expect(identity.renewals == renewals)
        #expect(try file.read()?.refreshToken == "refresh-\(renewals + 1)")
    }

    @Test("one that is asked for anew is new, though the one before is good still")
    func anew() async throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample(accessEnds: now.milliseconds + 300_000))
        let identity = Identity(accessEnds: now.milliseconds + 300_000)
        let account = try account(file, identity)
        #expect(try await account.renewedAccessToken() == "access-2")
        #expect(try await account.accessToken() == "access-2" && identity.renewals == 1)
    }

    @Test("the staff's is kept beside the author's")
    func staff() throws {
        let folder = StateFolder(try Scratch().file("state"))
        let (author, staff) = (SignInFile(folder), SignInFile(folder, isStaff: true))
        try author.write(.sample(number: 1, accessEnds: 1))
        #expect(try staff.read() == nil && staff.path.hasSuffix("/staff-sign-in.json"))
        try staff.write(.sample(number: 2, accessEnds: 1))
        try author.remove()
        #expect(try staff.read()?.refreshToken == "refresh-2" && author.read() == nil)
    }

    @Test("many commands at once renew once between them, and all have the new token")
    func race() async throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample(accessEnds: 0))
        let identity = Identity(accessEnds: now.milliseconds + 300_000)
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                // Each a command of its own: what it read at its start is the sign-in from before.
                let account = try account(file, identity)
                group.addTask { try await account.accessToken() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: "access-2", count: 8))
        #expect(identity.renewals == 1)
    }

    @Test("a renewal that fails leaves the sign-in as it was, and the next command may try")
    func failure() async throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample(accessEnds: 0))
        let away = SignedInAccount(.sample(accessEnds: 0), file: file, time: FixedTime(now: now)) { _ in
            throw Failure.unreachable("identity cannot be reached")
        }
        await #expect(throws: Failure.unreachable("identity cannot be reached")) { try await away.accessToken() }
        #expect(try file.read() == .sample(accessEnds: 0))
        let identity = Identity(accessEnds: now.milliseconds + 300_000)
        #expect(try await account(file, identity).accessToken() == "access-2")
    }

    @Test("a command that began before somebody signed out, or another signed in, speaks for nobody")
    func changed() async throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample(accessEnds: 0))
        let identity = Identity(accessEnds: now.milliseconds + 300_000)
        let account = try account(file, identity)
        try file.write(.sample(account: "acc_01890000-0000-7000-8000-000000000002"))
        let other = await #expect(throws: Failure.self) { try await account.accessToken() }
        #expect(other?.summary.contains("has signed in meanwhile") == true)
        try file.remove()
        let out = await #expect(throws: Failure.self) { try await account.accessToken() }
        #expect(out?.summary.contains("has signed out meanwhile") == true)
        #expect(identity.renewals == 0)
    }

    @Test("without a sign-in the state folder's own account speaks, in development only, and a named one always may")
    func speaker() throws {
        let scratch = try Scratch()
        let folder = StateFolder(scratch.file("state"))
        try LocalKeys.make(in: folder)
        func speaker(_ environment: String, account: String? = nil) throws -> Speaker {
            let mesh = try scratch.write(
                "\(environment).yaml",
                "environment: \(environment)\nservices: { evidence: { listen: 'a:1', probes: 'a:2' } }")
            return try Speaker(MeshAccess(folder: folder, meshPath: mesh), account: account)
        }
        let named = "acc_01890000-0000-7000-8000-00000000000a"
        guard case .development(let own) = try speaker("development") else {
            Issue.record("somebody has signed in")
            return
        }
        #expect(try speaker("production", account: named).account == named)
        let refused = #expect(throws: Failure.self) { try speaker("production") }
        #expect(refused?.summary == "nobody has signed in")

        try SignInFile(folder).write(.sample())
        for environment in ["development", "production"] {
            guard case .signedIn(let account) = try speaker(environment) else {
                Issue.record("nobody has signed in")
                return
            }
            #expect(
                account.words == "fox_moon (acc_01890000-0000-7000-8000-000000000001)" && account.account != own.account
            )
            #expect(try speaker(environment, account: named).account == named)
        }
        // A sign-in that cannot be read is never passed over for another account.
        try StateFolder.replace(SignInFile(folder).path, with: [])
        #expect(throws: Failure.self) { try speaker("development") }
    }
}
