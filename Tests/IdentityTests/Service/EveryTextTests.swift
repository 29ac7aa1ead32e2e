import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// Nobody lists the fields here: the server's own descriptors do.
@Suite("Every text of every call", .serialized, .timeLimit(.minutes(15)))
struct EveryTextTests {
    /// What a service refuses; never that something has gone wrong in it.
    private static let refusals: Set<RPCError.Code> = [
        .invalidArgument, .notFound, .failedPrecondition, .permissionDenied, .unauthenticated, .alreadyExists,
        .outOfRange, .resourceExhausted,
    ]
    private static let callers = ["gateway", "operator", "evidence", "notify"]
    /// Longer than a lock after wrong passwords, and than any pause between codes.
    private static let pause = Duration.seconds(1_000)

    /// Somebody of each kind, and something of each kind that is theirs.
    private struct Standing {
        let holder: VerifiedMember
        let applicant: String
        let dossier: String
        let mandate: String
        let address: String
        let flow: IdentityV1.ThirdPartyFlow
    }

    private func standing(_ room: IdentityRoom) async throws -> Standing {
        let (holder, agent) = try await room.holderAndAgent()
        let mandate = try await room.asked(holder, by: agent)
        let token = try await room.applicant("thirdfox", mobile: "13700000001")
        let applicant = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
        let dossier = try await room.filled(
            token, mobile: "13700000001", changing: ["document_number": "110105199003071239", "real_name": "李三"])
        _ = try await room.submit(dossier.id, as: token)
        try await room.claim(dossier.id, as: try room.staff())
        let address = try await room.addressBook.addAddress(
            .init(lines: .init(recipient: "张", mobile: "13812345678", street: "建设路一号"), isDefault: true),
            options: room.options(try room.unended(holder.account, kind: "account")))
        return Standing(
            holder: holder, applicant: applicant, dossier: dossier.id, mandate: mandate.id, address: address.id,
            flow: try await room.thirdParties.beginThirdParty(.init(provider: "wechat"), options: room.options()))
    }

    /// What stands in the other fields of a request, so that the one in question is what it is judged by.
    private func others(_ place: TextFields.Place, _ standing: Standing) -> [String: String] {
        let password = IdentityRoom.password
        let lines = ["lines.recipient": "张", "lines.mobile": "13812345678", "lines.street": "建设路一号"]
        let entry = ["authority": "1", "entries.0.field": "address", "entries.0.value": "建设路一号"]
        switch place.method.name {
        case "RequestCode": return ["purpose": "1", "mobile": "13811112222"]
        case "RegisterAccount":
            return [
                "account_class": "1", "user_name": "newfox", "mobile": "13811113333", "code": "123456",
                "password": password, "password_repeated": password, "accepts_terms": "1",
            ]
        case "ResetPassword":
            return [
                "mobile": standing.holder.mobile, "code": "123456", "new_password": password,
                "new_password_repeated": password,
            ]
        case "ChangePassword":
            return [
                "password": password, "new_password": "Green-Harbour-30", "new_password_repeated": "Green-Harbour-30",
            ]
        case "AddAddress": return lines
        case "ChangeAddress": return lines.merging(["address": standing.address]) { $1 }
        case "NameHolder":
            return [
                "authority": "1", "name": standing.holder.name, "document_kind": "resident_identity_card",
                "document_number": standing.holder.number, "businesses.0": "1", "valid_from": "2026-12-01",
                "valid_until": "2027-03-01",
            ]
        case "UploadLetter":
            return ["header.mandate": standing.mandate, "header.media_type": "image/png", "header.size": "1000"]
        case "ConfirmMandate": return ["mandate": standing.mandate, "code": "123456"]
        case "RefuseMandate", "RevokeMandate": return ["mandate": standing.mandate, "reason": "不一致"]
        case "CheckAuthority":
            return ["account": standing.holder.account, "holder": standing.holder.holder, "business": "1"]
        case "AnnounceYear":
            return ["year": "2027", "days.0.day": "2027-01-01", "days.0.working": "0", "source": "公告"]
        case "ChangeMobile": return ["mobile": "13811114444", "code": "123456", "password": password]
        case "ChangeEmail": return ["email": "a@example.cn", "code": "123456", "password": password]
        case "ChangeUserName": return ["user_name": "otherfox", "password": password]
        case "SetProfile": return ["display_name": "狐", "introduction": "月"]
        case "CompleteAccount":
            return [
                "account_class": "2", "user_name": "thirdfoxes", "institution_name": "样书文化有限公司",
                "mobile": "13700000001", "mobile_code": "123456", "email": "a@example.cn", "email_code": "123456",
                "accepts_terms": "1",
            ]
        case "ImportAccounts":
            return [
                "rows.0.reference": "old-1", "rows.0.mobile": "13811115555", "rows.0.user_name": "oldfox",
                "authority": "3",
            ]
        case "ExtendReview", "RefuseDossier": return ["dossier": standing.dossier, "reason": "需核实"]
        case "ValidateFields", "SaveDraft": return entry
        case "UploadDocument":
            return [
                "header.dossier": standing.dossier, "header.slot": "portrait_side", "header.media_type": "image/png",
                "header.size": "1000",
            ]
        case "SubmitDossier": return ["dossier": standing.dossier]
        case "CorrectDossier":
            return entry.filter { $0.key != "authority" }.merging(["dossier": standing.dossier]) { $1 }
        case "GetVerifiedHolder":
            return [
                "account": standing.holder.account, "authority": "1", "facts.name": standing.holder.name,
                "facts.document_kind": "resident_identity_card", "facts.document_number": standing.holder.number,
            ]
        case "ListOffices": return ["authority": "2"]
        case "SetOffice":
            return [
                "authority": "2", "name": "大厅", "city": "4101", "address": "建设路一号",
                "telephone": "0371-12345678", "source": "公告",
            ]
        case "RemoveOffice": return ["authority": "2"]
        case "InviteMember", "SetMemberRoles":
            return ["mobile": "13811116666", "roles.0": "filer"]
                .filter { place.method.name == "InviteMember" || $0.key != "mobile" }
        case "SignInFor": return ["institution": standing.holder.account, "device": "office"]
        case "LogInWithPassword":
            return ["name": standing.holder.userName, "password": password, "device": "phone"]
        case "LogInWithCode": return ["mobile": standing.holder.mobile, "code": "123456", "device": "phone"]
        case "GrantRole", "WithdrawRole": return ["account": standing.applicant, "role": "review"]
        case "BeginLink": return ["provider": "wechat", "password": password]
        case "CompleteThirdParty":
            return [
                "flow": standing.flow.flow, "state": "s", "code": "c", "device": "phone", "provider": "wechat",
            ]
        case "BindThirdParty":
            return [
                "registration": "tpr_1", "mobile": "13811117777", "code": "123456", "account_class": "1",
                "accepts_terms": "1", "device": "phone",
            ]
        case "AuthorizeEmbedded":
            return ["authorization_url": standing.flow.authorizationUrl, "user": "fox"]
        default: return [:]
        }
    }

    /// A token of whoever may call a method; a new one, for they do not last.
    private func token(_ access: MethodAccess, _ standing: Standing, _ room: IdentityRoom) throws -> String? {
        switch access.subject {
        case .none: nil
        case .staff: try room.staff(roles: access.roles)
        case .applicant: try room.unended(standing.applicant, kind: "applicant")
        case .account, .signedIn, .admitted: try room.unended(standing.holder.account, kind: "account")
        case .verifiedAccount: try room.unended(standing.holder.account, kind: "verified_account")
        }
    }

    @Test(
        "is text: it is refused with its reason or kept as it is, and never breaks anything",
        arguments: HostileTexts.all)
    func texts(text: String) async throws {
        try await IdentityRoom.run { room in
            let standing = try await standing(room)
            let schema = try await room.store.schema()
            let fields = try TextFields(of: room.services)
            // Health is every service's alike, and has tests of its own.
            for place in fields.places where !place.words.hasPrefix("Health/") {
                let access = place.method.access
                let caller = try #require(Self.callers.first { access.admits(caller: $0) }, "\(place.words)")
                let client = try #require(room.clients[caller])
                let request = try fields.request(place, holding: text, others: others(place, standing))
                let options = room.options(try token(access, standing, room))
                switch await place.call(client, request, options: options) {
                case .success(let answers):
                    let said = String(decoding: answers.joined(), as: UTF8.self)
                    #expect(!said.contains(HostileTexts.expansion), "\(place.words)")
                case .failure(let error):
                    #expect(Self.refusals.contains(error.code), "\(place.words): \(error)")
                    #expect(error.reason != nil || error.code == .invalidArgument, "\(place.words): \(error)")
                }
                room.time.advance(by: Self.pause)
            }
            #expect(try await room.store.schema() == schema)
            #expect(try await room.server.checkAudit() > 0)
            _ = try await StoredRows(room.store)
            _ = try await room.server.sendCodes()
            if text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) {
                try await kept(text, room, standing)
            }
        }
    }

    /// A line that can be read is taken where any is, and shown as it was typed.
    private func kept(_ text: String, _ room: IdentityRoom, _ standing: Standing) async throws {
        let year = try await room.calendars.getYear(.init(year: 2027), options: room.options())
        #expect(year.source == text)
        let offices = try await IdentityV1.ListsClient(room.gateway).listOffices(
            .init(authority: .henan), options: room.options())
        #expect(offices.offices.contains { $0.source == text })
        let token = try await room.logIn(standing.holder.userName).accessToken
        let sessions = try await room.sessions.listSessions(.init(), options: room.options(token))
        #expect(sessions.devices.contains { $0.name == text })
        let profile = try await room.changes.getProfile(.init(), options: room.options(token))
        #expect(profile.introduction == text)
    }

    @Test("the walk goes to every method that takes a text")
    func everywhere() async throws {
        try await IdentityRoom.run { room in
            let words = Set(try TextFields(of: room.services).places.map(\.words))
            for place in [
                "Completion/CompleteAccount institution_name", "Imports/ImportAccounts rows.0.reference",
                "Calendars/AnnounceYear source", "Lists/SetOffice source", "ReviewDesk/ExtendReview reason",
                "Agents/NameHolder name", "MandateDesk/RefuseMandate reason", "MandateDesk/RevokeMandate reason",
                "Sessions/LogInWithPassword device", "Memberships/SignInFor device",
                "ThirdParties/AuthorizeEmbedded user", "Dossiers/SaveDraft entries.0.value",
                "Dossiers/UploadDocument header.slot",
            ] {
                #expect(words.contains(place), "\(place)")
            }
        }
    }
}
