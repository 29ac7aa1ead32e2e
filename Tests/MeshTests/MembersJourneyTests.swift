import MeshTestKit
import Testing

/// An institution and somebody who acts for it, each with the tool alone, on a machine of their own.
@Suite("Acting for an institution, from the invitation to leaving", .timeLimit(.minutes(5)))
struct MembersJourneyTests {
    private static let clerkMobile = "13800138012"
    private static let strangerMobile = "13800138099"
    private static let name = "样书文化有限公司"

    @Test("an institution is verified, invites; a member accepts, acts, seals, is suspended, resumed, and leaves")
    func journey() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            let machine = try mesh.otherMachine("clerk")
            let clerk = try await registerClerk(mesh, machine)
            let institution = try await found(mesh)
            try await mesh.whileDown { try await mesh.ageCodes() }
            try await refusals(mesh, machine)
            try await join(mesh, machine, institution)
            try await act(mesh, machine, institution, clerk)
            try await suspend(mesh, machine, institution, clerk)
            try await leave(mesh, machine, institution, clerk)
        }
    }

    private func registerClerk(_ mesh: PeopleMesh, _ machine: String) async throws -> String {
        let file = try mesh.password(of: "quill_two")
        let registered = try await mesh.colophon(
            at: machine, "register", "--mobile", Self.clerkMobile, "--user-name", "quill_two", "--accept-terms",
            "--password-file", file)
        try #require(registered.exit == .code(0), "\(registered)")
        try await mesh.logIn("quill_two", at: machine)
        return String(try #require(registered.output.firstMatch(of: #/acc_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    /// The institution registers and is verified by the staff; its account.
    private func found(_ mesh: PeopleMesh) async throws -> String {
        try await mesh.appoint("reviewer", mobile: "13900000001", roles: ["review"])
        let registered = try await mesh.colophon(
            "register", "--kind", "institution", "--mobile", "13712345678", "--user-name", "foxbooks", "--accept-terms",
            "--password-file", try mesh.password(of: "foxbooks"))
        try #require(registered.exit == .code(0), "\(registered)")
        try await mesh.logIn("foxbooks", at: mesh.state)
        let early = try await mesh.colophon("account", "members", "invite", Self.clerkMobile, "--role", "filer")
        #expect(early.exit == .code(2) && early.errors.contains("colophon verify-identity"), "\(early)")
        var facts = PeopleMesh.person("张老二", number: "91110000101623741K", mobile: "13712345678")
        facts["real_name"] = nil
        facts["valid_until"] = nil
        facts.merge([
            "holder_kind": "enterprise", "institution_name": Self.name, "document_kind": "business_licence",
            "is_long_term": "yes",
        ]) { $1 }
        try await mesh.verify(at: mesh.state, facts, pictures: ["licence": try mesh.picture("licence", seed: 1)])
        return String(try #require(registered.output.firstMatch(of: #/acc_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    /// What is refused says what to do next.
    private func refusals(_ mesh: PeopleMesh, _ machine: String) async throws {
        let nobody = "acc_01a20562-09ef-7d7b-adf3-37ef7cbee838"
        let unknown = try await mesh.colophon("account", "members", "suspend", nobody)
        #expect(unknown.exit == .code(2) && unknown.errors.contains("colophon account members list"), "\(unknown)")
        let person = try await mesh.colophon(at: machine, "account", "members", "list")
        #expect(person.exit == .code(2) && person.errors.contains("only an institution has members"), "\(person)")
        #expect(person.errors.contains("colophon account members act INSTITUTION"), "\(person)")
        let stranger = try await mesh.colophon(at: machine, "account", "members", "act", nobody)
        #expect(stranger.exit == .code(2) && stranger.errors.contains("account members institutions"), "\(stranger)")
        let none = try await mesh.colophon(at: machine, "account", "members", "institutions")
        #expect(none.exit == .code(0) && none.output.contains("you act for no institution"), "\(none)")
        // An invitation's code registers nobody, and that is said.
        let invited = try await mesh.colophon(
            "account", "members", "invite", Self.strangerMobile, "--role", "viewer")
        #expect(invited.exit == .code(0), "\(invited)")
        let early = try await mesh.colophon(
            "register", "--mobile", Self.strangerMobile, "--user-name", "stranger", "--accept-terms", "--password-file",
            try mesh.password(of: "stranger"))
        #expect(early.exit == .code(3) && early.errors.contains("One for something else"), "\(early)")
        let again = try await mesh.colophon("account", "members", "invite", Self.strangerMobile, "--role", "viewer")
        #expect(again.exit == .code(3) && again.errors.contains("Invite again in"), "\(again)")
        #expect(!again.errors.contains("--code"), "\(again)")
    }

    /// The clerk is invited, and accepts with the code that came with the invitation.
    private func join(_ mesh: PeopleMesh, _ machine: String, _ institution: String) async throws {
        let invited = try await mesh.colophon("account", "members", "invite", Self.clerkMobile, "--role", "filer")
        try #require(invited.exit == .code(0), "\(invited)")
        let id = String(try #require(invited.output.firstMatch(of: #/inv_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
        let listed = try await mesh.colophon(at: machine, "account", "members", "institutions")
        #expect(listed.output.contains("accept \(id)") && listed.output.contains(Self.name), "\(listed)")
        let silent = try await mesh.colophon(at: machine, "account", "members", "accept", id)
        #expect(silent.exit == .code(3) && !silent.output.contains("joined"), "\(silent)")
        let joined = try await mesh.colophon(
            at: machine, "account", "members", "accept", id, "--mobile", Self.clerkMobile)
        #expect(joined.exit == .code(0) && joined.errors.contains("embedded inbox"), "\(joined)")
        #expect(joined.output.contains("joined  \(Self.name), \(institution): filer"), "\(joined)")
        let twice = try await mesh.colophon(at: machine, "account", "members", "accept", id, "--code", "123456")
        #expect(twice.exit == .code(2) && twice.errors.contains("account members institutions"), "\(twice)")
    }

    /// The clerk acts for the institution, which whoami says, and seals for it.
    private func act(_ mesh: PeopleMesh, _ machine: String, _ institution: String, _ clerk: String) async throws {
        let own = try await mesh.colophon(at: machine, "whoami")
        #expect(own.exit == .code(0) && !own.output.contains("acts for"), "\(own)")
        let acting = try await mesh.colophon(at: machine, "account", "members", "act", institution)
        #expect(acting.exit == .code(0) && acting.output.contains("for \(Self.name) (\(institution))"), "\(acting)")
        let now = try await mesh.colophon(at: machine, "whoami")
        #expect(now.exit == .code(0) && now.output.contains("acts for \(Self.name), \(institution)"), "\(now)")
        #expect(now.output.contains("quill_two") && now.output.contains("as       filer"), "\(now)")
        let json = try await mesh.colophon(at: machine, "whoami", "--json")
        #expect(json.output.contains("\"institution\":\"\(institution)\""), "\(json)")
        let other = try await mesh.colophon(at: machine, "account", "members", "list")
        #expect(other.exit == .code(2) && other.errors.contains("you act for \(Self.name)"), "\(other)")
        #expect(other.errors.contains("colophon login quill_two"), "\(other)")
        let sealed = try await seal(mesh, machine, "first")
        try #require(sealed.exit == .code(0), "\(sealed)")
        #expect(sealed.errors.contains("as quill_two (\(clerk)) for \(Self.name) (\(institution))"), "\(sealed)")
        let number = String(try #require(sealed.output.firstMatch(of: #/EV-[0-9A-Z-]+/#), "\(sealed)").0)
        let custody = try await mesh.colophon("item", "custody", number)
        #expect(custody.exit == .code(0) && custody.output.contains(clerk), "\(custody)")
    }

    private func seal(_ mesh: PeopleMesh, _ machine: String, _ name: String) async throws -> FinishedProgram {
        let file = mesh.folder.file(name + ".txt")
        try WholeFile.replace(file, with: "What \(name) says.\n")
        return try await mesh.colophon(at: machine, "seal", file)
    }

    /// The clerk is suspended and does nothing for the institution any more, until they are resumed.
    private func suspend(_ mesh: PeopleMesh, _ machine: String, _ institution: String, _ clerk: String) async throws {
        let alone = try await mesh.colophon("account", "members", "suspend", institution)
        #expect(alone.exit == .code(2) && alone.errors.contains("one always stays"), "\(alone)")
        let suspended = try await mesh.colophon("account", "members", "suspend", clerk)
        #expect(suspended.exit == .code(0) && suspended.output.contains("suspended  quill_two"), "\(suspended)")
        var refused = try await seal(mesh, machine, "second")
        // Evidence hears of it within a second.
        try await until {
            if refused.exit == .code(2) { return true }
            refused = try await seal(mesh, machine, "second")
            return false
        }
        #expect(refused.errors.contains("you do not act for \(Self.name) any more"), "\(refused)")
        #expect(refused.errors.contains("colophon login quill_two"), "\(refused)")
        try await mesh.logIn("quill_two", at: machine)
        let listed = try await mesh.colophon(at: machine, "account", "members", "institutions")
        #expect(listed.exit == .code(0) && listed.output.contains("suspended"), "\(listed)")
        let closed = try await mesh.colophon(at: machine, "account", "members", "act", institution)
        #expect(closed.exit == .code(2) && closed.errors.contains("not for now"), "\(closed)")
        let resumed = try await mesh.colophon("account", "members", "resume", clerk)
        #expect(resumed.exit == .code(0) && resumed.output.contains("active  quill_two"), "\(resumed)")
        let acting = try await mesh.colophon(at: machine, "account", "members", "act", institution)
        #expect(acting.exit == .code(0), "\(acting)")
        let sealed = try await seal(mesh, machine, "third")
        #expect(sealed.exit == .code(0), "\(sealed)")
    }

    /// The clerk becomes an administrator, and the last one for a while, who cannot leave; then they leave.
    private func leave(_ mesh: PeopleMesh, _ machine: String, _ institution: String, _ clerk: String) async throws {
        let promoted = try await mesh.colophon("account", "members", "roles", clerk, "--role", "administrator")
        #expect(promoted.exit == .code(0) && promoted.output.contains("administrator"), "\(promoted)")
        try await mesh.logIn("quill_two", at: machine)
        let acting = try await mesh.colophon(at: machine, "account", "members", "act", institution)
        try #require(acting.exit == .code(0), "\(acting)")
        let founder = try await mesh.colophon(at: machine, "account", "members", "suspend", institution)
        #expect(founder.exit == .code(0) && founder.output.contains("suspended  foxbooks"), "\(founder)")
        try await mesh.logIn("quill_two", at: machine)
        let last = try await mesh.colophon(at: machine, "account", "members", "leave", institution)
        #expect(last.exit == .code(2) && last.errors.contains("one always stays"), "\(last)")
        #expect(last.errors.contains("colophon account members roles --role administrator"), "\(last)")
        let again = try await mesh.colophon(at: machine, "account", "members", "act", institution)
        try #require(again.exit == .code(0), "\(again)")
        let back = try await mesh.colophon(at: machine, "account", "members", "resume", institution)
        #expect(back.exit == .code(0), "\(back)")
        try await mesh.logIn("quill_two", at: machine)
        let left = try await mesh.colophon(at: machine, "account", "members", "leave", institution, "--json")
        #expect(left.exit == .code(0), "\(left)")
        #expect(left.output == "{\"institution\":\"\(institution)\",\"state\":\"left\"}\n", "\(left)")
        let none = try await mesh.colophon(at: machine, "account", "members", "institutions")
        #expect(none.exit == .code(0) && none.output.contains("you act for no institution"), "\(none)")
        try await comeAndGo(mesh, machine, clerk)
    }

    /// The clerk declines an invitation, accepts the next, and is removed; each is told to programs too.
    private func comeAndGo(_ mesh: PeopleMesh, _ machine: String, _ clerk: String) async throws {
        // Being suspended has ended the founder's sign-in.
        try await mesh.logIn("foxbooks", at: mesh.state)
        try await mesh.whileDown { try await mesh.ageCodes() }
        let declined = try await invite(mesh)
        let no = try await mesh.colophon(at: machine, "account", "members", "accept", declined, "--decline", "--json")
        #expect(no.exit == .code(0), "\(no)")
        #expect(no.output == "{\"invitation\":\"\(declined)\",\"state\":\"declined\"}\n", "\(no)")
        try await mesh.whileDown { try await mesh.ageCodes() }
        let accepted = try await invite(mesh)
        let joined = try await mesh.colophon(
            at: machine, "account", "members", "accept", accepted, "--mobile", Self.clerkMobile)
        try #require(joined.exit == .code(0), "\(joined)")
        let removed = try await mesh.colophon("account", "members", "remove", clerk, "--json")
        #expect(removed.exit == .code(0), "\(removed)")
        #expect(removed.output == "{\"account\":\"\(clerk)\",\"state\":\"removed\"}\n", "\(removed)")
    }

    private func invite(_ mesh: PeopleMesh) async throws -> String {
        let invited = try await mesh.colophon("account", "members", "invite", Self.clerkMobile, "--role", "viewer")
        try #require(invited.exit == .code(0), "\(invited)")
        return String(try #require(invited.output.firstMatch(of: #/inv_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }
}
