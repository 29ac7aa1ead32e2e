import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Identity and notify, over the mesh", .timeLimit(.minutes(5)))
struct NotifyWiringTests {
    private let mobile = "13812345678"

    @Test("a code comes by notify and makes an account; notify learns its number, and there a seal is told")
    func journey() async throws {
        try await WiredMesh.run { mesh in
            let evidence = try await mesh.startEvidence()
            _ = try await mesh.startNotify()
            _ = try await mesh.startIdentity()
            let account = try await mesh.register("foxmoon", mobile: mobile)
            #expect(try await mesh.inbox(mobile).map(\.template) == ["code"])
            let session = try await IdentityV1.SessionsClient(mesh.client(of: "identity")).logInWithPassword(
                IdentityV1.LogInWithPasswordRequest(name: "foxmoon", password: IdentityRoom.password, device: ""),
                options: mesh.options())
            // The contacts are an errand of their own, which comes before anything else that this account is told.
            _ = try await IdentityV1.AccountsClient(mesh.client(of: "identity")).changePassword(
                IdentityV1.ChangePasswordRequest(
                    password: IdentityRoom.password, newPassword: "Green-Harbour-30",
                    newPasswordRepeated: "Green-Harbour-30"), options: mesh.options(session.accessToken))
            try await until { try await mesh.inbox(mobile).first?.template == "security.notice" }
            #expect(try await mesh.inbox(mobile).first?.text.contains("修改了密码") == true)
            try await evidence.service.seal("EV-2026-4GZT9", of: account.id)
            try await until { try await mesh.inbox(mobile).first?.template == "evidence.sealed" }
            #expect(try await mesh.inbox(mobile).first?.text.contains("EV-2026-4GZT9") == true)
            // Identity's token is believed by notify: the account reads its own message centre.
            let centre = try await NotifyV1.CentreClient(mesh.client(of: "notify")).listInbox(
                NotifyV1.ListInboxRequest(), options: mesh.options(session.accessToken))
            #expect(centre.entries.map(\.template) == ["evidence.sealed", "security.notice"])
        }
    }

    @Test("a number that was changed is told and no other is told there; an erased account is known nowhere")
    func changedAndErased() async throws {
        try await WiredMesh.run { mesh in
            let evidence = try await mesh.startEvidence()
            let notify = try await mesh.startNotify()
            let identity = try await mesh.startIdentity()
            let new = "13987654321"
            let account = try await mesh.register("foxmoon", mobile: mobile)
            let token = try await IdentityV1.SessionsClient(mesh.client(of: "identity")).logInWithPassword(
                IdentityV1.LogInWithPasswordRequest(name: "foxmoon", password: IdentityRoom.password, device: ""),
                options: mesh.options()
            ).accessToken
            let changes = IdentityV1.AccountChangesClient(try mesh.client(of: "identity"))
            _ = try await changes.requestChangeCode(
                .init(recipient: .mobile(new)), options: mesh.options(token))
            let code = try await mesh.code(at: new)
            _ = try await changes.changeMobile(
                .init(mobile: new, code: code, password: IdentityRoom.password), options: mesh.options(token))
            try await until { try await mesh.inbox(mobile).first?.template == "security.notice" }
            #expect(try await mesh.inbox(mobile).first?.text.contains("更换了手机号码") == true)
            try await until { try await mesh.inbox(new).first?.template == "security.notice" }
            try await evidence.service.seal("EV-2026-1", of: account.id)
            try await until { try await mesh.inbox(new).first?.template == "evidence.sealed" }
            #expect(try await !mesh.inbox(mobile).contains { $0.template == "evidence.sealed" })

            let privacy = IdentityV1.PrivacyClient(try mesh.client(of: "identity"))
            let erasure = try await privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: mesh.options(token))
            #expect(erasure.state == .erasing)
            // Nobody can ask any more: the sign-in has ended with the account.
            let identities = try identity.runtime.requireStore()
            try await until {
                try await identities.read { try $0.row("SELECT forgotten + unsealed AS done FROM erasures") }?
                    .integer("done") == 2
            }
            #expect(evidence.service.erasure.asked == [account.id, account.id])
            // Whose number it was is told before notify forgets it, and that is not kept there; nor is what told the former
            // number of its loss.
            let told = try await notify.runtime.requireStore().read {
                try $0.row(
                    """
                    SELECT count(*) AS n FROM messages WHERE template = 'security.notice' AND account = ''
                        AND state IN ('sent', 'delivered') AND length(content) = 0
                    """)?.integer("n")
            }
            #expect(told == 2)
            let contacts = try await notify.runtime.requireStore().read {
                try $0.row("SELECT count(*) AS n FROM contacts")?.integer("n")
            }
            #expect(contacts == 0)
            // What notify has told the account nobody can read any more, there neither.
            #expect(try await !mesh.inbox(new).contains { $0.template == "evidence.sealed" })
            let keys = try await notify.runtime.requireStore().read {
                try $0.row(
                    "SELECT count(*) AS n FROM subject_keys WHERE subject = ? AND wrapped IS NOT NULL",
                    .text(account.id))?.integer("n")
            }
            #expect(keys == 0)
            // An event that comes late does not hold up those behind it.
            try await evidence.service.seal("EV-2026-2", of: account.id)
            let other = try await mesh.register("greyheron", mobile: "13712345678")
            try await until {
                try await notify.runtime.requireStore().read {
                    try $0.row("SELECT count(*) AS n FROM contacts")?.integer("n") == 1
                }
            }
            try await evidence.service.seal("EV-2026-3", of: other.id)
            try await until { try await mesh.inbox("13712345678").first?.template == "evidence.sealed" }
        }
    }

    @Test("while notify is away codes and contacts wait; once it is there they come, each once, also after a restart")
    func away() async throws {
        try await WiredMesh.run { mesh in
            var identity = try await mesh.startIdentity()
            try await mesh.requestCode(to: mobile)
            try await until { try await identity.jobs("code").contains { $0.attempts >= 1 && $0.state == "ready" } }
            #expect(try await identity.jobs("code").first?.error.hasPrefix("UNAVAILABLE") == true)
            await identity.finish()
            let notify = try await mesh.startNotify()
            identity = try await mesh.startIdentity()
            let code = try await mesh.code(at: mobile)
            try await until { try await identity.jobs("code").map(\.state) == ["done"] }
            #expect(try await mesh.inbox(mobile).count == 1)
            await notify.finish()
            let account = try await IdentityV1.AccountsClient(mesh.client(of: "identity")).registerAccount(
                IdentityV1.RegisterAccountRequest(
                    accountClass: .individual, userName: "foxmoon", mobile: mobile, code: code,
                    password: IdentityRoom.password, passwordRepeated: IdentityRoom.password, acceptsTerms: true),
                options: mesh.options())
            try await until { try await identity.jobs("errand").contains { $0.attempts >= 1 } }
            await identity.finish()
            let evidence = try await mesh.startEvidence()
            _ = try await mesh.startNotify()
            identity = try await mesh.startIdentity()
            try await until { try await identity.jobs("errand").map(\.state) == ["done"] }
            try await evidence.service.seal("EV-2026-1", of: account.id)
            try await until { try await mesh.inbox(mobile).map(\.template) == ["evidence.sealed", "code"] }
        }
    }

    @Test("what notify refuses is not tried again, and no letter stays behind")
    func refused() async throws {
        try await WiredMesh.run { mesh in
            _ = try await mesh.startNotify()
            let identity = try await mesh.startIdentity()
            // Seven digits are a number by E.164, and none that notify sends to.
            try await mesh.requestCode(to: "+1234567")
            try await until { try await identity.jobs("code").map(\.state) == ["failed"] }
            #expect(try await identity.jobs("code").map(\.error) == ["INVALID_ARGUMENT INVALID_ADDRESS"])
            let letters = try await identity.runtime.requireStore().read {
                try $0.row("SELECT count(*) AS n FROM code_letters")?.integer("n")
            }
            #expect(letters == 0)
        }
    }

    @Test("a repeated code and a repeated notice are sent once; a service that may not is told so")
    func repeated() async throws {
        try await WiredMesh.run { mesh in
            _ = try await mesh.startNotify()
            let messenger = NotifyMessenger(try mesh.client(of: "notify", as: "identity"))
            let number = try MobileNumber(mobile)
            let letter = CodeLetter(
                recipient: .mobile(number), purpose: .login, code: "123456", expiresAt: SystemTime().wall())
            let account = Account(
                id: IdentifierSource(time: SystemTime(), random: SystemRandom()).next(.account),
                accountClass: .individual, userName: try UserName("foxmoon"), mobile: number,
                createdAt: SystemTime().wall())
            let notice = SafetyNotice(.refreshReused, at: SystemTime().wall())
            for _ in 0..<2 {
                #expect(await messenger.deliver(letter, reference: "req_1") == .delivered)
                #expect(await messenger.setContacts(of: account) == .delivered)
                #expect(await messenger.tell(account.id, of: notice, reference: "req_2") == .delivered)
            }
            try await until { try await mesh.inbox(mobile).count == 2 }
            #expect(try await mesh.inbox(mobile).map(\.template) == ["security.notice", "code"])
            #expect(try await mesh.inbox(mobile).first?.text.contains("退出了一台设备") == true)
            let stranger = NotifyMessenger(try mesh.client(of: "notify", as: "billing"))
            guard case .notDelivered(let reason) = await stranger.setContacts(of: account) else {
                Issue.record("billing may say where an account is reached")
                return
            }
            #expect(reason.hasPrefix("PERMISSION_DENIED"))
        }
    }

    @Test("what a code is for, and what happened to an account, is told in words of its own")
    func words() async throws {
        try await WiredMesh.run { mesh in
            _ = try await mesh.startNotify()
            let messenger = NotifyMessenger(try mesh.client(of: "notify", as: "identity"))
            var texts: [CodePurpose: String] = [:]
            for (place, purpose) in CodePurpose.allCases.enumerated() {
                let number = "138000000\(place + 10)"
                let letter = CodeLetter(
                    recipient: .mobile(try MobileNumber(number)), purpose: purpose, code: "123456",
                    expiresAt: SystemTime().wall())
                #expect(await messenger.deliver(letter, reference: "req_\(place)") == .delivered, "\(purpose)")
                try await until { try await mesh.inbox(number).count == 1 }
                texts[purpose] = try await mesh.inbox(number).first?.text
            }
            #expect(texts[.bindMobile]?.contains("绑定第三方登录") == true)
            #expect(texts[.changeMobile]?.contains("更换手机") == true)
            let identifiers = IdentifierSource(time: SystemTime(), random: SystemRandom())
            var notices: Set<String> = []
            for (place, event) in SafetyNotice.Event.allCases.enumerated() {
                let number = "139000000\(place + 10)"
                let account = Account(
                    id: identifiers.next(.account), accountClass: .individual, userName: try UserName("foxmoon"),
                    mobile: try MobileNumber(number), createdAt: SystemTime().wall())
                #expect(await messenger.setContacts(of: account) == .delivered)
                let notice = SafetyNotice(event, at: SystemTime().wall())
                let outcome = await messenger.tell(account.id, of: notice, reference: "evt_\(place)")
                #expect(outcome == .delivered, "\(event)")
                try await until { try await mesh.inbox(number).count == 1 }
                let text = try #require(try await mesh.inbox(number).first?.text)
                // Without when it was, which differs by itself.
                notices.insert(String(text.filter { !$0.isNumber }))
            }
            #expect(notices.count == SafetyNotice.Event.allCases.count)
        }
    }

    @Test("a decision on a dossier is told once, whatever staff typed, with every field by its name")
    func decisions() async throws {
        try await WiredMesh.run { mesh in
            _ = try await mesh.startNotify()
            let messenger = NotifyMessenger(try mesh.client(of: "notify", as: "identity"))
            let identifiers = IdentifierSource(time: SystemTime(), random: SystemRandom())
            let reason = "【银行】请点击\u{FEFF}链接\u{E0041}"
            for (place, outcome) in [
                DossierDecision.Outcome.approved, .refused(reason: reason), .refused(reason: "\u{FEFF}"),
                .correction(reason: reason, fields: DossierField.allCases, pictures: DocumentSlot.allCases),
                .correction(reason: reason, fields: [.address], pictures: []),
            ].enumerated() {
                let number = "137000000\(place + 10)"
                let account = Account(
                    id: identifiers.next(.account), accountClass: .individual, userName: try UserName("foxmoon"),
                    mobile: try MobileNumber(number), createdAt: SystemTime().wall())
                #expect(await messenger.setContacts(of: account) == .delivered)
                let decision = DossierDecision(
                    dossier: identifiers.next(.dossier), isRegistration: place == 1, outcome: outcome)
                for key in ["\(decision.dossier.text).1", "\(decision.dossier.text).1"] {
                    let told = await messenger.tell(account.id, of: decision, reference: key)
                    #expect(told == .delivered, "\(outcome)")
                }
                try await until { try await mesh.inbox(number).count == 1 }
                let text = try #require(try await mesh.inbox(number).first?.text)
                let expected =
                    switch place {
                    case 0: "您的实名认证（\(decision.dossier.text)）已通过审核"
                    case 1: "您的注册资料（\(decision.dossier.text)）未通过"
                    case 2: "未通过"
                    case 3: "省内或省外、权利人类型"
                    default: "需要补正：联系地址。"
                    }
                #expect(text.contains(expected), "\(text)")
            }
        }
    }

    @Test("a review that takes longer is told once with its last day in China, and all that staff said of it with it")
    func extended() async throws {
        try await WiredMesh.run { mesh in
            _ = try await mesh.startNotify()
            _ = try await mesh.startIdentity()
            let id = try await mesh.register("foxmoon", mobile: mobile).id
            let account = Account(
                id: try #require(Identifier(id, kind: .account)), accountClass: .individual,
                userName: try UserName("foxmoon"), mobile: try MobileNumber(mobile), createdAt: SystemTime().wall())
            let messenger = NotifyMessenger(try mesh.client(of: "notify", as: "identity"))
            #expect(await messenger.setContacts(of: account) == .delivered)
            // As long as staff may make it.
            let reason = "【需向发证机关核实】" + String(repeating: "核", count: 490)
            #expect(reason.count == DossierReview.Limits.reasonCharactersMax)
            let identifiers = IdentifierSource(time: SystemTime(), random: SystemRandom())
            let deadline = try #require(CivilDate(text: "2026-12-30"))
            let review = ExtendedReview(dossier: identifiers.next(.dossier), deadline: deadline, reason: reason)
            for _ in 0..<2 {
                let told = await messenger.tell(account.id, of: review, reference: "req_1")
                #expect(told == .delivered)
            }
            try await until { try await mesh.inbox(mobile).first?.template == "decision.extended" }
            let letters = try await mesh.inbox(mobile)
            #expect(letters.map(\.template) == ["decision.extended", "code"])
            // Short, it says where the reason is.
            let short = try #require(letters.first?.text)
            #expect(short.contains("您的实名认证（\(review.dossier.text)）审核延期至2026年12月30日"), "\(short)")
            let session = try await IdentityV1.SessionsClient(mesh.client(of: "identity")).logInWithPassword(
                IdentityV1.LogInWithPasswordRequest(name: "foxmoon", password: IdentityRoom.password, device: ""),
                options: mesh.options())
            let entries = try await NotifyV1.CentreClient(mesh.client(of: "notify")).listInbox(
                NotifyV1.ListInboxRequest(), options: mesh.options(session.accessToken)
            ).entries
            #expect(entries.map(\.template) == ["decision.extended"])
            let whole = try #require(entries.first?.text)
            #expect(whole.contains("最迟于2026年12月30日完成") && whole.contains("原因：[需向发证机关核实]核"), "\(whole)")
            #expect(whole.contains(String(repeating: "核", count: 490)))
        }
    }

    @Test("each end of a call means one thing", arguments: RPCError.Code.allCases)
    func meanings(_ code: RPCError.Code) {
        let outcome = HandoverOutcome(RPCError(code, "13812345678 is what nobody should log"))
        let expected: HandoverOutcome =
            switch code {
            case .alreadyExists: .delivered
            case .invalidArgument, .outOfRange, .notFound: .refused(reason: code.name)
            case .unavailable, .resourceExhausted, .aborted, .failedPrecondition, .permissionDenied, .unauthenticated,
                .unimplemented:
                .notDelivered(reason: code.name)
            case .cancelled, .deadlineExceeded, .internal, .unknown, .dataLoss: .unknown(reason: code.name)
            }
        #expect(outcome == expected)
    }

    @Test("production does without the inbox that shows codes, and without third parties that believe anybody")
    func configuration() async throws {
        try await WiredMesh.run { mesh in
            let error = await #expect(throws: ConfigurationError.self) {
                _ = try await mesh.startIdentity(environment: "production", ", codes: embedded")
            }
            let words = "\(try #require(error))"
            #expect(words.contains("identity.codes"))
            let parties = await #expect(throws: ConfigurationError.self) {
                _ = try await mesh.startIdentity(environment: "production", ", third_parties: embedded")
            }
            #expect("\(try #require(parties))".contains("identity.third_parties"))
            _ = try await mesh.startIdentity(", third_parties: embedded")
            let known = try await IdentityV1.ThirdPartiesClient(mesh.client(of: "identity")).listProviders(
                .init(), options: mesh.options())
            #expect(known.providers == ["wechat", "alipay", "dingtalk"])
        }
    }
}

/// A job as it stands in a store.
private struct StandingJob: Sendable {
    let state: String
    let attempts: Int64
    let error: String
}

extension ServiceProcess {
    fileprivate func jobs(_ kind: String) async throws -> [StandingJob] {
        try await runtime.requireStore().read { snapshot in
            try snapshot.rows("SELECT state, attempts, error FROM jobs WHERE kind = ? ORDER BY id", .text(kind)).map {
                StandingJob(
                    state: try $0.text("state"), attempts: try $0.integer("attempts"), error: try $0.text("error"))
            }
        }
    }
}
