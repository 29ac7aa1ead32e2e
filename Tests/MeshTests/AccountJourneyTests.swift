import FoundationEssentials
import MeshTestKit
import Testing

/// Somebody registers, signs in, seals and is told, with the tool alone.
@Suite("An account from its first code to the message about its work", .timeLimit(.minutes(5)))
struct AccountJourneyTests {
    private static let mobile = "13800138000"
    private static let name = "fox_moon"

    /// A mesh of three services in a folder of its own, run by the tool as a person runs it.
    private struct Mesh {
        let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder("journey")
            let ports = try Loopback.freePorts(7)
            try WholeFile.replace(
                folder.file("mesh.yaml"),
                with: """
                    environment: development
                    services:
                      identity: { listen: "127.0.0.1:\(ports[0])", probes: "127.0.0.1:\(ports[1])", peers: [notify] }
                      evidence: { listen: "127.0.0.1:\(ports[2])", probes: "127.0.0.1:\(ports[3])" }
                      notify:
                        listen: 127.0.0.1:\(ports[4])
                        probes: 127.0.0.1:\(ports[5])
                        peers: [evidence]
                        settings: { quiet_hours: never }

                    """)
        }

        var state: String { folder.file("state") }
        var signIn: String { state + "/sign-in.json" }

        func colophon(_ words: String...) async throws -> FinishedProgram {
            let withoutMesh: Set = ["pki", "down"]
            let mesh = withoutMesh.contains(words[0]) ? [] : ["--mesh", folder.file("mesh.yaml")]
            return try await FinishedProgram(
                [BuiltProgram.path("colophon")] + words + ["--state", state] + mesh, logs: folder.path)
        }

        func whileUp(_ body: () async throws -> Void) async throws {
            let keys = try await colophon("pki", "init")
            try #require(keys.exit == .code(0), "\(keys)")
            let starting = try await colophon("up")
            let result: Result<Void, any Error>
            do {
                try #require(starting.exit == .code(0), "\(starting)")
                result = .success(try await body())
            } catch { result = .failure(error) }
            let stopping = try await colophon("down")
            #expect(stopping.exit == .code(0), "\(stopping)")
            try result.get()
        }
    }

    @Test("register, sign in, seal, be told by a short message, sign out")
    func journey() async throws {
        let mesh = try Mesh()
        try await mesh.whileUp {
            let account = try await register(mesh)
            try await signIn(mesh, account)
            try await renew(mesh)
            try await seal(mesh, account)
            try await signOut(mesh, account)
        }
    }

    /// Registers with a password that is refused, then with a better one and the code that is still good; the account.
    private func register(_ mesh: Mesh) async throws -> String {
        let unaccepted = try await mesh.colophon("register", "--mobile", Self.mobile, "--user-name", Self.name)
        #expect(unaccepted.exit == .code(2) && unaccepted.errors.contains("--accept-terms"), "\(unaccepted)")
        let password = mesh.folder.file("password")
        try WholeFile.replace(password, with: "foxes\n")
        let weak = try await mesh.colophon(
            "register", "--mobile", Self.mobile, "--user-name", Self.name, "--accept-terms", "--password-file", password
        )
        #expect(weak.exit == .code(2) && weak.errors.contains("the password"), "\(weak)")
        #expect(weak.errors.contains("embedded inbox"), "\(weak)")
        let code = try #require(weak.errors.firstMatch(of: #/add --code ([0-9]{6})/#), "\(weak)").1
        try WholeFile.replace(password, with: "Vulpes et Luna 7\n")
        let registered = try await mesh.colophon(
            "register", "--mobile", Self.mobile, "--user-name", Self.name, "--accept-terms", "--password-file",
            password,
            "--code", String(code))
        try #require(registered.exit == .code(0), "\(registered)")
        #expect(registered.output.contains("138****8000") && !registered.output.contains(Self.mobile))
        let again = try await mesh.colophon(
            "register", "--mobile", Self.mobile, "--user-name", Self.name, "--accept-terms", "--password-file",
            password,
            "--code", String(code))
        #expect(again.exit == .code(2) && again.errors.contains("the code is wrong, was used"), "\(again)")
        return String(try #require(registered.output.firstMatch(of: #/acc_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    private func signIn(_ mesh: Mesh, _ account: String) async throws {
        let password = mesh.folder.file("password")
        let wrong = mesh.folder.file("wrong")
        try WholeFile.replace(wrong, with: "Vulpes et Luna 8\n")
        let refused = try await mesh.colophon("login", Self.name, "--password-file", wrong)
        #expect(refused.exit == .code(2) && refused.errors.contains("do not go together"), "\(refused)")
        let before = try await mesh.colophon("whoami")
        #expect(before.exit == .code(0) && before.output.contains("Nobody has signed in"), "\(before)")
        let signedIn = try await mesh.colophon("login", Self.name, "--password-file", password)
        try #require(signedIn.exit == .code(0), "\(signedIn)")
        #expect(signedIn.output.contains("\(Self.name) (\(account)), unverified"), "\(signedIn)")
        let mode = try FileManager.default.attributesOfItem(atPath: mesh.signIn)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let now = try await mesh.colophon("whoami", "--json")
        #expect(now.exit == .code(0) && now.output.contains("\"account\":\"\(account)\""), "\(now)")
        #expect(now.output.contains("\"signed_in\":true") && now.output.contains("138****8000"), "\(now)")
    }

    /// Two commands at once whose access token has run out.
    private func renew(_ mesh: Mesh) async throws {
        let before = try WholeFile.text(mesh.signIn)
        let expired = before.replacing(#/"access_expires_at":\{"milliseconds":[0-9]+\}/#) { _ in
            #""access_expires_at":{"milliseconds":0}"#
        }
        try #require(expired != before)
        try WholeFile.replace(mesh.signIn, with: expired)
        async let first = mesh.colophon("whoami")
        async let second = mesh.colophon("whoami")
        for program in [try await first, try await second] { #expect(program.exit == .code(0), "\(program)") }
        // Its second number: it was renewed once.
        #expect(try WholeFile.text(mesh.signIn).contains(#/"refresh_token":"ses_[0-9a-f-]+\.2\./#))
        let sessions = try await mesh.colophon("sessions", "--json")
        #expect(sessions.exit == .code(0) && sessions.output.split(separator: "\n").count == 1, "\(sessions)")
        #expect(sessions.output.contains("\"this\":true"), "\(sessions)")
    }

    private func seal(_ mesh: Mesh, _ account: String) async throws {
        let file = mesh.folder.file("draft.txt")
        try WholeFile.replace(file, with: "The fox looks at the moon.\n")
        let sealed = try await mesh.colophon("seal", file)
        try #require(sealed.exit == .code(0), "\(sealed)")
        #expect(sealed.errors.contains("as \(Self.name) (\(account))"), "\(sealed)")
        let number = String(try #require(sealed.output.firstMatch(of: #/EV-[0-9A-Z-]+/#), "\(sealed)").0)
        var inbox = try await mesh.colophon("inbox", Self.mobile)
        try await until {
            inbox = try await mesh.colophon("inbox", Self.mobile)
            return inbox.exit != .code(0) || inbox.output.contains(number)
        }
        #expect(inbox.exit == .code(0), "\(inbox)")
    }

    private func signOut(_ mesh: Mesh, _ account: String) async throws {
        let out = try await mesh.colophon("logout", "--all")
        #expect(out.exit == .code(0) && out.output.contains("1 sign-ins ended"), "\(out)")
        #expect(!FileManager.default.fileExists(atPath: mesh.signIn))
        let nobody = try await mesh.colophon("sessions")
        #expect(nobody.exit == .code(2) && nobody.errors.contains("nobody has signed in"), "\(nobody)")
        let again = try await mesh.colophon("logout")
        #expect(again.exit == .code(0) && again.output == "nobody had signed in\n", "\(again)")
        let own = try await mesh.colophon("whoami")
        #expect(own.exit == .code(0) && !own.output.contains(account), "\(own)")
    }
}
