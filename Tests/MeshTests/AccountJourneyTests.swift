import FoundationEssentials
import MeshTestKit
import Testing

/// Somebody registers, signs in, is verified by one of the staff, seals and is told, with the tool alone.
@Suite("An account from its first code to the message about its work", .timeLimit(.minutes(5)))
struct AccountJourneyTests {
    private static let mobile = "13800138000"
    private static let name = "fox_moon"
    /// The holder's, which is not the account's: of a virtual operator, which staff are told.
    private static let holderMobile = "17000138009"

    @Test("register, sign in, be verified by the staff, seal, be told by a short message, sign out")
    func journey() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            let account = try await register(mesh)
            try await signIn(mesh, account)
            try await renew(mesh)
            try await unverified(mesh)
            let dossier = try await handIn(mesh)
            try await review(mesh, dossier)
            try await verified(mesh)
            try await seal(mesh, account)
            try await signOut(mesh, account)
        }
    }

    @Test("a forgotten password is set by the number, then by the address; each time the sign-in before has ended")
    func forgotten() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            _ = try await mesh.signIn(Self.name, mobile: Self.mobile)
            let email = try await mesh.colophon(
                "account", "email", Self.email, "--password-file", mesh.folder.file("\(Self.name).password"))
            #expect(email.exit == .code(0) && email.output.contains("@example.cn"), "\(email)")
            #expect(!email.output.contains(Self.email), "\(email)")
            try await mesh.whileDown { try await mesh.ageCodes() }
            try await resetByNumber(mesh)
            try await resetByAddress(mesh)
            try await move(mesh)
        }
    }

    private static let email = "fox.moon@example.cn"

    private func password(_ mesh: PeopleMesh, _ name: String, _ text: String) throws -> String {
        let file = mesh.folder.file(name)
        try WholeFile.replace(file, with: text + "\n")
        return file
    }

    private func ended(_ mesh: PeopleMesh) async throws {
        let refused = try await mesh.colophon("sessions")
        #expect(refused.exit == .code(2) && refused.errors.contains("colophon login"), "\(refused)")
    }

    private func resetByNumber(_ mesh: PeopleMesh) async throws {
        let second = try password(mesh, "second", "Lepus et Sol 8")
        let reset = try await mesh.colophon("reset-password", Self.mobile, "--password-file", second)
        try #require(reset.exit == .code(0), "\(reset)")
        #expect(reset.output.contains("password set  1 sign-ins ended"), "\(reset)")
        try await ended(mesh)
        let old = try await mesh.colophon(
            "login", Self.name, "--password-file", mesh.folder.file("\(Self.name).password"))
        #expect(old.exit == .code(2) && old.errors.contains("do not go together"), "\(old)")
        let new = try await mesh.colophon("login", Self.name, "--password-file", second)
        try #require(new.exit == .code(0), "\(new)")
    }

    /// With the code as it stands in the inbox, after a password that was refused.
    private func resetByAddress(_ mesh: PeopleMesh) async throws {
        let weak = try password(mesh, "weak", "foxes")
        let refused = try await mesh.colophon("reset-password", Self.email, "--password-file", weak)
        #expect(refused.exit == .code(2) && refused.errors.contains("the password"), "\(refused)")
        let inbox = try await mesh.colophon("inbox", Self.email)
        let code = String(try #require(inbox.output.firstMatch(of: #/验证码是 ([0-9]{6})/#), "\(inbox)").1)
        #expect(refused.errors.contains("add --code \(code)"), "\(refused)")
        let third = try password(mesh, "third", "Ursus et Stella 9")
        let reset = try await mesh.colophon("reset-password", Self.email, "--code", code, "--password-file", third)
        try #require(reset.exit == .code(0), "\(reset)")
        #expect(reset.output.contains("password set  1 sign-ins ended"), "\(reset)")
        try await ended(mesh)
        let again = try await mesh.colophon("reset-password", Self.email, "--code", code, "--password-file", third)
        #expect(again.exit == .code(2), "\(again)")
        let new = try await mesh.colophon("login", Self.email, "--password-file", third)
        try #require(new.exit == .code(0), "\(new)")
    }

    /// Another number takes the place of the account's.
    private func move(_ mesh: PeopleMesh) async throws {
        let third = mesh.folder.file("third")
        let moved = try await mesh.colophon("account", "mobile", "13800138077", "--password-file", third)
        #expect(moved.exit == .code(0) && moved.output.contains("138****8077"), "\(moved)")
        let old = try await mesh.colophon("login", Self.mobile, "--password-file", third)
        #expect(old.exit == .code(2) && old.errors.contains("do not go together"), "\(old)")
        let new = try await mesh.colophon("login", "13800138077", "--password-file", third)
        #expect(new.exit == .code(0), "\(new)")
    }

    @Test("a review is extended once, taken over by a supervisor at once, and given back")
    func desk() async throws {
        let mesh = try PeopleMesh(identity: "authorities: { platform: { may_extend_review: true } }")
        try await mesh.whileUp {
            _ = try await mesh.signIn(Self.name, mobile: Self.mobile)
            let dossier = try await handIn(mesh)
            try await mesh.appoint("reviewer", mobile: "13900000001", roles: ["review"])
            try await claim(mesh, dossier)
            let extended = try await mesh.colophon("staff", "extend", dossier, "--reason", "补充核验")
            #expect(extended.exit == .code(0) && extended.output.contains("extended  \(dossier)"), "\(extended)")
            let twice = try await mesh.colophon("staff", "extend", dossier, "--reason", "补充核验")
            #expect(twice.exit == .code(2) && twice.errors.contains("colophon staff approve"), "\(twice)")
            try await mesh.appoint("supervisor", mobile: "13900000002", roles: ["review"])
            let held = try await mesh.colophon("staff", "take-over", dossier)
            #expect(held.exit == .code(2) && held.errors.contains("colophon staff release"), "\(held)")
            let granted = try await mesh.colophon("staff", "grant", "supervisor", "administrator")
            try #require(granted.exit == .code(0), "\(granted)")
            let signedIn = try await mesh.colophon(
                "login", "supervisor", "--staff", "--password-file", mesh.folder.file("supervisor.password"))
            try #require(signedIn.exit == .code(0), "\(signedIn)")
            let taken = try await mesh.colophon("staff", "take-over", dossier)
            #expect(taken.exit == .code(0) && taken.output.contains("taken over  \(dossier)"), "\(taken)")
            let released = try await mesh.colophon("staff", "release", dossier, "--json")
            #expect(released.exit == .code(0) && released.output.contains("\"reviewer\":\"\""), "\(released)")
            let queue = try await mesh.colophon("staff", "queue")
            #expect(queue.output.contains(dossier) && queue.output.contains("nobody"), "\(queue)")
        }
    }

    /// Registers with a password that is refused, then with a better one and the code that is still good; the account.
    private func register(_ mesh: PeopleMesh) async throws -> String {
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

    private func signIn(_ mesh: PeopleMesh, _ account: String) async throws {
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
    private func renew(_ mesh: PeopleMesh) async throws {
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

    /// Nothing is sealed for whoever is not verified, and it is said what to do.
    private func unverified(_ mesh: PeopleMesh) async throws {
        let file = mesh.folder.file("early.txt")
        try WholeFile.replace(file, with: "The fox is impatient.\n")
        let refused = try await mesh.colophon("seal", file)
        #expect(refused.exit == .code(2) && refused.errors.contains("您还未实名认证"), "\(refused)")
        #expect(refused.errors.contains("colophon verify-identity"), "\(refused)")
        let status = try await mesh.colophon("verify-identity", "--status")
        #expect(status.exit == .code(0) && status.output.contains("no dossier at platform"), "\(status)")
    }

    /// Hands in a dossier with another number than the account's, step by step; its id.
    private func handIn(_ mesh: PeopleMesh) async throws -> String {
        let facts = Project.path("compose/sample/specimen.yaml")
        let bare = try await mesh.colophon("verify-identity", "--facts", facts)
        #expect(bare.exit == .code(2) && bare.errors.contains("--promise"), "\(bare)")
        let wrong = try await mesh.colophon(
            "verify-identity", "--set", "document_number=110105194912310021", "--set", "mobile=\(Self.holderMobile)",
            "--promise")
        #expect(wrong.exit == .code(2) && wrong.errors.contains("--set document_number=…: does not check"), "\(wrong)")
        let blind = try await mesh.colophon("verify-identity", "--set", "document_number=11010519491231002X")
        #expect(blind.exit == .code(2) && blind.errors.contains("--picture emblem_side=FILE"), "\(blind)")
        let portrait = Project.path("compose/sample/specimen-portrait.png")
        let lying = try await mesh.colophon("verify-identity", "--picture", "portrait_side=\(facts)")
        #expect(lying.exit == .code(2) && lying.errors.contains("neither a JPEG nor a PNG"), "\(lying)")
        let sides = ["portrait_side=\(portrait)", "emblem_side=\(Project.path("compose/sample/specimen-emblem.png"))"]
        let unasked = try await mesh.colophon("verify-identity", "--picture", sides[0], "--picture", sides[1])
        #expect(unasked.exit == .code(2) && unasked.errors.contains("--consent"), "\(unasked)")
        #expect(unasked.errors.contains("单独同意") && unasked.errors.contains("withdraw"), "\(unasked)")
        let done = try await mesh.colophon(
            "verify-identity", "--consent", "--picture", sides[0], "--picture", sides[1])
        try #require(done.exit == .code(0), "\(done)")
        #expect(done.errors.contains("embedded inbox"), "\(done)")
        #expect(done.output.contains("in review") && done.output.contains("verify-identity --status"), "\(done)")
        let status = try await mesh.colophon("verify-identity", "--status", "--json")
        #expect(status.output.contains("\"state\":\"in review\"") && status.output.contains("\"verified\":false"))
        return String(try #require(done.output.firstMatch(of: #/dos_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    /// Makes one of the staff, who sends the dossier back once, and approves it then.
    private func review(_ mesh: PeopleMesh, _ dossier: String) async throws {
        let nobody = try await mesh.colophon("staff", "queue")
        #expect(nobody.exit == .code(2) && nobody.errors.contains("colophon login NAME --staff"), "\(nobody)")
        let password = mesh.folder.file("password")
        let registered = try await mesh.colophon(
            "register", "--mobile", "13900000001", "--user-name", "reviewer", "--accept-terms", "--password-file",
            password)
        try #require(registered.exit == .code(0), "\(registered)")
        let early = try await mesh.colophon("login", "reviewer", "--staff", "--password-file", password)
        #expect(early.exit == .code(2) && early.errors.contains("colophon staff grant reviewer review"), "\(early)")
        let granted = try await mesh.colophon("staff", "grant", "reviewer", "review")
        try #require(granted.exit == .code(0), "\(granted)")
        let signedIn = try await mesh.colophon("login", "reviewer", "--staff", "--password-file", password)
        try #require(signedIn.exit == .code(0) && signedIn.output.contains("staff: review"), "\(signedIn)")
        let queue = try await mesh.colophon("staff", "queue")
        #expect(queue.exit == .code(0) && queue.output.contains(dossier) && queue.output.contains("nobody"), "\(queue)")
        let unclaimed = try await mesh.colophon("staff", "show", dossier)
        #expect(unclaimed.exit == .code(2) && unclaimed.errors.contains("colophon staff claim"), "\(unclaimed)")
        try await claim(mesh, dossier)
        let refused = try await mesh.colophon(
            "staff", "refuse", dossier, "--reason", "地址不完整", "--field", "address")
        #expect(refused.exit == .code(0) && refused.output.contains("to be corrected"), "\(refused)")
        try await inbox(mesh, says: "您的实名认证（\(dossier)）需要补正：联系地址。")
        let told = try await mesh.colophon("verify-identity")
        #expect(told.exit == .code(2) && told.errors.contains("地址不完整") && told.errors.contains("address"), "\(told)")
        let closed = try await mesh.colophon("verify-identity", "--set", "real_name=李四")
        #expect(closed.exit == .code(2) && closed.errors.contains("real_name"), "\(closed)")
        let silent = try await mesh.colophon("verify-identity", "--set", "address=建设路一号院二楼")
        #expect(silent.exit == .code(2) && silent.errors.contains("--promise"), "\(silent)")
        #expect(silent.errors.contains("实名认证须知"), "\(silent)")
        let corrected = try await mesh.colophon("verify-identity", "--promise", "--set", "address=建设路一号院二楼")
        #expect(corrected.exit == .code(0) && corrected.output.contains("in review"), "\(corrected)")
        try await claim(mesh, dossier)
        let shown = try await mesh.colophon("staff", "show", dossier)
        #expect(shown.exit == .code(0) && shown.output.contains("11010519491231002X"), "\(shown)")
        #expect(shown.output.contains("nobody was asked; the holder had the number before"), "\(shown)")
        #expect(shown.output.contains("mobile is of a virtual operator"), "\(shown)")
        #expect(shown.output.contains("建设路一号院二楼") && shown.output.contains("round 2"), "\(shown)")
        let picture = String(try #require(shown.output.firstMatch(of: #/doc_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
        let file = mesh.folder.file("picture.png")
        let fetched = try await mesh.colophon("staff", "picture", picture, file)
        #expect(fetched.exit == .code(0), "\(fetched)")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let approved = try await mesh.colophon("staff", "approve", dossier)
        #expect(approved.exit == .code(0) && approved.output.contains("approved"), "\(approved)")
        try await inbox(mesh, says: "您的实名认证（\(dossier)）已通过审核。")
    }

    /// Waits until a short message to the account's number says this.
    private func inbox(_ mesh: PeopleMesh, says words: String) async throws {
        var inbox = try await mesh.colophon("inbox", Self.mobile)
        try await until {
            inbox = try await mesh.colophon("inbox", Self.mobile)
            return inbox.exit != .code(0) || inbox.output.contains(words)
        }
        #expect(inbox.exit == .code(0), "\(inbox)")
    }

    private func claim(_ mesh: PeopleMesh, _ dossier: String) async throws {
        let claimed = try await mesh.colophon("staff", "claim", dossier)
        #expect(claimed.exit == .code(0) && claimed.output.contains(dossier), "\(claimed)")
    }

    private func verified(_ mesh: PeopleMesh) async throws {
        let status = try await mesh.colophon("verify-identity", "--status")
        #expect(status.exit == .code(0) && status.output.contains("Verified."), "\(status)")
        let now = try await mesh.colophon("whoami", "--json")
        #expect(now.output.contains("\"verification\":\"verified\""), "\(now)")
        let staff = try await mesh.colophon("whoami", "--staff", "--json")
        #expect(staff.output.contains("\"roles\":[\"review\"]"), "\(staff)")
        let gone = try await mesh.colophon("staff", "withdraw", "reviewer", "review")
        #expect(gone.exit == .code(0) && gone.output.contains("not of the staff"), "\(gone)")
        let ended = try await mesh.colophon("staff", "queue")
        #expect(ended.exit == .code(2) && ended.errors.contains("login NAME --staff"), "\(ended)")
    }

    private func seal(_ mesh: PeopleMesh, _ account: String) async throws {
        let file = mesh.folder.file("draft.txt")
        try WholeFile.replace(file, with: "The fox looks at the moon.\n")
        let sealed = try await mesh.colophon("seal", file)
        try #require(sealed.exit == .code(0), "\(sealed)")
        #expect(sealed.errors.contains("as \(Self.name) (\(account))"), "\(sealed)")
        let number = String(try #require(sealed.output.firstMatch(of: #/EV-[0-9A-Z-]+/#), "\(sealed)").0)
        // Evidence has asked identity: without its answer a seal says that nobody has checked.
        let found = try await mesh.colophon("item", "find", file)
        #expect(found.exit == .code(0) && found.output.contains("(verified)"), "\(found)")
        try await inbox(mesh, says: number)
    }

    private func signOut(_ mesh: PeopleMesh, _ account: String) async throws {
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
