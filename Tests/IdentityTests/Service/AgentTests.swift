import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Agents and their mandates", .timeLimit(.minutes(5)))
struct AgentTests {
    @Test("nothing may be done before letter, holder and staff have said so; then what was agreed on, and nothing else")
    func wholeWay() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let (holder, agent) = try await room.holderAndAgent()
            func mayAct() async throws -> Bool {
                try await room.authority(of: agent.account, for: holder.holder).allowed
            }
            let request = room.naming(holder)
            let draft = try await room.name(request, as: agent.token, key: "name")
            #expect(draft.side == .agent && draft.state == .draft && draft.holder.isEmpty && draft.letter == nil)
            #expect(draft.maskedHolderName == "张*二" && draft.maskedDocumentNumber == "1101**********002X")
            #expect(draft.maskedAgentName == "李*理" && draft.businesses == [.worksRegistration, .evidence])
            #expect(try await room.name(request, as: agent.token, key: "name") == draft)
            try await room.expect("LETTER_MISSING") { _ = try await room.handIn(draft.id, as: agent.token) }
            // Nobody but the agent sees it yet.
            try await room.expect("MANDATE_NOT_FOUND") { _ = try await room.mandate(draft.id, as: holder.token) }
            let picture = IdentityRoom.writing(width: 900)
            let brought = try await room.bringLetter(picture, to: draft.id, as: agent.token)
            #expect(brought.letter?.mediaType == "image/png" && brought.letter?.size == UInt64(picture.count))
            while try await room.server.runErrands() > 0 {}
            let before = messenger.asked.count
            let asked = try await room.handIn(draft.id, as: agent.token, key: "submit")
            #expect(asked.state == .awaitingHolder && asked.holder.isEmpty && asked.submittedAt != nil)
            #expect(try await room.handIn(draft.id, as: agent.token, key: "submit") == asked)
            while try await room.server.runErrands() > 0 {}
            #expect(
                messenger.asked.dropFirst(before).contains {
                    $0.contains("agency_asked") && $0.contains(holder.account)
                })
            let seen = try await room.mandate(draft.id, as: holder.token)
            #expect(seen.side == .holder && seen.maskedAgentName == "李*理" && seen.state == .awaitingHolder)
            let read = try await letter(draft.id, as: holder.token, in: room)
            #expect(read == picture)
            #expect(try await !mayAct())

            let code = try await room.mandateCode(draft.id, of: holder)
            let confirmed = try await room.confirm(draft.id, code: code, as: holder.token, key: "confirm")
            #expect(confirmed.state == .inReview && confirmed.holder == holder.holder)
            #expect(try await room.confirm(draft.id, code: code, as: holder.token, key: "confirm") == confirmed)
            #expect(try await room.mandate(draft.id, as: agent.token).holder == holder.holder)
            #expect(try await !mayAct())

            let staff = try room.staff()
            let queue = try await room.mandateDesk.listMandateQueue(.init(), options: room.options(staff)).mandates
            #expect(queue.map(\.id) == [draft.id] && queue.first?.agent == agent.account)
            let looked = try await room.mandateDesk.getMandateForReview(
                .init(mandate: draft.id), options: room.options(staff))
            #expect(looked.agent?.name == "李代理" && looked.agent?.documentNumber == agent.number)
            #expect(looked.holder?.name == "张老二" && looked.holder?.documentNumber == holder.number)
            let reviewed = try await room.mandateDesk.getLetterForReview(
                .init(mandate: draft.id), options: room.options(staff)
            ) { try await IdentityRoom.bytes($0) }
            #expect(reviewed == picture)
            let approved = try await room.approveMandate(draft.id, as: staff, key: "approve")
            #expect(approved.state == .active && approved.holder == holder.holder)
            #expect(try await room.approveMandate(draft.id, as: staff, key: "approve") == approved)

            let allowed = try await room.authority(of: agent.account, for: holder.holder)
            #expect(allowed.allowed && allowed.basis == .mandate && allowed.mandate == draft.id)
            #expect(allowed.validUntil == draft.validUntil && allowed.holderVersion == 1)
            for business: IdentityV1.Business in [.market, .softwareRegistration, .contractRegistration] {
                #expect(
                    try await room.authority(of: agent.account, for: holder.holder, in: business)
                        == IdentityV1.CheckAuthorityResponse())
            }
            // Not the other way round; and each for themselves, in anything.
            #expect(try await !room.authority(of: holder.account, for: agent.holder).allowed)
            let own = try await room.authority(of: holder.account, for: holder.holder, in: .market)
            #expect(own.allowed && own.basis == .own && own.holderVersion == 1 && own.mandate.isEmpty)
            let events = try await room.store.events(after: 0, limit: 1_000, reader: "registry").events
                .filter { $0.type == "mandate.changed" }
            #expect(
                try events.map { try IdentityV1.MandateChanged(serialized: $0.payload).state }
                    == [.awaitingHolder, .inReview, .active])
            let audit = try await room.store.read { snapshot in
                try snapshot.rows(
                    "SELECT action FROM audit WHERE action LIKE '%mandate%' OR action LIKE 'letter%' ORDER BY position"
                ).map { try $0.text("action") }
            }
            #expect(
                audit == [
                    "mandate_begun", "letter_uploaded", "mandate_submitted", "mandate_asked", "mandate_confirmed",
                    "mandate_confirmed", "mandate_viewed", "mandate_viewed", "letter_viewed", "letter_viewed",
                    "mandate_approved", "mandate_approved",
                ])
            _ = try await room.server.checkAudit()
        }
    }

    /// What auditors see of an account, and what its owner is given, of mandates; both as who did what to what.
    private func audited(
        _ member: VerifiedMember, in room: IdentityRoom
    ) async throws -> (seen: [String], given: [String]) {
        let listed = try await IdentityV1.AuditClient(room.gateway).listAudit(
            .init(account: member.account, pageSize: 100), options: room.options(try room.staff(roles: ["auditor"]))
        ).records.reversed().map { "\($0.actor) \($0.action) \($0.object)" }
        let token = try await room.logIn(member.userName).accessToken
        let exported = try await room.privacy.exportSubject(
            .init(password: IdentityRoom.password), options: room.options(token)
        ) { parts in
            var records: [String] = []
            for try await part in parts where part.section == "audit" {
                let values = Dictionary(uniqueKeysWithValues: part.items.map { ($0.name, $0.value) })
                records.append("\(values["actor"] ?? "") \(values["action"] ?? "") \(values["object"] ?? "")")
            }
            return records
        }
        func ofMandates(_ records: [String]) -> [String] {
            records.filter { $0.contains(" mandate_") || $0.contains(" letter_") }
        }
        return (ofMandates(listed), ofMandates(exported))
    }

    @Test("what is done with a mandate is the holder's to see too: their consent, each look of staff, and every end")
    func holdersAudit() async throws {
        try await IdentityRoom.run { room in
            var (holder, agent) = try await room.holderAndAgent()
            let staff = "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"
            var expected: [String] = []
            for end in ["refuse", "revoke", "agent", "holder", "time"] {
                let mandate = try await room.agreed(holder, with: agent, days: 1)
                let token = try room.staff()
                expected += ["\(agent.account) mandate_asked", "\(holder.account) mandate_confirmed"].map {
                    "\($0) \(mandate.id)"
                }
                _ = try await room.mandateDesk.getMandateForReview(
                    .init(mandate: mandate.id), options: room.options(token))
                _ = try await room.mandateDesk.getLetterForReview(
                    .init(mandate: mandate.id), options: room.options(token)
                ) { try await IdentityRoom.bytes($0) }
                expected += ["mandate_viewed", "letter_viewed"].map { "\(staff) \($0) \(mandate.id)" }
                if end != "refuse" {
                    try await room.approveMandate(mandate.id, as: token)
                    expected.append("\(staff) mandate_approved \(mandate.id)")
                }
                switch end {
                case "refuse":
                    _ = try await room.mandateDesk.refuseMandate(
                        .init(mandate: mandate.id, reason: "印章不符"), options: room.options(token))
                    expected.append("\(staff) mandate_refused \(mandate.id)")
                case "revoke":
                    _ = try await room.mandateDesk.revokeMandate(
                        .init(mandate: mandate.id, reason: "冒用印章"), options: room.options(token))
                    expected.append("\(staff) mandate_ended \(mandate.id)")
                case "agent":
                    try await room.endMandate(mandate.id, as: agent.token)
                    expected.append("\(agent.account) mandate_ended \(mandate.id)")
                case "holder":
                    try await room.endMandate(mandate.id, as: holder.token)
                    expected.append("\(holder.account) mandate_ended \(mandate.id)")
                default:
                    room.time.advance(by: .seconds(3 * 86_400))
                    #expect(try await room.server.endMandatesInTime() == 1)
                    expected.append("identity mandate_ended \(mandate.id)")
                }
                room.time.advance(by: .seconds(3_600))
                holder.token = try await room.logIn(holder.userName).accessToken
                agent.token = try await room.logIn(agent.userName).accessToken
            }
            // What they declined they did themselves; one that they never answered is none of theirs.
            let declined = try await room.asked(holder, by: agent)
            try await room.endMandate(declined.id, as: holder.token)
            let unanswered = try await room.asked(holder, by: agent)
            try await room.endMandate(unanswered.id, as: agent.token)
            expected += [
                "\(agent.account) mandate_asked \(declined.id)", "\(holder.account) mandate_ended \(declined.id)",
                "\(agent.account) mandate_asked \(unanswered.id)",
            ]
            let theirs = try await audited(holder, in: room)
            #expect(theirs.seen == expected && theirs.given == expected)
            // The agent's own has each once.
            let own = try await audited(agent, in: room)
            #expect(own.seen == own.given && Set(own.seen).count == own.seen.count)
            #expect(own.seen.contains("\(agent.account) mandate_ended \(unanswered.id)"))
            _ = try await room.server.checkAudit()
        }
    }

    private func letter(_ mandate: String, as token: String, in room: IdentityRoom) async throws -> [UInt8] {
        try await room.agents.getLetter(.init(mandate: mandate), options: room.options(token)) {
            try await IdentityRoom.bytes($0)
        }
    }

    @Test("whether a stranger was ever verified is told by nothing: no answer, no state, no end")
    func noEnumeration() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            var stranger = room.naming(holder)
            stranger.documentNumber = "11010119900307109X"
            var misnamed = room.naming(holder)
            misnamed.name = "张老三"
            misnamed.authority = .platform
            func shape(_ mandate: IdentityV1.Mandate) -> IdentityV1.Mandate {
                var shape = mandate
                (shape.id, shape.maskedHolderName, shape.maskedDocumentNumber) = ("", "", "")
                (shape.createdAt, shape.submittedAt, shape.endedAt, shape.letter) = (nil, nil, nil, nil)
                return shape
            }
            var ids: [String] = []
            var shapes: [[IdentityV1.Mandate]] = []
            for request in [room.naming(holder), stranger] {
                let begun = try await room.name(request, as: agent.token)
                let brought = try await room.bringLetter(to: begun.id, as: agent.token)
                let asked = try await room.handIn(begun.id, as: agent.token)
                try await room.expect("MANDATE_UNDER_WAY") { _ = try await room.name(request, as: agent.token) }
                // The agent can neither have a code sent nor try one.
                try await room.expect("MANDATE_NOT_FOUND") {
                    _ = try await room.agents.requestMandateCode(
                        .init(mandate: begun.id), options: room.options(agent.token))
                }
                try await room.expect("MANDATE_NOT_FOUND") {
                    _ = try await room.confirm(begun.id, code: "123456", as: agent.token)
                }
                ids.append(begun.id)
                shapes.append([shape(begun), shape(brought), shape(asked)])
            }
            #expect(shapes[0] == shapes[1])
            // The same document under another name is under way already, for all that the agent knows.
            try await room.expect("MANDATE_UNDER_WAY") { _ = try await room.name(misnamed, as: agent.token) }
            let listed = try await room.agents.listMandates(.init(side: .holder), options: room.options(holder.token))
            #expect(listed.mandates.map(\.id) == [ids[0]])
            // Neither is answered: both lapse on the same day.
            room.time.advance(by: .seconds(30 * 86_400))
            #expect(try await room.server.endMandatesInTime() == 2)
            let later = try await room.logIn(agent.userName).accessToken
            let ends = try await room.agents.listMandates(.init(side: .agent), options: room.options(later)).mandates
            #expect(ends.count == 2 && shape(ends[0]) == shape(ends[1]))
            #expect(ends.allSatisfy { $0.state == .lapsed && $0.endedBy == "time" && $0.holder.isEmpty })
            // Under another name it is nobody, and the holder never hears of it.
            let another = try await room.name(misnamed.on(room), as: later)
            try await room.bringLetter(to: another.id, as: later)
            _ = try await room.handIn(another.id, as: later)
            let holderLater = try await room.logIn(holder.userName).accessToken
            try await room.expect("MANDATE_NOT_FOUND") { _ = try await room.mandate(another.id, as: holderLater) }
            // An agent tries out so many an hour and no more.
            var refusals: [String?] = []
            for number in 0..<25 {
                var guess = misnamed.on(room)
                guess.documentKind = "other_personal"
                guess.documentNumber = "X\(1_000 + number)"
                do {
                    _ = try await room.name(guess, as: later)
                } catch let error as RPCError {
                    refusals.append(error.word)
                }
            }
            #expect(refusals.count == 6 && refusals.allSatisfy { $0 == "TOO_BUSY" })
        }
    }

    @Test("the code goes to the holder's own number, is good for one mandate, and wrong ones count")
    func codes() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            let other = try await room.verified(
                "otheragent", mobile: "13900000010", name: "王代理", number: "11010119900307109X")
            room.time.advance(by: .seconds(61))
            let first = try await room.asked(holder, by: agent)
            let second = try await room.asked(holder, by: other)
            let before = room.inbox.letters(to: agent.mobile).count
            let code = try await room.mandateCode(first.id, of: holder)
            #expect(room.inbox.letters(to: agent.mobile).count == before)
            // Of another mandate, or another account's, it is none.
            try await room.expect("CODE_REFUSED") {
                _ = try await room.confirm(second.id, code: code, as: holder.token)
            }
            try await room.expect("MANDATE_NOT_FOUND") {
                _ = try await room.confirm(first.id, code: code, as: other.token)
            }
            try await room.expect("INVALID_FIELDS") {
                _ = try await room.confirm(first.id, code: "12", as: holder.token)
            }
            let wrong = code == "000000" ? "000001" : "000000"
            for _ in 0..<5 {
                try await room.expect("CODE_REFUSED") {
                    _ = try await room.confirm(first.id, code: wrong, as: holder.token)
                }
            }
            // Too many: the right one is refused too, and another is sent after a while.
            try await room.expect("CODE_REFUSED") { _ = try await room.confirm(first.id, code: code, as: holder.token) }
            try await room.expect("CODE_TOO_SOON") { _ = try await room.mandateCode(first.id, of: holder) }
            room.time.advance(by: .seconds(61))
            let next = try await room.mandateCode(first.id, of: holder)
            #expect(try await room.confirm(first.id, code: next, as: holder.token).state == .inReview)
            try await room.expect("MANDATE_STATE") {
                _ = try await room.confirm(first.id, code: next, as: holder.token)
            }
        }
    }

    @Test("either side and staff end a mandate at once, and whoever did not is told")
    func ended() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            var (holder, agent) = try await room.holderAndAgent()
            for end in ["agent", "holder", "staff"] {
                let mandate = try await room.inForce(holder, with: agent)
                #expect(try await room.authority(of: agent.account, for: holder.holder).mandate == mandate.id)
                while try await room.server.runErrands() > 0 {}
                let before = messenger.asked.count
                switch end {
                case "agent": try await room.endMandate(mandate.id, as: agent.token)
                case "holder": try await room.endMandate(mandate.id, as: holder.token)
                default:
                    try await room.expect("INVALID_FIELDS") {
                        _ = try await room.mandateDesk.revokeMandate(
                            .init(mandate: mandate.id, reason: " "), options: room.options(room.staff()))
                    }
                    let revoked = try await room.mandateDesk.revokeMandate(
                        .init(mandate: mandate.id, reason: "冒用印章"), options: room.options(room.staff()))
                    #expect(revoked.state == .revoked)
                }
                #expect(try await !room.authority(of: agent.account, for: holder.holder).allowed)
                let over = try await room.mandate(mandate.id, as: agent.token)
                #expect(over.state == .revoked && over.endedBy == end && over.endedAt != nil)
                #expect(over.reason == (end == "staff" ? "冒用印章" : ""))
                // Again, from the other side: it stays as it ended.
                #expect(try await room.endMandate(mandate.id, as: holder.token).endedBy == end)
                while try await room.server.runErrands() > 0 {}
                let told = messenger.asked.dropFirst(before).filter { $0.contains("agency_ended") }
                #expect(told.contains { $0.contains(agent.account) } == (end != "agent"))
                #expect(told.contains { $0.contains(holder.account) } == (end != "holder"))
                room.time.advance(by: .seconds(3_600))
                holder.token = try await room.logIn(holder.userName).accessToken
                agent.token = try await room.logIn(agent.userName).accessToken
            }
            // Before anybody has agreed it is declined by one and revoked by the other; a draft is nobody else's.
            let first = try await room.asked(holder, by: agent)
            #expect(try await room.endMandate(first.id, as: holder.token).state == .declined)
            let second = try await room.asked(holder, by: agent)
            #expect(try await room.endMandate(second.id, as: agent.token).state == .revoked)
            let draft = try await room.name(room.naming(holder), as: agent.token)
            try await room.expect("MANDATE_NOT_FOUND") { try await room.endMandate(draft.id, as: holder.token) }
            #expect(try await room.endMandate(draft.id, as: agent.token).state == .revoked)
            _ = try await room.server.checkAudit()
        }
    }

    @Test("a mandate is good from its first day to its last, whether or not anybody has looked since")
    func days() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            let mandate = try await room.inForce(holder, with: agent, from: 2, days: 3)
            func mayAct() async throws -> Bool {
                try await room.authority(of: agent.account, for: holder.holder).allowed
            }
            var days: [Bool] = []
            for _ in 0..<8 {
                days.append(try await mayAct())
                room.time.advance(by: .seconds(86_400))
            }
            #expect(days == [false, false, true, true, true, true, false, false])
            let before = try await room.mandate(mandate.id, as: try await room.logIn(agent.userName).accessToken)
            #expect(before.state == .active)
            #expect(try await room.server.endMandatesInTime() == 1)
            #expect(try await room.server.endMandatesInTime() == 0)
            let over = try await room.mandate(mandate.id, as: try await room.logIn(agent.userName).accessToken)
            #expect(over.state == .expired && over.endedBy == "time")
        }
    }

    @Test("a holder who verified again with another document has not signed the letter; with the same one they have")
    func verifiedAgain() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            _ = try await room.inForce(holder, with: agent)
            for (changes, isAllowed, version) in [
                (["address": "建设路二号"], true, 2), (["document_number": "11010119900307109X"], false, 0),
            ] as [([String: String], Bool, UInt32)] {
                let token = try await room.logIn(holder.userName).accessToken
                let dossier = try await room.filled(token, mobile: holder.mobile, changing: changes)
                _ = try await room.submit(dossier.id, as: token)
                let staff = try room.staff()
                try await room.claim(dossier.id, as: staff)
                try await room.approve(dossier.id, as: staff)
                let answer = try await room.authority(of: agent.account, for: holder.holder)
                #expect(answer.allowed == isAllowed && answer.holderVersion == version)
            }
        }
    }

    @Test("an agent who is of the house, or was closed, acts for nobody; nor does one who was never verified")
    func agentGone() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            _ = try await room.inForce(holder, with: agent)
            func set(_ column: String, _ value: String) async throws {
                _ = try await room.store.write {
                    try $0.execute(
                        "UPDATE accounts SET \(column) = ? WHERE id = ?", .text(value), .text(agent.account))
                }
            }
            for (column, value, back) in [
                ("state", "suspended", "active"), ("verification", "unverified", "verified"),
                ("class", "staff", "individual"),
            ] {
                try await set(column, value)
                #expect(try await !room.authority(of: agent.account, for: holder.holder).allowed, "\(column)")
                try await set(column, back)
                #expect(try await room.authority(of: agent.account, for: holder.holder).allowed, "\(column)")
            }
            let unverified = try await room.applicant("nobodyyet", mobile: "13900000011")
            try await room.expect("NOT_VERIFIED") {
                _ = try await room.name(room.naming(holder), as: unverified)
            }
            // A call that was let in before counts no more either.
            let stale = try room.unended(
                try await room.accounts.whoAmI(.init(), options: room.options(unverified)).id, kind: "verified_account")
            try await room.expect("ACCOUNT_NOT_FOUND") { _ = try await room.name(room.naming(holder), as: stale) }
        }
    }

    @Test("the erasure of either side ends the mandate and leaves no letter, no name and no code of a document")
    func erased() async throws {
        for isAgent in [true, false] {
            try await IdentityRoom.run { room in
                let (holder, agent) = try await room.holderAndAgent()
                let mandate = try await room.inForce(holder, with: agent)
                let gone = isAgent ? agent : holder
                _ = try await room.privacy.eraseSubject(
                    .init(password: IdentityRoom.password), options: room.options(gone.token))
                #expect(try await !room.authority(of: agent.account, for: holder.holder).allowed)
                let found = try await room.store.read { try $0.row("SELECT * FROM mandates") }
                let row = try #require(found)
                #expect(try row.text("state") == "revoked" && row.text("ended_by") == "erasure")
                #expect(try row.blob("named") == [] && row.blob("document_code") == [UInt8](repeating: 0, count: 32))
                #expect(try row.optionalText("letter") == nil)
                let other = isAgent ? holder : agent
                let seen = try await room.mandate(mandate.id, as: other.token)
                #expect(seen.maskedHolderName.isEmpty && seen.letter == nil && seen.endedBy == "erasure")
                try await room.expect("DOCUMENT_NOT_FOUND") {
                    _ = try await letter(mandate.id, as: other.token, in: room)
                }
                let blobs = try await room.store.read { snapshot in
                    try snapshot.rows("SELECT letter AS blob FROM mandates WHERE letter IS NOT NULL").count
                }
                #expect(blobs == 0)
                _ = try await room.server.checkAudit()
            }
        }
    }

    @Test(
        "a letter is a picture that can be read, brought by its agent while the mandate is a draft; a sweep spares it")
    func letters() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            let mandate = try await room.name(room.naming(holder), as: agent.token)
            let picture = IdentityRoom.writing()
            for (bytes, type, size, word) in [
                (picture, "image/jpeg", nil, "PICTURE_LYING_TYPE"), (picture, "image/gif", nil, "PICTURE_WRONG_TYPE"),
                (picture, "image/png", picture.count + 1, "INVALID_UPLOAD"),
                (picture, "image/png", 5_242_880, "PICTURE_TOO_LARGE"), (picture, "image/png", 0, "PICTURE_EMPTY"),
                (IdentityRoom.writing(width: 599), "image/png", nil, "PICTURE_TOO_SMALL"),
                (Array(picture.prefix(2_000)), "image/png", nil, "PICTURE_DAMAGED"),
            ] as [([UInt8], String, Int?, String)] {
                try await room.expect(word) {
                    try await room.bringLetter(bytes, to: mandate.id, as: agent.token, type: type, size: size)
                }
            }
            try await room.expect("INVALID_MANDATE") { try await room.bringLetter(to: "mdt_9", as: agent.token) }
            try await room.expect("MANDATE_NOT_FOUND") { try await room.bringLetter(to: mandate.id, as: holder.token) }
            #expect(try await room.mandate(mandate.id, as: agent.token).letter == nil)
            // A large one is a file: it is not swept up, and the one before it is gone.
            let large = IdentityRoom.writing(width: 1_400, height: 1_000)
            try await room.bringLetter(picture, to: mandate.id, as: agent.token)
            try await room.bringLetter(large, to: mandate.id, as: agent.token)
            let swept = try await room.server.sweepOrphans(olderThan: .zero)
            #expect(swept.removed == 0)
            #expect(try await letter(mandate.id, as: agent.token, in: room) == large)
            try await room.bringLetter(picture, to: mandate.id, as: agent.token)
            #expect(try await room.server.sweepOrphans(olderThan: .zero).removed == 0)
            _ = try await room.handIn(mandate.id, as: agent.token)
            try await room.expect("MANDATE_STATE") { try await room.bringLetter(to: mandate.id, as: agent.token) }
            #expect(try await letter(mandate.id, as: agent.token, in: room) == picture)
        }
    }

    @Test("a holder who is erased before they agreed leaves an agent nothing to tell them from nobody")
    func erasedUnasked() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            var (holder, agent) = try await room.holderAndAgent()
            let lapsed = try await room.asked(holder, by: agent)
            room.time.advance(by: .seconds(30 * 86_400))
            #expect(try await room.server.endMandatesInTime() == 1)
            holder.token = try await room.logIn(holder.userName).accessToken
            agent.token = try await room.logIn(agent.userName).accessToken
            let asked = try await room.asked(holder, by: agent)
            let before = [
                try await room.mandate(lapsed.id, as: agent.token), try await room.mandate(asked.id, as: agent.token),
            ]
            #expect(before.map(\.state) == [.lapsed, .awaitingHolder])
            while try await room.server.runErrands() > 0 {}
            let told = messenger.asked.filter { $0 == "agency_ended \(agent.account)" }.count
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(holder.token))
            for mandate in before {
                #expect(try await room.mandate(mandate.id, as: agent.token) == mandate)
                #expect(try await !letter(mandate.id, as: agent.token, in: room).isEmpty)
            }
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked.filter { $0 == "agency_ended \(agent.account)" }.count == told)
            // Nothing here says any more whom it would have been.
            let named = try await room.store.read {
                try $0.rows("SELECT 1 AS found FROM mandates WHERE holder IS NOT NULL OR holder_account IS NOT NULL")
            }
            #expect(named.isEmpty)
            room.time.advance(by: .seconds(30 * 86_400))
            #expect(try await room.server.endMandatesInTime() == 1)
            let later = try await room.logIn(agent.userName).accessToken
            let end = try await room.mandate(asked.id, as: later)
            #expect(end.state == .lapsed && end.endedBy == "time")
            _ = try await room.server.checkAudit()
        }
    }

    @Test("an erasure by staff is theirs in the audit of what it ends, and only the other side is told")
    func erasedByStaff() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let (holder, agent) = try await room.holderAndAgent()
            _ = try await room.inForce(holder, with: agent)
            let staff = try room.staff(roles: ["privacy"])
            _ = try await room.privacy.eraseSubjectOnRequest(
                .init(account: holder.account), options: room.options(staff))
            let actors = try await room.store.read { snapshot in
                try snapshot.rows("SELECT DISTINCT actor FROM audit WHERE action = 'mandate_ended'").map {
                    try $0.text("actor")
                }
            }
            #expect(actors.count == 1 && actors.allSatisfy { $0 != holder.account && $0.hasSuffix("e04") })
            let told = try await room.store.read { snapshot in
                try snapshot.rows("SELECT payload FROM jobs WHERE kind = 'errand'").map {
                    String(decoding: try $0.blob("payload"), as: UTF8.self)
                }.filter { $0.contains("agency_ended") }
            }
            #expect(told.count == 1 && told.allSatisfy { $0.hasPrefix(agent.account) })
        }
    }

    @Test("staff without the role, or who are named in it, read no letter; nobody decides twice, or before the holder")
    func desk() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            let mandate = try await room.asked(holder, by: agent)
            let staff = try room.staff()
            func everything(_ word: String, as token: String) async throws {
                try await room.expect(word) {
                    _ = try await room.mandateDesk.getMandateForReview(
                        .init(mandate: mandate.id), options: room.options(token))
                }
                try await room.expect(word) {
                    _ = try await room.mandateDesk.getLetterForReview(
                        .init(mandate: mandate.id), options: room.options(token)
                    ) { try await IdentityRoom.bytes($0) }
                }
                try await room.expect(word) { try await room.approveMandate(mandate.id, as: token) }
                try await room.expect(word) {
                    _ = try await room.mandateDesk.refuseMandate(
                        .init(mandate: mandate.id, reason: "x"), options: room.options(token))
                }
            }
            try await everything("MANDATE_STATE", as: staff)
            #expect(try await room.mandateDesk.listMandateQueue(.init(), options: room.options(staff)).mandates == [])
            let code = try await room.mandateCode(mandate.id, of: holder)
            _ = try await room.confirm(mandate.id, code: code, as: holder.token)
            try await everything("ROLE_MISSING", as: try room.staff(roles: ["privacy"]))
            try await everything("SUBJECT_NOT_ALLOWED", as: agent.token)
            for party in [agent, holder] {
                let own = try room.unended(party.account, kind: "staff", roles: ["review"])
                try await everything("OWN_DOSSIER", as: own)
            }
            let refused = try await room.mandateDesk.refuseMandate(
                .init(mandate: mandate.id, reason: "委托书没有签名"), options: room.options(staff))
            #expect(refused.state == .refused)
            #expect(try await room.mandate(mandate.id, as: agent.token).reason == "委托书没有签名")
            try await everything("MANDATE_STATE", as: staff)
            for (request, word) in [
                (IdentityV1.ListMandateQueueRequest(pageSize: 201), "INVALID_PAGE_SIZE"),
                (IdentityV1.ListMandateQueueRequest(pageToken: "x"), "INVALID_PAGE_TOKEN"),
            ] {
                try await room.expect(word) {
                    _ = try await room.mandateDesk.listMandateQueue(request, options: room.options(staff))
                }
            }
        }
    }

    @Test("what cannot be meant is refused field by field, and nobody is their own agent")
    func refused() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            try await room.expect("OWN_MANDATE") { _ = try await room.name(room.naming(agent), as: agent.token) }
            let good = room.naming(holder)
            func fields(_ change: (inout IdentityV1.NameHolderRequest) -> Void) async throws -> [String] {
                var request = good
                change(&request)
                let refusal = try await room.refusal { _ = try await room.name(request, as: agent.token) }
                #expect(refusal.word == "INVALID_FIELDS")
                return refusal.fieldViolations.map(\.field)
            }
            #expect(
                try await fields { $0 = .init() } == [
                    "authority", "name", "document_kind", "businesses", "valid_from", "valid_until",
                ])
            #expect(try await fields { $0.name = "张\u{202E}" } == ["name"])
            #expect(try await fields { $0.documentNumber = "363636122211112222" } == ["document_number"])
            #expect(try await fields { $0.documentKind = "shoe" } == ["document_kind"])
            #expect(try await fields { $0.businesses = [.evidence, .evidence] } == ["businesses[1]"])
            #expect(try await fields { $0.businesses = [.unrecognized(99)] } == ["businesses[0]"])
            #expect(try await fields { $0.validFrom = "2026-02-30" } == ["valid_from"])
            #expect(try await fields { $0.validFrom = room.day(-1) } == ["valid_from"])
            #expect(
                try await fields {
                    $0.validFrom = room.day(367)
                    $0.validUntil = room.day(400)
                } == ["valid_from"])
            #expect(try await fields { $0.validUntil = room.day(-1) } == ["valid_until"])
            #expect(try await fields { $0.validUntil = room.day(1_097) } == ["valid_until"])
            for (account, holder, business, field) in [
                ("acc_1", holder.holder, .evidence, "account"), (agent.account, "hld_1", .evidence, "holder"),
                (agent.account, holder.holder, .unspecified, "business"),
            ] as [(String, String, IdentityV1.Business, String)] {
                let refusal = try await room.refusal {
                    _ = try await room.authority(of: account, for: holder, in: business)
                }
                #expect(refusal.fieldViolations.map(\.field) == [field])
            }
            for text in HostileTextTests.texts.prefix(6) {
                try await room.expect("INVALID_MANDATE") { _ = try await room.mandate(text, as: agent.token) }
            }
            let list = try await room.refusal {
                _ = try await room.agents.listMandates(.init(), options: room.options(agent.token))
            }
            #expect(list.fieldViolations.map(\.field) == ["side"])
            // Services that have no business with it may not ask.
            let stranger = try await room.refusal {
                _ = try await IdentityV1.MandatesClient(room.gateway).checkAuthority(.init(), options: room.options())
            }
            #expect(stranger.code == .permissionDenied)
        }
    }

    @Test("two confirmations, or a confirmation and an end, at the same moment leave one outcome")
    func racing() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            let mandate = try await room.asked(holder, by: agent)
            let code = try await room.mandateCode(mandate.id, of: holder)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { _ = try? await room.confirm(mandate.id, code: code, as: holder.token) }
                }
                group.addTask { _ = try? await room.endMandate(mandate.id, as: agent.token) }
            }
            let state = try await room.mandate(mandate.id, as: agent.token).state
            #expect(state == .revoked)
            let confirmations = try await room.store.read {
                try $0.row(
                    "SELECT count(*) AS n FROM audit WHERE action = 'mandate_confirmed' AND account = ?",
                    .text(holder.account))?.integer("n")
            }
            #expect((confirmations ?? 9) <= 1)
            try await room.expect("MANDATE_STATE") { try await room.approveMandate(mandate.id, as: try room.staff()) }
        }
    }
}

extension IdentityV1.NameHolderRequest {
    /// The same from today on.
    fileprivate func on(_ room: IdentityRoom) -> IdentityV1.NameHolderRequest {
        var request = self
        (request.validFrom, request.validUntil) = (room.day(), room.day(30))
        return request
    }
}

extension IdentityRoom {
    /// What comes in pieces, whole.
    static func bytes(_ chunks: ResponseStream<IdentityV1.DocumentChunk>) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in chunks { bytes += chunk.data }
        return bytes
    }
}
