import Dispatch
import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Synchronization
import Testing

@Suite("Export and erasure", .timeLimit(.minutes(5)))
struct PrivacyTests {
    private let mobile = "13812345678"

    /// A verified account with something in every table, signed in.
    private func everything(_ room: IdentityRoom) async throws -> (account: String, token: String) {
        let token = try await room.member()
        let staff = try room.staff()
        let dossier = try await room.filled(token)
        _ = try await room.submit(dossier.id, as: token)
        try await room.claim(dossier.id, as: staff)
        try await room.approve(dossier.id, as: staff)
        _ = try await room.changeEmail(
            to: "zhang@example.cn", code: try await room.changeCode(.email("zhang@example.cn"), as: token), as: token)
        _ = try await room.changes.setProfile(
            .init(displayName: "狐狸", introduction: "会画画"), options: room.options(token))
        _ = try await room.addressBook.addAddress(
            .init(
                lines: .init(recipient: "张老二", mobile: mobile, street: "建设路一号"), isDefault: true),
            options: room.options(token))
        _ = try await room.link(try await room.visitToLink(as: "li", token: token), as: token)
        let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
        _ = try await room.name(
            .init(
                authority: .platform, name: "王某", documentKind: "resident_identity_card",
                documentNumber: "11010119900307109X", businesses: [.evidence], validFrom: room.day(),
                validUntil: room.day(30)), as: try room.unended(account, kind: "verified_account"))
        return (account, token)
    }

    private func export(
        _ room: IdentityRoom, as token: String, password: String = IdentityRoom.password, pictures: Bool = false
    ) async throws -> [IdentityV1.SubjectExportPart] {
        let request = IdentityV1.ExportSubjectRequest(password: password, pictures: pictures)
        return try await room.privacy.exportSubject(request, options: room.options(token)) { responses in
            var parts: [IdentityV1.SubjectExportPart] = []
            for try await part in responses { parts.append(part) }
            return parts
        }
    }

    private func erase(
        _ room: IdentityRoom, as token: String, password: String = IdentityRoom.password
    ) async throws -> IdentityV1.SubjectErasure {
        try await room.privacy.eraseSubject(.init(password: password), options: room.options(token))
    }

    private func count(_ table: String, _ room: IdentityRoom) async throws -> Int64 {
        try await room.store.read { try $0.row("SELECT count(*) AS n FROM \(table)")?.integer("n") } ?? -1
    }

    @Test("an owner who shows the password is given everything that is kept, unmasked, and that is in the audit first")
    func exported() async throws {
        try await IdentityRoom.run { room in
            let (account, token) = try await everything(room)
            _ = try await room.member("otherfox", mobile: "13987654321")
            // Another version of the holder, and a sign-in that has ended.
            let (staff, over) = (try room.staff(), try await room.logIn(device: "old telephone"))
            let again = try await room.filled(token, changing: ["address": "建设路二号"])
            _ = try await room.submit(again.id, as: token)
            try await room.claim(again.id, as: staff)
            try await room.approve(again.id, as: staff)
            _ = try await room.sessions.endSession(.init(session: over.id), options: room.options(token))
            try await room.expect("PASSWORD_WRONG") { _ = try await export(room, as: token, password: "Wrong-1-x") }
            room.time.advance(by: .seconds(60))
            let (institution, founder) = try await room.institution()
            let invitation = try await room.invite(mobile, as: founder)
            let invited = try await export(room, as: token).filter { $0.section == "invitation" }
            #expect(invited.map { $0.items.map(\.value).prefix(3) } == [[invitation.id, institution, "filer"]])
            _ = try await room.accept(invitation.id, code: try await room.lastCode(to: mobile), as: token)
            _ = try await room.signIn(for: institution, as: token)
            _ = try await room.store.write {
                try $0.execute(
                    "INSERT INTO imported_accounts (account, reference_code, imported_at, completed_at) VALUES (?, ?, 0, 1)",
                    .text(account), .blob([UInt8](repeating: 7, count: 32)))
            }
            let parts = try await export(room, as: token)
            #expect(
                Set(parts.map(\.section)).union(["invitation", "picture"])
                    == Set(ExportPart.Section.allCases.map(\.rawValue)))
            func value(_ section: String, _ name: String) -> String? {
                parts.first { $0.section == section }?.items.first { $0.name == name }?.value
            }
            #expect(value("account", "id") == account && value("account", "mobile") == mobile)
            #expect(value("account", "email") == "zhang@example.cn" && value("profile", "display_name") == "狐狸")
            #expect(value("address", "street") == "建设路一号" && value("third_party", "provider") == "wechat")
            for section in ["dossier", "holder"] {
                #expect(value(section, "document_number") == "11010519491231002X")
                #expect(value(section, "real_name") == "张老二")
            }
            #expect(parts.filter { $0.section == "document" }.count == 4)
            func values(_ section: String, _ name: String) -> [String?] {
                parts.filter { $0.section == section }.map { part in part.items.first { $0.name == name }?.value }
            }
            #expect(values("holder", "address") == ["建设路一号", "建设路二号"])
            #expect(values("holder", "ended_at").map { $0?.isEmpty } == [false, true])
            #expect(values("sign_in", "ended").contains("signed_out"))
            #expect(values("document", "reading").allSatisfy { $0 == "unavailable" })
            #expect(values("sign_in", "institution").contains(institution))
            #expect(value("member", "institution") == institution && value("member", "roles") == "filer")
            #expect(value("import", "imported_at") == "1970-01-01T00:00:00.000Z")
            #expect(value("account", "roles") == "")
            for (section, name) in [("account", "created_at"), ("sign_in", "started_at"), ("audit", "at")] {
                let time = try #require(value(section, name))
                #expect(time.wholeMatch(of: #/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil, "\(time)")
            }
            let actions = parts.filter { $0.section == "audit" }.compactMap { part in
                part.items.first { $0.name == "action" }?.value
            }
            #expect(actions.first == "registered" && actions.last == "exported")
            // Nothing of anybody else.
            #expect(!parts.contains { part in part.items.contains { $0.value.contains("otherfox") } })
        }
    }

    /// What pictures an export brings: what each is of, its kind, and its bytes.
    private func pictures(
        _ parts: [IdentityV1.SubjectExportPart]
    ) throws -> [(of: String, type: String, bytes: [UInt8])] {
        var pictures: [(of: String, type: String, bytes: [UInt8])] = []
        var announced: [Int] = []
        for part in parts where part.section == "picture" {
            if part.items.isEmpty {
                #expect(!part.data.isEmpty && part.data.count <= 65_536)
                pictures[pictures.count - 1].bytes += part.data
            } else {
                #expect(part.items.map(\.name) == ["of", "type", "bytes"] && part.data.isEmpty)
                pictures.append((part.items[0].value, part.items[1].value, []))
                announced.append(try #require(Int(part.items[2].value)))
            }
        }
        #expect(announced == pictures.map(\.bytes.count))
        return pictures
    }

    @Test(
        "an export brings every picture byte for byte, of dossiers and of mandates on either side, to whoever asks for it"
    )
    func exportedPictures() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            let mandate = try await room.name(room.naming(holder), as: agent.token)
            let letter = IdentityRoom.writing(width: 900, height: 800)
            try await room.bringLetter(letter, to: mandate.id, as: agent.token)
            // One that is kept as a file, and one that takes the place of another, which is not given.
            let draft = try await room.save(IdentityRoom.person(mobile: agent.mobile), as: agent.token)
            _ = try await room.upload(
                IdentityRoom.writing(width: 710, height: 630), to: "portrait_side", of: draft.id, as: agent.token)
            let large = IdentityRoom.writing(width: 1_500, height: 1_400)
            let document = try await room.upload(large, to: "portrait_side", of: draft.id, as: agent.token)
            let own = try pictures(try await export(room, as: agent.token, pictures: true))
            #expect(own.count == 4 && own.allSatisfy { $0.type == "image/png" })
            #expect(own.first { $0.of == document.id }?.bytes == large)
            #expect(own.first { $0.of == mandate.id }?.bytes == letter)
            #expect(own.count { $0.bytes == IdentityRoom.writing() } == 2)
            // The holder sees nothing of a mandate that they were not asked for, and reads its letter then.
            let before = try pictures(try await export(room, as: holder.token, pictures: true))
            #expect(before.map(\.bytes) == [IdentityRoom.writing(), IdentityRoom.writing()])
            _ = try await room.handIn(mandate.id, as: agent.token)
            let after = try pictures(try await export(room, as: holder.token, pictures: true))
            #expect(after.count == 3 && after.last?.of == mandate.id && after.last?.bytes == letter)
            // Pictures come after all else, and only when they are asked for.
            let parts = try await export(room, as: agent.token, pictures: true).map(\.section)
            #expect(parts.drop { $0 != "picture" }.allSatisfy { $0 == "picture" })
            #expect(try await !export(room, as: agent.token).contains { $0.section == "picture" })
        }
    }

    @Test("an export of more records than one read takes misses none")
    func longAudit() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            for number in 0..<510 {
                _ = try await room.changes.setProfile(
                    .init(displayName: "\(number)"), options: room.options(token))
            }
            let audit = try await export(room, as: token).filter { $0.section == "audit" }
            // Registered, signed in, and this export.
            #expect(audit.count == 513)
        }
    }

    @Test("an erased account cannot be read, found or signed in to; its names are free, its audit holds")
    func erased() async throws {
        let (messenger, eraser) = (ScriptedMessenger(), ScriptedEraser([.notDelivered(reason: "ERASING")]))
        try await IdentityRoom.run(messenger: messenger, eraser: eraser) { room in
            let (account, token) = try await everything(room)
            let session = try await room.logIn()
            let reset = try #require(try await room.code(.resetPassword, to: mobile))
            while try await room.server.runErrands() > 0 {}
            let before = messenger.asked.count
            try await room.expect("PASSWORD_WRONG") { _ = try await erase(room, as: token, password: "Wrong-1-x") }
            #expect(try await erase(room, as: token).state == .erasing)
            // Its sign-in has ended too, so nobody can ask with it again.
            try await room.ended(token)
            try await room.expect("SIGN_IN_ENDED") { _ = try await erase(room, as: token) }

            #expect(try await room.refusal { _ = try await room.logIn() }.word == "LOGIN_REFUSED")
            #expect(try await room.refusal { _ = try await room.logIn("zhang@example.cn") }.word == "LOGIN_REFUSED")
            try await room.expect("REFRESH_REFUSED") {
                _ = try await room.sessions.refresh(.init(refreshToken: session.refreshToken), options: room.options())
            }
            try await room.expect("HOLDER_NOT_VERIFIED") { _ = try await room.holder(of: account) }
            try await room.expect("CODE_REFUSED") {
                _ = try await room.accounts.resetPassword(
                    .init(
                        recipient: .mobile(mobile), code: reset, newPassword: "Red-Harbour-30",
                        newPasswordRepeated: "Red-Harbour-30"), options: room.options())
            }
            for table in [
                "passwords", "profiles", "addresses", "third_party_links", "sessions", "mobile_claims", "documents",
            ] {
                #expect(try await count(table, room) == 0, "\(table)")
            }
            let row = try await room.store.read { snapshot in
                try snapshot.row(
                    """
                    SELECT user_name, user_name_code, mobile, mobile_code, email, email_code, facts, document_code, fields
                    FROM accounts JOIN holders ON holders.account = accounts.id
                    JOIN holder_versions ON holder_versions.holder = holders.id JOIN dossiers ON dossiers.account = accounts.id
                    """)
            }
            let kept = try #require(row)
            for column in ["user_name", "user_name_code", "mobile", "mobile_code", "email", "email_code"] {
                #expect(try kept.optionalBlob(column) == nil, "\(column)")
            }
            #expect(try kept.blob("facts") == [] && kept.blob("fields") == [])
            #expect(try kept.blob("document_code") == [UInt8](repeating: 0, count: 32))

            // Where it was reached is told, and then known nowhere; evidence is asked until nothing is left.
            while try await room.server.runErrands() > 0 {}
            #expect(
                messenger.asked.dropFirst(before).sorted() == [
                    "erased \(mobile)", "erased zhang@example.cn", "forget \(account)",
                ])
            #expect(try await room.server.runErasures() == 1)
            #expect(try await room.erasure(of: account) == .erasing)
            room.time.advance(by: .seconds(60))
            #expect(try await room.server.runErasures() == 1)
            #expect(eraser.asked == [account, account])
            #expect(try await room.erasure(of: account) == .erased)
            #expect(try await room.events().contains("account.erased"))
            #expect(try await room.server.checkAudit() > 0)

            // Another account, with all of it.
            room.time.advance(by: .seconds(60))
            let (next, _) = try await everything(room)
            #expect(next != account)
        }
    }

    @Test("an erasure that was cut off is finished by the next process")
    func cutOff() async throws {
        let folder = try TemporaryFolder("identity")
        let time = SeededTime()
        let (account, token) = try await IdentityRoom.run(
            folder: folder, time: time, messenger: ScriptedMessenger([.notDelivered(reason: "UNAVAILABLE")]),
            eraser: ScriptedEraser([.unknown(reason: "DEADLINE_EXCEEDED")])
        ) { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            _ = try await erase(room, as: token)
            _ = try await room.server.runErasures()
            // Killed with the errands in its hands.
            _ = try await room.store.write { try $0.claimJobs("errand", limit: 8, lease: .seconds(120)) }
            return (account, token)
        }
        let (messenger, eraser) = (ScriptedMessenger(), ScriptedEraser())
        try await IdentityRoom.run(folder: folder, time: time, messenger: messenger, eraser: eraser) { room in
            time.advance(by: .seconds(60))
            while try await room.server.runErrands() > 0 {}
            #expect(try await room.server.runErasures() == 1)
            #expect(messenger.asked.contains("forget \(account)") && eraser.asked == [account])
            #expect(try await room.erasure(of: account) == .erased)
            // What was believed before the process was killed is not believed by the next one.
            try await room.ended(token)
        }
    }

    @Test("a reader that holds the write-ahead log delays no answer; without evidence too it is emptied once it can be")
    func emptied() async throws {
        let folder = try TemporaryFolder("identity")
        let time = SeededTime()
        let account = try await IdentityRoom.run(folder: folder, time: time) { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            let (held, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
            // Also when this fails, or the store would wait for its reader for ever.
            defer { release.signal() }
            let reader = Task {
                try await room.store.read { snapshot in
                    _ = try snapshot.row("SELECT count(*) AS n FROM accounts")
                    held.continuation.finish()
                    release.wait()
                }
            }
            for await _ in held.stream {}
            #expect(try await erase(room, as: token).state == .erasing)
            #expect(try await room.server.runErasures() == 0)
            #expect(try await emptiedCount(room) == 0)
            release.signal()
            try await reader.value
            return account
        }
        // Killed before it could be done: the next process does it, though nobody asks it to.
        try await IdentityRoom.run(folder: folder, time: time) { room in
            let before = try await emptiedCount(room)
            #expect(before == 0)
            #expect(try await room.server.runErasures() == 0)
            #expect(try await emptiedCount(room) == 1)
            #expect(try await room.erasure(of: account) == .erasing)
        }
    }

    private func emptiedCount(_ room: IdentityRoom) async throws -> Int64 {
        try await room.store.read { try $0.row("SELECT sum(emptied) AS n FROM erasures")?.integer("n") } ?? -1
    }

    @Test("what evidence or notify refuse of an erasure is asked again, and ends well once they do it")
    func refusedElsewhere() async throws {
        let messenger = ScriptedMessenger()
        let eraser = ScriptedEraser([.refused(reason: "PERMISSION_DENIED")])
        try await IdentityRoom.run(messenger: messenger, eraser: eraser) { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            while try await room.server.runErrands() > 0 {}
            _ = try await erase(room, as: token)
            messenger.answer([.delivered, .refused(reason: "UNIMPLEMENTED")])
            for _ in 0..<2 {
                while try await room.server.runErrands() > 0 {}
                _ = try await room.server.runErasures()
                room.time.advance(by: .seconds(60))
            }
            #expect(messenger.asked.filter { $0 == "forget \(account)" }.count == 2)
            #expect(eraser.asked == [account, account])
            #expect(try await room.erasure(of: account) == .erased)
        }
    }

    @Test(
        "staff with the role erase at the owner's request, nobody else does, and whoever has a role gives it back first"
    )
    func onRequest() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            func erase(_ account: String, as token: String) async throws -> IdentityV1.SubjectErasure {
                try await room.privacy.eraseSubjectOnRequest(.init(account: account), options: room.options(token))
            }
            for stranger in [token, try room.staff(roles: ["review"])] {
                #expect(
                    try await room.refusal { _ = try await erase(account, as: stranger) }.code == .permissionDenied)
            }
            let staff = try room.staff(roles: ["privacy"])
            for (text, word) in [
                ("", "INVALID_FIELDS"), ("x", "INVALID_FIELDS"),
                ("acc_0192f3c1-5b1e-7fff-bfff-ffffffffffff", "ACCOUNT_NOT_FOUND"),
            ] {
                try await room.expect(word) { _ = try await erase(text, as: staff) }
            }
            func set(_ accountClass: String, _ roles: String) async throws {
                _ = try await room.store.write {
                    try $0.execute("UPDATE accounts SET class = ?, roles = ?", .text(accountClass), .text(roles))
                }
            }
            try await set("staff", "review")
            try await room.expect("ROLES_HELD") { _ = try await erase(account, as: staff) }
            try await set("individual", "")
            #expect(try await erase(account, as: staff).state == .erasing)
            #expect(try await erase(account, as: staff).state == .erasing)
            let actor = try await room.store.read {
                try $0.row("SELECT actor FROM audit WHERE action = 'erased'")?.text("actor")
            }
            #expect(actor?.hasPrefix("acc_") == true && actor != account)
        }
    }

    @Test("where an erased account was reached is told within a day or forgotten; until then it is not erased whole")
    func formerContacts() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger, eraser: ScriptedEraser()) { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            while try await room.server.runErrands() > 0 {}
            // Codes that wait to be sent, to the account and for it.
            _ = try await room.accounts.requestCode(
                .init(purpose: .login, recipient: .mobile(mobile)), options: room.options())
            _ = try await room.changes.requestChangeCode(
                .init(recipient: .email("zhang@example.cn")), options: room.options(token))
            #expect(try await count("code_letters", room) == 2)
            _ = try await erase(room, as: token)
            #expect(try await count("code_letters", room) == 0)
            _ = try await room.server.sendCodes()
            #expect(room.inbox.letters(to: "zhang@example.cn").isEmpty)
            // Told to nobody yet; notify forgets it when that is over.
            messenger.answer([.notDelivered(reason: "UNAVAILABLE")])
            _ = try await room.server.runErrands()
            _ = try await room.server.runErasures()
            #expect(messenger.asked.last == "erased \(mobile)")
            #expect(try await count("former_contacts", room) == 1)
            #expect(try await room.erasure(of: account) == .erasing)
            room.time.advance(by: .seconds(24 * 3_600 - 1))
            _ = try await room.server.sweep()
            #expect(try await count("former_contacts", room) == 1)
            room.time.advance(by: .seconds(1))
            _ = try await room.server.sweep()
            #expect(try await count("former_contacts", room) == 0)
            #expect(try await room.erasure(of: account) == .erasing)
            // Its errand has nothing to tell any more.
            let asked = messenger.asked.count
            while try await room.server.runErrands() > 0 {}
            #expect(Array(messenger.asked.dropFirst(asked)) == ["forget \(account)"])
            #expect(try await room.erasure(of: account) == .erased)
        }
    }

    @Test("what was counted against an erased account, of sign-ins, shown passwords and codes, is forgotten with it")
    func counted() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            try await room.expect("PASSWORD_WRONG") {
                _ = try await room.changeUserName(to: "foxmoon2", as: token, password: "Wrong-1-x")
            }
            for name in ["foxmoon", mobile] {
                try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn(name, password: "Wrong-1-x") }
            }
            let code = try #require(try await room.code(.login, to: mobile))
            try await room.expect("CODE_REFUSED") {
                _ = try await room.sessions.logInWithCode(
                    .init(mobile: mobile, code: code == "000000" ? "000001" : "000000"), options: room.options())
            }
            #expect(try await count("throttles WHERE kind = 'account'", room) >= 3)
            #expect(try await count("code_tries", room) == 1)
            _ = try await room.privacy.eraseSubjectOnRequest(
                .init(account: account), options: room.options(room.staff(roles: ["privacy"])))
            for rows in ["throttles WHERE kind = 'account'", "code_tries", "codes WHERE purpose = 'login'"] {
                #expect(try await count(rows, room) == 0, "\(rows)")
            }
        }
    }

    @Test("what was on its way when an account was erased leaves nothing behind")
    func racing() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await erase(room, as: token) }
                for number in 0..<10 {
                    group.addTask {
                        _ = try? await room.addressBook.addAddress(
                            .init(lines: .init(recipient: "张老二", mobile: mobile, street: "\(number)号")),
                            options: room.options(token))
                        _ = try? await room.changes.setProfile(
                            .init(displayName: "\(number)"), options: room.options(token))
                        _ = try? await room.logIn()
                    }
                }
            }
            for table in ["addresses", "profiles", "sessions", "passwords"] {
                #expect(try await count(table, room) == 0, "\(table)")
            }
            #expect(try await room.erasure(of: account) == .erasing)
        }
    }
}

/// Evidence as it answers what it was told to.
final class ScriptedEraser: SubjectEraser {
    private let state: Mutex<(answers: [HandoverOutcome], asked: [String])>

    init(_ answers: [HandoverOutcome] = []) {
        state = Mutex((answers, []))
    }

    var asked: [String] { state.withLock { $0.asked } }

    func erase(_ account: Identifier) async -> HandoverOutcome {
        state.withLock { state in
            state.asked.append(account.text)
            return state.answers.isEmpty ? .delivered : state.answers.removeFirst()
        }
    }
}
