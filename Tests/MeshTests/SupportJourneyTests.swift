import MeshTestKit
import Testing

/// An account and advisers speak with each other, with the tool alone.
@Suite("Tickets, calls and dead letters from the command line to a running mesh", .timeLimit(.minutes(5)))
struct SupportJourneyTests {
    private static let staffMobiles = ["foxdesk": "13900000001", "foxhelp": "13900000002", "foxaudit": "13900000003"]

    private func identifier(_ kind: String, in program: FinishedProgram) throws -> String {
        let found = program.output.ranges(of: "\(kind)_").first.map { program.output[$0.lowerBound...] }
        let text = try #require(found, "\(program)").prefix { $0.isHexDigit || "_-tkcbmsga".contains($0) }
        return String(text)
    }

    private func done(_ mesh: PeopleMesh, _ words: String...) async throws -> FinishedProgram {
        let program = try await mesh.run(words)
        try #require(program.exit == .code(0), "\(words): \(program)")
        return program
    }

    private func refused(_ mesh: PeopleMesh, saying text: String, _ words: String...) async throws {
        let program = try await mesh.run(words)
        #expect(program.exit == .code(2) && program.errors.contains(text), "\(words): \(program)")
    }

    /// Makes somebody one of the staff with these roles; their account.
    private func hire(_ mesh: PeopleMesh, _ name: String, _ roles: String...) async throws -> String {
        let password = mesh.folder.file(name + ".password")
        try WholeFile.replace(password, with: "Vulpes et Luna 7\n")
        let registered = try await done(
            mesh, "register", "--mobile", Self.staffMobiles[name] ?? "", "--user-name", name, "--accept-terms",
            "--password-file", password)
        for role in roles { _ = try await done(mesh, "staff", "grant", name, role) }
        return try identifier("acc", in: registered)
    }

    private func sitDown(_ mesh: PeopleMesh, _ name: String) async throws {
        _ = try await done(
            mesh, "login", name, "--staff", "--password-file", mesh.folder.file(name + ".password"))
    }

    @Test("a question is asked, answered, resolved, opened again and closed, and a call is asked for and made")
    func tickets() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            _ = try await mesh.signIn("fox_moon", mobile: "13800138000")
            let ticket = try await ask(mesh)
            let first = try await hire(mesh, "foxdesk", "support", "administrator")
            let second = try await hire(mesh, "foxhelp", "support")
            try await sitDown(mesh, "foxdesk")
            try await refused(mesh, saying: "colophon staff advisers on", "staff", "tickets")
            let on = try await done(mesh, "staff", "advisers", "on", "--name", "李顾问")
            #expect(on.output.contains("李顾问"), "\(on)")
            try await answer(mesh, ticket)
            try await finish(mesh, ticket)
            try await call(mesh)
            try await handOn(mesh, ticket, from: first, to: second)
            try await audit(mesh, ticket, by: first)
        }
    }

    /// Asks before anybody is there; the ticket.
    private func ask(_ mesh: PeopleMesh) async throws -> String {
        let none = try await done(mesh, "ticket", "list")
        #expect(none.output.contains("no tickets"), "\(none)")
        let opened = try await done(mesh, "ticket", "open", "The certificate", "Where do I find it?")
        let ticket = try identifier("tkt", in: opened)
        #expect(opened.output.contains("waiting") && opened.output.contains("nobody yet"), "\(opened)")
        let nobody = try await done(mesh, "ticket", "adviser")
        #expect(nobody.output.contains("nobody") || nobody.output.contains("yet"), "\(nobody)")
        try await refused(mesh, saying: "Its adviser resolves it first", "ticket", "resolve", ticket)
        try await refused(mesh, saying: "tkt_", "ticket", "show", "nothing")
        return ticket
    }

    private func answer(_ mesh: PeopleMesh, _ ticket: String) async throws {
        let mine = try await done(mesh, "staff", "tickets")
        #expect(mine.output.contains(ticket) && mine.output.contains("The certificate"), "\(mine)")
        let begun = try await done(mesh, "staff", "tickets", "begin", ticket)
        #expect(begun.output.contains("in progress"), "\(begun)")
        let asked = try await done(mesh, "staff", "tickets", "say", ticket, "Which of them?", "--ask")
        #expect(asked.output.contains("awaiting an answer"), "\(asked)")
        let said = try await done(mesh, "ticket", "say", ticket, "The first.")
        #expect(said.output.contains("in progress"), "\(said)")
        let shown = try await done(mesh, "staff", "tickets", "show", ticket)
        for text in ["Where do I find it?", "Which of them?", "The first."] {
            #expect(shown.output.contains(text), "\(shown)")
        }
        let resolved = try await done(mesh, "staff", "tickets", "say", ticket, "In the console.", "--resolve")
        #expect(resolved.output.contains("resolved"), "\(resolved)")
        let left = try await done(mesh, "staff", "tickets")
        #expect(left.output.contains("you have no tickets"), "\(left)")
    }

    private func finish(_ mesh: PeopleMesh, _ ticket: String) async throws {
        try await refused(mesh, saying: "colophon ticket reopen", "ticket", "say", ticket, "And the second?")
        let reopened = try await done(mesh, "ticket", "reopen", ticket, "And the second?")
        #expect(reopened.output.contains("李顾问"), "\(reopened)")
        _ = try await done(mesh, "staff", "tickets", "say", ticket, "There too.", "--resolve")
        let closed = try await done(mesh, "ticket", "resolve", ticket)
        #expect(closed.output.contains("closed"), "\(closed)")
        let shown = try await done(mesh, "ticket", "show", ticket, "--json")
        #expect(shown.output.contains("In the console.") && shown.output.contains("\"state\":\"closed\""), "\(shown)")
        let list = try await done(mesh, "ticket", "list", "--open")
        #expect(!list.output.contains(ticket), "\(list)")
        let adviser = try await done(mesh, "ticket", "adviser")
        #expect(adviser.output.contains("李顾问"), "\(adviser)")
    }

    private func call(_ mesh: PeopleMesh) async throws {
        let asked = try await done(mesh, "ticket", "call-back")
        let call = try identifier("cbk", in: asked)
        #expect(asked.output.contains("138****8000") && !asked.output.contains("13800138000"), "\(asked)")
        let waiting = try await done(mesh, "ticket", "calls")
        #expect(waiting.output.contains(call), "\(waiting)")
        let due = try await done(mesh, "staff", "calls")
        #expect(due.output.contains(call) && due.output.contains("13800138000"), "\(due)")
        let made = try await done(mesh, "staff", "calls", "done", call)
        #expect(made.output.contains("done"), "\(made)")
        let none = try await done(mesh, "staff", "calls", "list")
        #expect(none.output.contains("you have no call to make"), "\(none)")
        try await refused(mesh, saying: "you have no such call", "staff", "calls", "done", "cbk_1")
    }

    private func handOn(
        _ mesh: PeopleMesh, _ closed: String, from first: String, to second: String
    ) async throws {
        let ticket = try identifier("tkt", in: await done(mesh, "ticket", "open", "A second", "Who are you?"))
        try await refused(
            mesh, saying: "no such adviser is there", "staff", "tickets", "hand-on", ticket, "--to", second)
        try await sitDown(mesh, "foxhelp")
        _ = try await done(mesh, "staff", "advisers", "on", "--name", "王顾问")
        try await refused(mesh, saying: "relieving advisers", "staff", "advisers", "relieve", first)
        try await refused(mesh, saying: "there is no such ticket", "staff", "tickets", "show", ticket)
        try await sitDown(mesh, "foxdesk")
        let given = try await done(mesh, "staff", "tickets", "hand-on", ticket, "--to", second)
        #expect(given.output.contains("王顾问"), "\(given)")
        let relieved = try await done(mesh, "staff", "advisers", "relieve", second)
        #expect(relieved.output.contains("王顾问"), "\(relieved)")
        // It comes back to who is still there.
        try await until { try await done(mesh, "staff", "tickets").output.contains(ticket) }
        let off = try await done(mesh, "staff", "advisers", "off", "--hand-on")
        #expect(off.output.contains("李顾问"), "\(off)")
    }

    private func audit(_ mesh: PeopleMesh, _ ticket: String, by adviser: String) async throws {
        try await refused(mesh, saying: "looks for auditors", "staff", "looks")
        _ = try await hire(mesh, "foxaudit", "auditor")
        try await sitDown(mesh, "foxaudit")
        let looks = try await done(mesh, "staff", "looks", "--by", adviser)
        for word in ["conversation", "number", "subject", ticket] {
            #expect(looks.output.contains(word), "\(looks)")
        }
        #expect(!looks.output.contains("13800138000"), "\(looks)")
        try await refused(mesh, saying: "staff grant NAME ROLE", "staff", "dead-letters")
    }

    @Test("a message that could not be sent is listed for the staff, and goes to the number that was told since")
    func deadLetters() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            _ = try await hire(mesh, "foxhelp", "support")
            try await sitDown(mesh, "foxhelp")
            let none = try await done(mesh, "staff", "dead-letters")
            #expect(none.output.contains("no message was given up"), "\(none)")
            let sent = try await done(
                mesh, "call", "notify.v1.Messages/Send",
                """
                {"template":"evidence.sealed","account":"acc_unreached","channels":["CHANNEL_SMS"],"data":[\
                {"name":"number","text":"EV-2026-7"},{"name":"time","time":"2026-11-23T04:00:00Z"}]}
                """)
            let message = try identifier("msg", in: sent)
            let list = try await done(mesh, "staff", "dead-letters", "list", "--channel", "sms")
            #expect(list.output.contains(message) && list.output.contains("noAddress"), "\(list)")
            let letters = try await done(mesh, "staff", "dead-letters", "--channel", "email", "--json")
            #expect(letters.output.isEmpty, "\(letters)")
            try await refused(
                mesh, saying: "not reached over this channel", "staff", "dead-letters", "replay", message)
            try await refused(
                mesh, saying: "no message of this id was given up", "staff", "dead-letters", "replay", "x")
            _ = try await done(
                mesh, "call", "notify.v1.Messages/SetContacts", #"{"account":"acc_unreached","mobile":"13812341234"}"#)
            let replayed = try await done(mesh, "staff", "dead-letters", "replay", message)
            #expect(replayed.output.contains("queued") && replayed.output.contains("138****1234"), "\(replayed)")
            try await until { try await done(mesh, "inbox", "13812341234").output.contains("EV-2026-7") }
            let after = try await done(mesh, "staff", "dead-letters", "--json")
            #expect(after.output.isEmpty, "\(after)")
            try await refused(mesh, saying: "was given up", "staff", "dead-letters", "replay", message)
        }
    }

    @Test("an account's export has notify's part behind identity's")
    func export() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            let account = try await mesh.signIn("fox_moon", mobile: "13800138000")
            _ = try await done(mesh, "ticket", "open", "The certificate", "Where do I find it?")
            try await until { try await export(mesh).contains("\"section\":\"contact\"") }
            let text = try await export(mesh)
            #expect(text.contains(account) && text.contains("\"section\":\"ticket_text\""), "\(text)")
            #expect(text.contains("Where do I find it?"), "\(text)")
            // Whole in identity's part, masked in notify's.
            let contact = try #require(text.split(separator: "\n").first { $0.contains("\"section\":\"contact\"") })
            #expect(contact.contains("138****8000") && text.contains("13800138000"), "\(text)")
        }
    }

    private func export(_ mesh: PeopleMesh) async throws -> String {
        try await done(
            mesh, "account", "export", "--json", "--password-file", mesh.folder.file("fox_moon.password")
        ).output
    }
}
