import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// Stores as each earlier version left them: with what today's code has written, as far as that version had a place for
/// it. What is sealed, and what finds it, was never written otherwise.
@Suite("Stores of earlier versions", .timeLimit(.minutes(5)))
struct EarlierStoreTests {
    private static let mobile = "13812345678"
    private static let steps = IdentityMigrations.all

    /// What somebody still has in hand when the version changes under them.
    private struct InHand {
        var owner = ""
        var refresh = ""
        var code = ""
        var waiting = ""
        var moved = ""
        var erased = ""
        var flow: IdentityV1.ThirdPartyFlow?
        var registration = ""
        var dossier: IdentityV1.Dossier?
        var house = ""
        var invitation = ""
        var invitationCode = ""
        var mandate = ""
        var imported = ""
        var records: Int64 = 0
    }

    /// Rows of an older system: somebody who has not come yet, and somebody whose number was freed before they came.
    private static let elders = ["old-17": "13700000013", "old-18": "13700000014"].sorted { $0.key < $1.key }.map {
        IdentityV1.ImportRow(reference: $0.key, mobile: $0.value, userName: $0.key == "old-17" ? "elder" : "")
    }

    /// Fills every table of the service.
    private func fill(_ room: IdentityRoom) async throws -> InHand {
        var hand = InHand()
        let token = try await room.member()
        hand.owner = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
        let (staff, dossier) = (try room.staff(), try await room.filled(token))
        _ = try await room.submit(dossier.id, as: token)
        try await room.claim(dossier.id, as: staff)
        try await room.approve(dossier.id, as: staff)
        // Another one, which becomes the second version when it is approved; identifiers are in the order of time.
        room.time.advance(by: .milliseconds(5))
        let again = try await room.filled(token, changing: ["address": "建设路二号"])
        _ = try await room.submit(again.id, as: token)
        hand.dossier = try await room.current(token)
        _ = try await room.calendars.announceYear(
            .init(year: 2_027, days: [.init(day: "2027-01-01", working: false)], source: "国办发明电"),
            options: room.options(room.staff(roles: ["administrator"])))
        _ = try await room.changes.setProfile(.init(displayName: "狐狸"), options: room.options(token))
        _ = try await room.addressBook.addAddress(
            .init(lines: .init(recipient: "张老二", mobile: Self.mobile, street: "建设路一号"), isDefault: true),
            options: room.options(token))
        _ = try await room.link(try await room.visitToLink(as: "li", token: token), as: token)
        hand.flow = try await room.thirdParties.beginThirdParty(.init(provider: "wechat"), options: room.options())
        hand.registration = try await room.registration(try await room.visit("alipay", as: "wang"))
        try await fillWithOthers(room, &hand)
        // Somebody who has another number, and whose former one is not told yet; and somebody who is no more.
        let mover = try await room.member("mover", mobile: "13800000002")
        hand.moved = try await room.changeMobile(
            to: "13800000003", code: try await room.changeCode(.mobile("13800000003"), as: mover), as: mover
        ).id
        let goner = try await room.member("goner", mobile: "13800000004")
        hand.erased = try await room.accounts.whoAmI(.init(), options: room.options(goner)).id
        _ = try await room.privacy.eraseSubject(.init(password: IdentityRoom.password), options: room.options(goner))
        // A code in somebody's hands, tried wrongly once; one that waits to be sent; a name that was guessed at.
        hand.refresh = try await room.logIn().refreshToken
        hand.code = try #require(try await room.code(.login, to: Self.mobile))
        try await room.expect("CODE_REFUSED") {
            _ = try await room.sessions.logInWithCode(
                .init(mobile: Self.mobile, code: hand.code == "000000" ? "000001" : "000000"), options: room.options())
        }
        hand.waiting = "13800000003"
        _ = try await room.accounts.requestCode(
            .init(purpose: .login, recipient: .mobile(hand.waiting)), options: room.options())
        for _ in 0..<5 { _ = try await room.refusal { _ = try await room.logIn("mover", password: "Wrong-1-x") } }
        hand.records = try await room.server.checkAudit()
        return hand
    }

    /// Whoever acts for somebody else, whoever came from an older system, and an office.
    private func fillWithOthers(_ room: IdentityRoom, _ hand: inout InHand) async throws {
        let house = try await room.institution()
        hand.house = house.id
        try await room.employ("quill", mobile: "13700000011", roles: ["filer"], by: house.token)
        hand.invitation = try await room.invite("13700000012", as: house.token).id
        hand.invitationCode = try await room.lastCode(to: "13700000012")
        let agent = try await room.verified(
            "agentfox", mobile: "13900000009", name: "李代理", number: "440524188001010014")
        let somebody = VerifiedMember(
            account: "", holder: "", name: "张老二", number: "11010519491231002X", userName: "", mobile: "", token: "")
        hand.mandate = try await room.name(room.naming(somebody), as: agent.token).id
        _ = try await IdentityV1.ListsClient(room.gateway).setOffice(
            .init(authority: .henan, name: "郑州大厅", city: "4101", source: "豫版公告2026-1"),
            options: room.options(try room.staff(roles: ["administrator"])))
        hand.imported = try await brought(room)[0].account
        _ = try await room.free("13700000014", as: try room.staff(roles: ["administrator"]))
    }

    /// Imports whoever comes from the older system.
    private func brought(_ room: IdentityRoom) async throws -> [IdentityV1.ImportOutcome] {
        try await room.imports.importAccounts(.init(rows: Self.elders, authority: .cpcc), options: room.options())
            .outcomes
    }

    @Test("every table of a service's store has rows in what the next test carries over")
    func filled() async throws {
        try await IdentityRoom.run { room in
            _ = try await fill(room)
            let bare = try TemporaryStore()
            let ofStore = Set(try await StoredRows(bare.store).tables.map(\.name))
            for table in try await StoredRows(room.store).tables where !ofStore.contains(table.name) {
                #expect(!table.rows.isEmpty, "\(table.name)")
            }
        }
    }

    @Test(
        "is brought to this version with all its rows, and what was in somebody's hands is still good",
        arguments: 1..<steps.count)
    func carried(from version: Int) async throws {
        let (time, folder) = (SeededTime(), try TemporaryFolder("identity"))
        let (rows, hand) = try await IdentityRoom.run(folder: folder, time: time) { room in
            let hand = try await fill(room)
            return (try await StoredRows(room.store), hand)
        }
        // The pictures lie beside the store, which is made anew.
        #expect(folder.removeFiles(beginning: "store.sqlite") > 0)
        let earlier = try TemporaryStore(
            Array(Self.steps.prefix(version)), eventTypes: IdentityEvents.all, folder: folder, time: time)
        let kept = rows.limited(to: try await StoredRows(earlier.store))
        try await kept.put(into: earlier.store)
        #expect(try await StoredRows(earlier.store) == kept)
        await earlier.store.close()

        let (messenger, eraser) = (ScriptedMessenger(), ScriptedEraser())
        try await IdentityRoom.run(folder: folder, time: time, messenger: messenger, eraser: eraser) { room in
            let now = try await StoredRows(room.store).limited(to: kept)
            for before in kept.tables { #expect(now[before.name] == before, "\(before.name)") }
            try await use(room, hand, from: version)
            if version >= 4 {
                while try await room.server.runErrands() > 0 {}
                #expect(messenger.asked.contains("mobile_changed 13800000002"))
            }
            if version >= 6 {
                _ = try await room.server.runErasures()
                #expect(eraser.asked == [hand.erased])
                #expect(try await room.erasure(of: hand.erased) == .erased)
            }
            #expect(try await room.server.checkAudit() > (version >= 3 ? hand.records : 0))
        }
    }

    /// What a store of that version had a place for; step 8 is an index, and what step 13 adds shows after a day.
    private func use(_ room: IdentityRoom, _ hand: InHand, from version: Int) async throws {
        // Of one that was erased nothing can be read; a name that was locked is.
        #expect(try await room.refusal { _ = try await room.logIn("goner") }.word == "LOGIN_REFUSED")
        #expect(try await room.refusal { _ = try await room.logIn("mover") }.word == "LOCKED")
        let signedIn = try await room.sessions.refresh(.init(refreshToken: hand.refresh), options: room.options())
        #expect(signedIn.account == hand.owner)
        let byCode = try await room.sessions.logInWithCode(
            .init(mobile: Self.mobile, code: hand.code), options: room.options())
        #expect(byCode.account == hand.owner)
        #expect(try await room.server.sendCodes() > 0)
        #expect(room.inbox.letters(to: hand.waiting).count == 1)
        try await useMembers(room, hand, from: version)
        let token = try await room.logIn().accessToken
        let account = try await room.accounts.whoAmI(.init(), options: room.options(token))
        #expect(account.id == hand.owner && account.userName == "foxmoon")
        if version >= 2 {
            #expect(try await room.holder(of: hand.owner).version == 1)
            let staff = try room.staff()
            let dossier = try await room.current(token)
            #expect(dossier.state == .inReview && dossier.documents.count == 2)
            // What was read off the pictures came later.
            if version >= 7 { #expect(dossier.documents == hand.dossier?.documents) }
            try await room.claim(dossier.id, as: staff)
            let picture = try #require(dossier.documents.first)
            #expect(try await room.picture(picture.id, as: staff) == IdentityRoom.writing())
            try await room.approve(dossier.id, as: staff)
            #expect(try await room.holder(of: hand.owner).version == 2)
        }
        if version >= 3 {
            let year = try await room.calendars.getYear(.init(year: 2_027), options: room.options())
            #expect(year.announced && year.source == "国办发明电")
            // Told once, by whichever version.
            #expect(try await room.server.tellAnnouncedYears() == (version >= 19 ? 0 : 1))
            #expect(try await room.server.tellAnnouncedYears() == 0)
        }
        if version >= 4 {
            let profile = try await room.changes.getProfile(.init(), options: room.options(token))
            #expect(profile.displayName == "狐狸")
            let addresses = try await room.addressBook.listAddresses(.init(), options: room.options(token)).addresses
            #expect(addresses.map { $0.lines?.street } == ["建设***"])
        }
        if version >= 5 {
            guard case .session(let session)? = try await room.complete(room.visit(try #require(hand.flow), as: "li"))
            else {
                Issue.record("a link was forgotten")
                return
            }
            #expect(session.account == hand.owner)
            let code = try await room.bindingCode(hand.registration, to: "13800000009")
            #expect(try await room.bind(hand.registration, mobile: "13800000009", code: code).account != hand.owner)
        }
        try await useOthers(room, hand, as: token, from: version)
        let sections = try await room.privacy.exportSubject(
            .init(password: IdentityRoom.password), options: room.options(token)
        ) { parts in
            var sections: Set<String> = []
            for try await part in parts { sections.insert(part.section) }
            return sections
        }
        #expect(sections.isSuperset(of: ["account", "sign_in", "audit"]))
        #expect(sections.contains("document") == (version >= 2) && sections.contains("third_party") == (version >= 5))
        #expect(sections.contains("mandate") == (version >= 14) && sections.contains("consent") == (version >= 18))
    }

    /// How often somebody is to be told of a device that is new.
    private func newDevices(_ room: IdentityRoom, of account: String) async throws -> Int {
        try await room.store.read { snapshot in
            try snapshot.rows("SELECT payload FROM jobs WHERE kind = 'errand'").map {
                String(decoding: try $0.blob("payload"), as: UTF8.self)
            }.count { $0.hasPrefix(account) && $0.contains("new_device") }
        }
    }

    /// Whoever acts for an institution, and what an account was signed in to on.
    private func useMembers(_ room: IdentityRoom, _ hand: InHand, from version: Int) async throws {
        if version >= 11 {
            // Another device is told of, for this one is known; and this one is not.
            let before = try await newDevices(room, of: hand.owner)
            _ = try await room.logIn(device: "another telephone")
            #expect(try await newDevices(room, of: hand.owner) == before + 1)
            _ = try await room.logIn()
            #expect(try await newDevices(room, of: hand.owner) == before + 1)
        }
        guard version >= 12 else { return }
        let filer = try await room.signIn(for: hand.house, as: try await room.logIn("quill").accessToken)
        let standing = try await room.accounts.whoAmI(.init(), options: room.options(filer.accessToken))
        #expect(standing.acting?.institution == hand.house)
        try await room.register("newquill", mobile: "13700000012")
        let token = try await room.logIn("newquill").accessToken
        let membership = try await room.accept(hand.invitation, code: hand.invitationCode, as: token)
        #expect(membership.institution == hand.house)
        let members = try await room.list(as: try await room.logIn("foxbooks").accessToken)
        #expect(members.members.count == 3 && members.invitations.isEmpty)
    }

    /// Agents, offices, accounts of an older system, and consents.
    private func useOthers(
        _ room: IdentityRoom, _ hand: InHand, as token: String, from version: Int
    ) async throws {
        if version >= 14 {
            let agent = try await room.logIn("agentfox").accessToken
            let named = try await room.mandate(hand.mandate, as: agent)
            #expect(named.state == .draft && named.maskedHolderName == "张*二")
            #expect(named.maskedDocumentNumber == "1101**********002X")
            try await room.bringLetter(to: named.id, as: agent)
            _ = try await room.handIn(named.id, as: agent)
            #expect(try await room.mandate(named.id, as: token).state == .awaitingHolder)
        }
        if version >= 15 {
            let offices = try await IdentityV1.ListsClient(room.gateway).listOffices(
                .init(authority: .henan), options: room.options()
            ).offices
            #expect(offices.contains { $0.name == "郑州大厅" && $0.city == "4101" && $0.source == "豫版公告2026-1" })
        }
        if version >= 16 {
            let again = try await brought(room)
            #expect(again.allSatisfy(\.wasThere) && again.first?.account == hand.imported)
            let code = try #require(try await room.code(.login, to: "13700000013"))
            let elder = try await room.sessions.logInWithCode(
                .init(mobile: "13700000013", code: code), options: room.options())
            #expect(elder.account == hand.imported)
            let missing = try await IdentityV1.CompletionClient(room.gateway).getCompletion(
                .init(), options: room.options(elder.accessToken))
            #expect(missing.imported && !missing.complete)
            // A number that was freed stays so from when on that is written down.
            #expect(try await (room.code(.login, to: "13700000014") == nil) == (version >= 17))
        }
        if version >= 18 {
            let consents = try await room.consents.listConsents(.init(), options: room.options(token)).consents
            #expect(consents.map(\.wording) == ["identity_document-1", "face-1"] && consents.allSatisfy(\.holds))
        }
    }
}
