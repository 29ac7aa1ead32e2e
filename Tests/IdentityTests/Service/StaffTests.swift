import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("The staff", .timeLimit(.minutes(5)))
struct StaffTests {
    @Test("an account with a role signs in as staff, decides, knows and ends its own sign-ins, and seals nothing")
    func reviewer() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let account = try await room.register("reviewer", mobile: "13900000001")
            let before = try await room.logIn("reviewer").accessToken
            try await room.expect("SUBJECT_NOT_ALLOWED") { _ = try await room.queue(as: before) }
            let member = try await room.grant("review", to: "reviewer")
            #expect(member.account == account.id && member.roles == ["review"])
            #expect(member.maskedMobile == "139****0001" && member.userName == "reviewer")
            let session = try await room.logIn("reviewer")
            let claims = try room.verifier.verify(session.accessToken, audience: "evidence", now: room.time.wall())
            #expect(claims.kind == "staff" && claims.roles == ["review"])
            let staff = session.accessToken
            try await room.claim(dossier.id, as: staff)
            try await room.approve(dossier.id, as: staff)
            let own = try await room.accounts.whoAmI(.init(), options: room.options(staff))
            #expect(own.accountClass == .staff && own.roles == ["review"])
            let devices = try await room.sessions.listSessions(.init(), options: room.options(staff)).devices
            #expect(devices.map(\.id) == [session.id])
            try await room.expect("SUBJECT_NOT_ALLOWED") {
                _ = try await room.save(["real_name": "张"], as: staff)
            }
            let ended = try await room.sessions.endAllSessions(.init(), options: room.options(staff))
            #expect(ended.endedSessions == 1)
            try await room.expect("REFRESH_REFUSED") {
                _ = try await room.sessions.refresh(
                    IdentityV1.RefreshRequest(refreshToken: session.refreshToken), options: room.options())
            }
        }
    }

    @Test("whoever has a role is given that too of what is kept of them")
    func exported() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register("reviewer", mobile: "13900000001")
            for role in ["review", "auditor"] { _ = try await room.grant(role, to: "reviewer") }
            let token = try room.unended(account.id, kind: "account")
            let roles = try await room.privacy.exportSubject(
                .init(password: IdentityRoom.password), options: room.options(token)
            ) { parts in
                for try await part in parts where part.section == "account" {
                    return part.items.first { $0.name == "roles" }?.value
                }
                return nil
            }
            #expect(roles == "auditor review")
        }
    }

    @Test("every change of roles ends the account's sign-ins and is in the audit; what changes nothing does neither")
    func changes() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register("reviewer", mobile: "13900000001")
            let first = try await room.logIn("reviewer")
            // By each of its names.
            #expect(try await room.grant("review", to: "13900000001").roles == ["review"])
            try await room.expect("REFRESH_REFUSED") { try await room.refresh(first) }
            let second = try await room.logIn("reviewer")
            #expect(try await room.grant("review", to: account.id).roles == ["review"])
            let third = try await room.refresh(second)
            #expect(try await room.grant("auditor", to: account.id).roles == ["auditor", "review"])
            try await room.expect("REFRESH_REFUSED") { try await room.refresh(third) }
            _ = try await room.logIn("reviewer")
            #expect(try await room.withdraw("review", from: "reviewer").roles == ["auditor"])
            #expect(try await room.withdraw("review", from: "reviewer").roles == ["auditor"])
            #expect(try await room.withdraw("auditor", from: "reviewer").roles == [])
            let plain = try await room.logIn("reviewer").accessToken
            let own = try await room.accounts.whoAmI(.init(), options: room.options(plain))
            #expect(own.accountClass == .individual && own.roles == [])
            let audit = try await room.store.read { snapshot in
                try snapshot.rows(
                    """
                    SELECT actor, action, object FROM audit WHERE account = ?
                        AND action IN ('role_granted', 'role_withdrawn', 'session_ended') ORDER BY position
                    """, .text(account.id)
                ).map { row in
                    let action = try row.text("action")
                    let object = action == "session_ended" ? "" : try row.text("object")
                    return "\(try row.text("actor")) \(action) \(object)"
                }
            }
            #expect(
                audit == [
                    "operator role_granted review", "operator session_ended ", "operator role_granted auditor",
                    "operator session_ended ", "operator role_withdrawn review", "operator session_ended ",
                    "operator role_withdrawn auditor",
                ])
            _ = try await room.server.checkAudit()
            #expect(try await room.events().filter { $0 == "session.ended" }.count == 3)
        }
    }

    @Test("the last administrator stays one; a second one may go")
    func administrators() async throws {
        try await IdentityRoom.run { room in
            try await room.register("first_admin", mobile: "13900000001")
            try await room.register("second_admin", mobile: "13900000002")
            try await room.grant("administrator", to: "first_admin")
            try await room.grant("auditor", to: "second_admin")
            try await room.expect("LAST_STAFF_ADMINISTRATOR") {
                try await room.withdraw("administrator", from: "first_admin")
            }
            try await room.grant("administrator", to: "second_admin")
            // Two at once: one of them stays.
            let outcomes = await withTaskGroup(of: String.self) { group in
                for name in ["first_admin", "second_admin"] {
                    group.addTask {
                        do {
                            try await room.withdraw("administrator", from: name)
                            return "gone"
                        } catch {
                            return (error as? RPCError)?.word ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(outcomes == ["LAST_STAFF_ADMINISTRATOR", "gone"])
            let staff = try await room.staffing.listStaff(.init(), options: room.options()).members
            #expect(staff.filter { $0.roles.contains("administrator") }.count == 1)
        }
    }

    @Test("whoever is or is being verified is not made staff, and nobody claims their own dossier")
    func holders() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            let before = try room.unended(
                try await room.accounts.whoAmI(.init(), options: room.options(token)).id, kind: "account")
            // A draft is nothing yet; a call that was let in before hands it in all the same.
            try await room.grant("review", to: "foxmoon")
            _ = try await room.submit(dossier.id, as: before)
            let own = try await room.logIn().accessToken
            try await room.expect("OWN_DOSSIER") { try await room.claim(dossier.id, as: own) }
            #expect(try await room.withdraw("review", from: "foxmoon").roles == [])
            try await room.expect("HOLDER_NOT_STAFF") { try await room.grant("review", to: "foxmoon") }
            let code = try #require(try await room.code(.register, to: "13900000003"))
            var institution = room.registration("studio_kaito", mobile: "13900000003", code: code)
            institution.accountClass = .institution
            _ = try await room.accounts.registerAccount(institution, options: room.options())
            try await room.expect("HOLDER_NOT_STAFF") { try await room.grant("auditor", to: "studio_kaito") }
        }
    }

    @Test("whoever loses the role of the review gives back what they had claimed")
    func released() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let account = try await room.register("reviewer", mobile: "13900000001")
            let before = try room.unended(account.id, kind: "staff", roles: ["review"])
            try await room.grant("review", to: "reviewer")
            try await room.grant("auditor", to: "reviewer")
            let staff = try await room.logIn("reviewer").accessToken
            try await room.claim(dossier.id, as: staff)
            try await room.withdraw("auditor", from: "reviewer")
            #expect(try await room.queue(as: room.staff()).map(\.reviewer) != [""])
            try await room.withdraw("review", from: "reviewer")
            #expect(try await room.queue(as: room.staff()).map(\.reviewer) == [""])
            #expect(try await room.dossierAudit().last == "dossier_released")
            try await room.ended(staff)
            // A call that was let in before that was heard has no claim.
            try await room.expect("NOT_CLAIMED") { try await room.approve(dossier.id, as: before) }
            // Nor does a call that was let in before take it back, for then nobody could give it to others.
            try await room.expect("NOT_REVIEWER") { try await room.claim(dossier.id, as: before) }
            #expect(try await room.queue(as: room.staff()).map(\.reviewer) == [""])
        }
    }

    @Test("only the operator decides who is of the staff, and what is said must make sense")
    func refusals() async throws {
        try await IdentityRoom.run { room in
            try await room.register("reviewer", mobile: "13900000001")
            for role in ["", "emperor", "review auditor", "REVIEW"] {
                let refusal = try await room.refusal { try await room.grant(role, to: "reviewer") }
                #expect(refusal.word == "INVALID_FIELDS" && refusal.fieldViolations.map(\.field) == ["role"])
            }
            for name in ["", "nobody_here", "acc_1", "'; DROP TABLE accounts; --", "13900000009"] {
                try await room.expect("ACCOUNT_NOT_FOUND") { try await room.grant("review", to: name) }
                try await room.expect("ACCOUNT_NOT_FOUND") { try await room.withdraw("review", from: name) }
            }
            let strangers = IdentityV1.StaffClient(room.gateway)
            let granting = try await room.refusal {
                _ = try await strangers.grantRole(.init(account: "reviewer", role: "review"), options: room.options())
            }
            let withdrawing = try await room.refusal {
                _ = try await strangers.withdrawRole(
                    .init(account: "reviewer", role: "review"), options: room.options())
            }
            let listing = try await room.refusal {
                _ = try await strangers.listStaff(.init(), options: room.options())
            }
            #expect([granting, withdrawing, listing].allSatisfy { $0.code == .permissionDenied })
            #expect(try await room.staffing.listStaff(.init(), options: room.options()).members == [])
        }
    }

    @Test("the staff are listed page by page, the oldest account first")
    func list() async throws {
        try await IdentityRoom.run { room in
            for number in 1...5 {
                // Identifiers of one millisecond are in no order.
                room.time.advance(by: .seconds(1))
                try await room.register("member_\(number)", mobile: "1390000000\(number)")
                if number != 3 { try await room.grant("support", to: "member_\(number)") }
            }
            var names: [String] = []
            var token = ""
            repeat {
                let page = try await room.staffing.listStaff(
                    .init(pageSize: 3, pageToken: token), options: room.options())
                names += page.members.map(\.userName)
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(names == ["member_1", "member_2", "member_4", "member_5"])
            try await room.expect("INVALID_PAGE_SIZE") {
                _ = try await room.staffing.listStaff(.init(pageSize: 201), options: room.options())
            }
            try await room.expect("INVALID_PAGE_TOKEN") {
                _ = try await room.staffing.listStaff(.init(pageToken: "AAAA"), options: room.options())
            }
        }
    }
}

extension IdentityRoom {
    @discardableResult
    func grant(_ role: String, to name: String) async throws -> IdentityV1.StaffMember {
        try await staffing.grantRole(IdentityV1.GrantRoleRequest(account: name, role: role), options: options())
    }

    @discardableResult
    func withdraw(_ role: String, from name: String) async throws -> IdentityV1.StaffMember {
        try await staffing.withdrawRole(
            IdentityV1.WithdrawRoleRequest(account: name, role: role), options: options())
    }

    @discardableResult
    fileprivate func refresh(_ session: IdentityV1.Session) async throws -> IdentityV1.Session {
        try await sessions.refresh(
            IdentityV1.RefreshRequest(refreshToken: session.refreshToken), options: options())
    }
}
