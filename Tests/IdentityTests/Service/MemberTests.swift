import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Who acts for an institution", .timeLimit(.minutes(5)))
struct MemberTests {
    @Test("whoever is invited accepts with the code sent to them, and their token says for whom and as what they act")
    func joins() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            let employee = try await room.register("clerk", mobile: "13800000001")
            room.time.advance(by: .seconds(60))
            let own = try await room.logIn("clerk").accessToken
            let invitation = try await room.invite(
                "13800000001", roles: ["viewer", "filer", "filer"], as: founder, key: "invite")
            #expect(invitation.roles == ["filer", "viewer"] && invitation.maskedMobile == "138****0001")
            #expect(
                try await room.invite("13800000001", roles: ["viewer", "filer", "filer"], as: founder, key: "invite")
                    == invitation)
            let seen = try await room.memberships.listMemberships(.init(), options: room.options(own)).memberships
            #expect(seen.map(\.invitation) == [invitation.id] && seen[0].institutionName == "样书文化有限公司")
            let code = try await room.lastCode(to: "13800000001")
            let joined = try await room.accept(invitation.id, code: code, as: own, key: "accept")
            #expect(
                joined.institution == institution && joined.state == .active && joined.roles == ["filer", "viewer"])
            // A repetition after a lost answer.
            #expect(try await room.accept(invitation.id, code: code, as: own, key: "accept") == joined)
            try await room.expect("INVITATION_NOT_FOUND") { try await room.accept(invitation.id, code: code, as: own) }

            let session = try await room.signIn(for: institution, as: own)
            #expect(session.account == employee.id)
            let claims = try room.verifier.verify(session.accessToken, audience: "evidence", now: room.time.wall())
            #expect(claims.subject == institution && claims.actor == employee.id && claims.kind == "member")
            #expect(claims.roles == ["filer", "viewer"])
            let acting = try await room.accounts.whoAmI(.init(), options: room.options(session.accessToken))
            #expect(acting.id == employee.id && acting.acting?.institution == institution)
            #expect(acting.acting?.institutionName == "样书文化有限公司" && acting.acting?.roles == ["filer", "viewer"])
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(own)).acting == nil)
            let again = try room.verifier.verify(
                try await room.renew(session).accessToken, audience: "evidence", now: room.time.wall())
            #expect(again.subject == institution && again.actor == employee.id && again.roles == claims.roles)

            let listed = try await room.list(as: founder).members
            #expect(listed.map(\.account) == [institution, employee.id] && listed.map(\.founding) == [true, false])
            #expect(listed.map(\.roles) == [["administrator"], ["filer", "viewer"]])
            #expect(listed[1].maskedMobile == "138****0001" && listed[1].userName == "clerk")
            #expect(
                try await room.audit(of: institution, like: "member%") == ["member_invited", "member_joined"])
            #expect(try await room.events().contains("member.changed"))
        }
    }

    @Test("who acts for an institution does what their role opens there, and nothing of the institution's own sign-in")
    func access() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            let (clerk, own) = try await room.employ("clerk", mobile: "13800000001", roles: ["filer"], by: founder)
            let filer = try await room.signIn(for: institution, as: own).accessToken
            // The institution's, not the clerk's.
            let address = IdentityV1.AddressLines(
                recipient: "张老二", mobile: "13712345678", province: "河南省", city: "郑州市", street: "建设路一号",
                postcode: "450000")
            _ = try await room.addressBook.addAddress(.init(lines: address), options: room.options(founder))
            #expect(
                try await room.addressBook.listAddresses(.init(), options: room.options(filer)).addresses.count == 1)
            #expect(try await room.addressBook.listAddresses(.init(), options: room.options(own)).addresses == [])
            try await room.expect("ROLE_MISSING") {
                _ = try await room.addressBook.addAddress(.init(lines: address), options: room.options(filer))
            }
            try await room.expect("ROLE_MISSING") { _ = try await room.list(as: filer) }
            try await room.expect("ROLE_MISSING") { _ = try await room.invite("13800000009", as: filer) }
            try await room.expect("ROLE_MISSING") { _ = try await room.current(filer) }
            // What concerns a sign-in concerns the clerk's own.
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(filer)).id == clerk)
            let devices = try await room.sessions.listSessions(.init(), options: room.options(filer)).devices
            // Identifiers of one millisecond are in no order.
            #expect(devices.map(\.name).sorted() == ["", "office"])

            try await room.setRoles(["administrator"], of: clerk, as: founder)
            try await room.ended(filer)
            let manager = try await room.signIn(for: institution, as: own).accessToken
            #expect(try await room.current(manager).state == .approved)
            #expect(try await room.list(as: manager).members.count == 2)
            for body: () async throws -> Void in [
                { _ = try await room.changeCode(.mobile("13800000007"), as: manager) },
                { _ = try await room.changeUserName(to: "stolen_name", as: manager) },
                {
                    _ = try await room.privacy.eraseSubject(
                        .init(password: IdentityRoom.password), options: room.options(manager))
                },
                { _ = try await room.memberships.listMemberships(.init(), options: room.options(manager)) },
                { _ = try await room.signIn(for: institution, as: manager) },
            ] {
                try await room.expect("ROLE_MISSING") { try await body() }
            }
            // Whoever did it stands in the institution's audit.
            _ = try await room.addressBook.addAddress(.init(lines: address), options: room.options(manager))
            let actors = try await room.store.read { snapshot in
                try snapshot.rows("SELECT account, actor FROM audit WHERE action = 'address_added' ORDER BY position")
                    .map {
                        [try $0.text("account"), try $0.text("actor")]
                    }
            }
            #expect(actors == [[institution, institution], [institution, clerk]])
            // Ends the clerk's own sign-ins, and nobody else's.
            #expect(
                try await room.sessions.endAllSessions(.init(), options: room.options(manager)).endedSessions >= 2)
            #expect(try await room.list(as: founder).members.count == 2)
        }
    }

    @Test("a token that names an actor without being a member's, or a member's without one, is not believed")
    func forged() async throws {
        try await IdentityRoom.run { room in
            let (institution, _) = try await room.institution()
            let now = room.time.wall()
            for (kind, actor) in [("account", institution), ("verified_account", institution), ("member", nil)] {
                let token = try AccessToken(
                    subject: institution, kind: kind, roles: ["administrator"], actor: actor, audience: ["identity"],
                    issuedAt: now, expiresAt: now.advanced(by: .seconds(300)), identifier: "ses_none.t"
                ).signed(with: room.signer)
                let refusal = try await room.refusal { _ = try await room.list(as: token) }
                #expect(refusal.code == .unauthenticated)
            }
        }
    }

    @Test("a suspended member's sign-ins for the institution end at once, their own stay; resumed, they come back")
    func suspended() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            let (clerk, own) = try await room.employ("clerk", mobile: "13800000001", roles: ["filer"], by: founder)
            let session = try await room.signIn(for: institution, as: own)
            #expect(try await room.suspend(clerk, as: founder).state == .suspended)
            #expect(try await room.suspend(clerk, as: founder).state == .suspended)
            try await room.ended(session.accessToken)
            try await room.expect("REFRESH_REFUSED") { _ = try await room.renew(session) }
            try await room.expect("MEMBER_NOT_FOUND") { _ = try await room.signIn(for: institution, as: own) }
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(own)).id == clerk)
            #expect(try await room.resume(clerk, as: founder).state == .active)
            let back = try await room.signIn(for: institution, as: own)
            try await room.remove(clerk, as: founder)
            try await room.remove(clerk, as: founder)
            try await room.ended(back.accessToken)
            try await room.expect("MEMBER_NOT_FOUND") { _ = try await room.signIn(for: institution, as: own) }
            #expect(try await room.list(as: founder).members.map(\.account) == [institution])
            #expect(
                try await room.audit(of: institution, like: "member%") == [
                    "member_invited", "member_joined", "member_suspended", "member_resumed", "member_removed",
                ])
        }
    }

    @Test("the last administrator is neither suspended, nor given other roles, nor removed, and does not leave")
    func lastAdministrator() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            try await room.expect("LAST_ADMINISTRATOR") { try await room.suspend(institution, as: founder) }
            let (clerk, own) = try await room.employ(
                "clerk", mobile: "13800000001", roles: ["administrator"], by: founder)
            let manager = try room.unended(clerk, for: institution, roles: ["administrator"])
            for body: () async throws -> Void in [
                { try await room.setRoles(["viewer"], of: institution, as: manager) },
                { try await room.remove(institution, as: manager) },
            ] {
                try await room.expect("FOUNDING_MEMBER") { try await body() }
            }
            let session = try await room.logIn("foxbooks")
            try await room.suspend(institution, as: manager)
            // The sign-in that the institution was registered with is closed by any name and by code.
            try await room.ended(session.accessToken)
            try await room.expect("REFRESH_REFUSED") { _ = try await room.renew(session) }
            for name in ["foxbooks", "13712345678"] {
                try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn(name) }
            }
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.login, to: "13712345678"))
            try await room.expect("CODE_REFUSED") {
                _ = try await room.sessions.logInWithCode(
                    .init(mobile: "13712345678", code: code), options: room.options())
            }
            let last = try room.unended(clerk, for: institution, roles: ["administrator"])
            for body: () async throws -> Void in [
                { try await room.suspend(clerk, as: last) },
                { try await room.setRoles(["filer", "viewer"], of: clerk, as: last) },
                { try await room.remove(clerk, as: last) },
                { try await room.leave(institution, as: try await room.logIn("clerk").accessToken) },
                {
                    _ = try await room.privacy.eraseSubject(
                        .init(password: IdentityRoom.password),
                        options: room.options(try await room.logIn("clerk").accessToken))
                },
            ] {
                try await room.expect("LAST_ADMINISTRATOR") { try await body() }
            }
            // A call of the founder that was let in before cannot undo it.
            let stale = try room.unended(institution, kind: "verified_account")
            try await room.expect("NOT_ADMINISTRATOR") { try await room.suspend(clerk, as: stale) }
            try await room.resume(institution, as: last)
            #expect(try await room.logIn("foxbooks").account == institution)
            try await room.leave(institution, as: try await room.logIn("clerk").accessToken)
            _ = own
        }
    }

    @Test("of two administrators who go, or turn each other out, at the same moment one stays", arguments: 0..<4)
    func race(round: Int) async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            let (first, _) = try await room.employ(
                "clerk_a", mobile: "13800000001", roles: ["administrator"], by: founder)
            let (second, _) = try await room.employ(
                "clerk_b", mobile: "13800000002", roles: ["administrator"], by: founder)
            func acting(_ who: String) throws -> String {
                try room.unended(who, for: institution, roles: ["administrator"])
            }
            func own(_ who: String) throws -> String { try room.unended(who, kind: "account") }
            try await room.suspend(institution, as: try acting(first))
            func done(_ body: () async throws -> Void) async throws -> String {
                do {
                    try await body()
                    return "done"
                } catch let error as RPCError {
                    return error.word ?? "\(error.code)"
                }
            }
            for _ in 0..<5 {
                let (a, b) = (try acting(first), try acting(second))
                async let left = done {
                    switch round {
                    case 0: try await room.suspend(second, as: a)
                    case 1: try await room.setRoles(["viewer"], of: first, as: a)
                    case 2: try await room.suspend(first, as: a)
                    default: try await room.setRoles(["viewer"], of: second, as: a)
                    }
                }
                async let right = done {
                    switch round {
                    case 0: try await room.suspend(first, as: b)
                    case 1: try await room.suspend(second, as: b)
                    case 2: try await room.setRoles(["finance"], of: second, as: b)
                    default: try await room.setRoles(["viewer"], of: first, as: b)
                    }
                }
                let outcomes = try await [left, right]
                #expect(outcomes.filter { $0 == "done" }.count == 1, "\(outcomes)")
                #expect(
                    Set(outcomes).isSubset(of: ["done", "NOT_ADMINISTRATOR", "LAST_ADMINISTRATOR"]), "\(outcomes)")
                // Whoever stayed brings the other back.
                let both = try await [first, second].asyncFilter { who in
                    do {
                        _ = try await room.list(as: try acting(who))
                        return true
                    } catch {
                        return false
                    }
                }
                #expect(both.count == 1)
                let stayed = try acting(try #require(both.first))
                for who in [first, second] {
                    try await room.resume(who, as: stayed)
                    try await room.setRoles(["administrator"], of: who, as: stayed)
                }
            }
            // And of two who leave.
            let (a, b) = (try own(first), try own(second))
            async let left = done { try await room.leave(institution, as: a) }
            async let right = done { try await room.leave(institution, as: b) }
            #expect(try await Set([left, right]) == ["done", "LAST_ADMINISTRATOR"])
        }
    }

    @Test("an invitation is its number's alone, lasts a week, and ends when it is cancelled, declined or made anew")
    func invitations() async throws {
        try await IdentityRoom.run { room in
            let (_, founder) = try await room.institution()
            let own = try await room.member("clerk", mobile: "13800000001")
            let other = try await room.member("other", mobile: "13800000002")
            // The same whether or not somebody has an account.
            let nobody = try await room.invite("13800000003", as: founder)
            #expect(nobody.maskedMobile == "138****0003" && nobody.roles == ["filer"])
            let first = try await room.invite("13800000001", as: founder)
            let code = try await room.lastCode(to: "13800000001")
            #expect(try await room.memberships.listMemberships(.init(), options: room.options(other)).memberships == [])
            for body: () async throws -> Void in [
                { try await room.accept(first.id, code: code, as: other) },
                {
                    _ = try await room.memberships.requestInvitationCode(
                        .init(invitation: first.id), options: room.options(other))
                },
            ] {
                try await room.expect("INVITATION_NOT_FOUND") { try await body() }
            }
            _ = try await room.memberships.declineInvitation(.init(invitation: first.id), options: room.options(other))
            try await room.expect("CODE_TOO_SOON") { _ = try await room.invite("13800000001", as: founder) }
            room.time.advance(by: .seconds(60))
            let second = try await room.invite("13800000001", roles: ["viewer"], as: founder)
            try await room.expect("INVITATION_NOT_FOUND") { try await room.accept(first.id, code: code, as: own) }
            try await room.expect("CODE_REFUSED") { try await room.accept(second.id, code: code, as: own) }
            #expect(try await room.list(as: founder).invitations.map(\.id).sorted() == [nobody.id, second.id].sorted())
            _ = try await room.members.cancelInvitation(.init(invitation: second.id), options: room.options(founder))
            _ = try await room.members.cancelInvitation(.init(invitation: second.id), options: room.options(founder))
            try await room.expect("INVITATION_NOT_FOUND") { try await room.accept(second.id, code: "123456", as: own) }

            room.time.advance(by: .seconds(60))
            let third = try await room.invite("13800000001", as: founder)
            // Days later, with another code.
            room.time.advance(by: .seconds(86_400 * 6))
            let later = try await room.logIn("clerk").accessToken
            let sent = try await room.memberships.requestInvitationCode(
                .init(invitation: third.id), options: room.options(later))
            #expect(sent.maskedRecipient == "138****0001")
            let fresh = try await room.lastCode(to: "13800000001")
            let wrong = fresh == "000000" ? "000001" : "000000"
            for _ in 0..<5 {
                try await room.expect("CODE_REFUSED") { try await room.accept(third.id, code: wrong, as: later) }
            }
            // Tried out.
            try await room.expect("CODE_REFUSED") { try await room.accept(third.id, code: fresh, as: later) }
            room.time.advance(by: .seconds(86_400))
            let week = try await room.logIn("clerk").accessToken
            try await room.expect("INVITATION_NOT_FOUND") { try await room.accept(third.id, code: fresh, as: week) }
            #expect(try await room.memberships.listMemberships(.init(), options: room.options(week)).memberships == [])
            _ = try await room.server.sweep()
            #expect(
                try await room.store.read { try $0.row("SELECT count(*) AS n FROM invitations")?.integer("n") } == 0)
        }
    }

    @Test("what makes no sense is refused by its field, and only a verified institution invites")
    func refusals() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            for (mobile, roles, fields) in [
                ("", ["filer"], ["mobile"]), ("12", ["emperor"], ["mobile", "roles[0]"]),
                ("13800000001", [], ["roles"]), ("13800000001", ["filer", "FILER"], ["roles[1]"]),
                ("13800000001", [String](repeating: "filer", count: 5), ["roles"]),
                ("'; DROP TABLE members; --", ["filer"], ["mobile"]),
            ] {
                let refusal = try await room.refusal { _ = try await room.invite(mobile, roles: roles, as: founder) }
                #expect(refusal.word == "INVALID_FIELDS" && refusal.fieldViolations.map(\.field) == fields)
            }
            for member in ["", "acc_1", "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04", "clerk"] {
                for body: () async throws -> Void in [
                    { try await room.suspend(member, as: founder) },
                    { try await room.setRoles(["viewer"], of: member, as: founder) },
                ] {
                    try await room.expect("MEMBER_NOT_FOUND") { try await body() }
                }
            }
            let (_, unverified) = try await room.institution("newbooks", mobile: "13712345679", isVerified: false)
            try await room.expect("NOT_VERIFIED") { _ = try await room.invite("13800000001", as: unverified) }
            let person = try await room.member("clerk", mobile: "13800000001")
            try await room.expect("NOT_INSTITUTION") { _ = try await room.list(as: person) }
            try await room.expect("MEMBER_NOT_FOUND") { _ = try await room.signIn(for: institution, as: person) }
            try await room.expect("MEMBER_NOT_FOUND") { _ = try await room.signIn(for: institution, as: founder) }
            try await room.expect("INVALID_INVITATION") { try await room.accept("inv_1", code: "123456", as: person) }
            // Another institution, and staff, act for nobody.
            let invitation = try await room.invite("13712345679", as: founder)
            let code = try await room.lastCode(to: "13712345679")
            try await room.expect("MEMBER_UNFIT") { try await room.accept(invitation.id, code: code, as: unverified) }
            let theirs = try await room.invite("13800000001", as: founder)
            try await room.accept(theirs.id, code: try await room.lastCode(to: "13800000001"), as: person)
            try await room.expect("HOLDER_NOT_STAFF") { try await room.grant("review", to: "clerk") }
            room.time.advance(by: .seconds(60))
            let twice = try await room.invite("13800000001", as: founder)
            let again = try await room.lastCode(to: "13800000001")
            try await room.expect("ALREADY_MEMBER") { try await room.accept(twice.id, code: again, as: person) }
        }
    }

    @Test("a sign-in for an institution is in the audit of both, and an erased institution's members are told apart")
    func written() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            let (first, own) = try await room.employ("clerk_a", mobile: "13800000001", roles: ["filer"], by: founder)
            _ = try await room.employ("clerk_b", mobile: "13800000002", roles: ["filer"], by: founder)
            let session = try await room.signIn(for: institution, as: own)
            let actors = try await room.store.read { snapshot in
                try snapshot.rows(
                    "SELECT account, actor FROM audit WHERE action = 'signed_in' AND object = ? ORDER BY position",
                    .text(session.id)
                ).map { "\(try $0.text("account")) \(try $0.text("actor"))" }
            }
            #expect(actors.sorted() == ["\(first) \(first)", "\(institution) \(first)"].sorted())
            let before = try await room.events().filter { $0 == "member.changed" }.count
            let fresh = try await room.logIn("foxbooks").accessToken
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(fresh))
            #expect(try await room.events().filter { $0 == "member.changed" }.count == before + 2)
            #expect(try await room.audit(of: institution, like: "member_removed").count == 2)
            _ = try await room.server.checkAudit()
        }
    }

    @Test("an erased member acts for nobody, and an erased institution ends the sign-ins in which others act for it")
    func erased() async throws {
        try await IdentityRoom.run { room in
            let (institution, founder) = try await room.institution()
            let (first, own) = try await room.employ("clerk_a", mobile: "13800000001", roles: ["filer"], by: founder)
            let (_, other) = try await room.employ("clerk_b", mobile: "13800000002", roles: ["filer"], by: founder)
            let session = try await room.signIn(for: institution, as: own)
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(own))
            try await room.ended(session.accessToken)
            #expect(!(try await room.list(as: founder).members.map(\.account).contains(first)))
            let acting = try await room.signIn(for: institution, as: other)
            _ = try await room.invite("13800000003", as: founder)
            let fresh = try await room.logIn("foxbooks").accessToken
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(fresh))
            try await room.ended(acting.accessToken)
            try await room.expect("REFRESH_REFUSED") { _ = try await room.renew(acting) }
            #expect(
                try await room.store.read {
                    try $0.row(
                        "SELECT (SELECT count(*) FROM members) + (SELECT count(*) FROM invitations) AS n")?.integer("n")
                } == 0)
            #expect(try await room.memberships.listMemberships(.init(), options: room.options(other)).memberships == [])
        }
    }
}

extension Array where Element: Sendable {
    fileprivate func asyncFilter(_ isIncluded: (Element) async throws -> Bool) async throws -> [Element] {
        var kept: [Element] = []
        for element in self where try await isIncluded(element) { kept.append(element) }
        return kept
    }
}
