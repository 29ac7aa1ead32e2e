import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

extension IdentityRoom {
    /// A picture of writing: sharp stripes, in as many bytes as pixels.
    static func writing(width: Int = 700, height: Int = 620) -> [UInt8] {
        GeneratedPicture(width: width, height: height) { x, y in
            Int(x * 70) % 2 == Int(y * 40) % 2 ? 40 : 220
        }.png
    }

    /// A person's dossier at the platform that passes once its notice is promised, which `save` does.
    static func person(mobile: String = "13812345678") -> [String: String] {
        [
            "holder_kind": "person", "nationality": "CN", "province": "河南省", "city": "郑州市",
            "document_kind": "resident_identity_card", "real_name": "张老二", "document_number": "11010519491231002x",
            "valid_from": "2021-09-01", "valid_until": "2041-09-01", "is_long_term": "no", "address": "建设路一号",
            "postcode": "450000", "contact_name": "张老二", "mobile": mobile, "email": "zhang@example.cn",
            "promise": "yes",
        ]
    }

    static func entries(_ fields: [String: String]) -> [IdentityV1.DossierEntry] {
        fields.sorted { $0.key < $1.key }.map { IdentityV1.DossierEntry(field: $0.key, value: $0.value) }
    }

    /// The token of one of the staff whom no rpc has made yet.
    func staff(_ name: String = "e04", roles: [String] = ["review"]) throws -> String {
        try unended("acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1\(name)", kind: "staff", roles: roles)
    }

    /// A token of no sign-in, so that none ends: what it may do now is what a call could that was let in before.
    func unended(_ account: String, kind: String, roles: [String] = []) throws -> String {
        let now = time.wall()
        return try AccessToken(
            subject: account, kind: kind, roles: roles, audience: ["identity"], issuedAt: now,
            expiresAt: now.advanced(by: .seconds(300)), identifier: "ses_staff.t"
        ).signed(with: signer)
    }

    /// Somebody with an account, signed in.
    func applicant(_ name: String = "foxmoon", mobile: String = "13812345678") async throws -> String {
        try await register(name, mobile: mobile)
        return try await logIn(name).accessToken
    }

    func save(
        _ fields: [String: String], as token: String, at authority: IdentityV1.Authority = .platform,
        reset: Bool = false
    ) async throws -> IdentityV1.Dossier {
        var fields = fields
        if fields["promise"] == "yes" { fields["promise"] = try await notice(at: authority).version }
        return try await dossiers.saveDraft(
            IdentityV1.SaveDraftRequest(authority: authority, entries: Self.entries(fields), reset: reset),
            options: options(token))
    }

    /// What is promised at an authority.
    func notice(at authority: IdentityV1.Authority = .platform) async throws -> IdentityV1.Notice {
        try await dossiers.getNotice(.init(authority: authority), options: options())
    }

    /// Brings a picture, with the consents that it may rest on unless told otherwise.
    func upload(
        _ bytes: [UInt8], to slot: String, of dossier: String, as token: String, type: String = "image/png",
        size: Int? = nil, chunk: Int = 200_000, consents: Bool = true
    ) async throws -> IdentityV1.Document {
        if consents {
            for kind in ConsentKind.allCases { try await consent(to: kind, as: token) }
        }
        var parts: [IdentityV1.UploadDocumentRequest.Part] = [
            .header(
                IdentityV1.UploadDocumentRequest.Header(
                    dossier: dossier, slot: slot, mediaType: type, size: UInt64(size ?? bytes.count)))
        ]
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            parts.append(.chunk(Array(bytes[start..<min(start + chunk, bytes.count)])))
        }
        return try await send(parts, as: token)
    }

    var consents: IdentityV1.ConsentsClient { IdentityV1.ConsentsClient(gateway) }

    @discardableResult
    func consent(to kind: ConsentKind, as token: String) async throws -> IdentityV1.Consent {
        try await consents.giveConsent(
            .init(kind: kind == .face ? .face : .identityDocument, wording: ConsentWording.of(kind).version),
            options: options(token))
    }

    /// Asks for a code to the e-mail address of a dossier, and reads it there.
    func emailCode(
        to email: String, as token: String, at authority: IdentityV1.Authority = .henan
    ) async throws -> String {
        let before = inbox.letters(to: email).count
        _ = try await dossiers.requestDossierEmailCode(
            .init(authority: authority, email: email), options: options(token))
        _ = try await server.sendCodes()
        let letters = inbox.letters(to: email)
        return try #require(letters.count > before ? letters.last?.code : nil)
    }

    /// A person's dossier in Henan that passes, with the code that its address got.
    func personInHenan(_ token: String, mobile: String = "13812345678") async throws -> [String: String] {
        Self.person(mobile: mobile).merging([
            "origin": "in_province", "industry": "R", "office_city": "4101", "office": "郑州",
            "email_code": try await emailCode(to: "zhang@example.cn", as: token),
        ]) { $1 }
    }

    func send(
        _ parts: [IdentityV1.UploadDocumentRequest.Part?], as token: String
    ) async throws -> IdentityV1.Document {
        try await dossiers.uploadDocument(options: options(token)) { writer in
            for part in parts { try await writer.write(IdentityV1.UploadDocumentRequest(part: part)) }
        }
    }

    /// A whole dossier at the platform that was not handed in.
    func filled(
        _ token: String, mobile: String = "13812345678", changing: [String: String] = [:]
    ) async throws -> IdentityV1.Dossier {
        let fields = Self.person(mobile: mobile).merging(changing) { $1 }
        let dossier = try await save(fields, as: token)
        for slot in ["portrait_side", "emblem_side"] {
            _ = try await upload(Self.writing(), to: slot, of: dossier.id, as: token)
        }
        return dossier
    }

    func submit(
        _ dossier: String, as token: String, code: String = "", key: String? = nil
    ) async throws -> IdentityV1.Dossier {
        try await dossiers.submitDossier(
            IdentityV1.SubmitDossierRequest(dossier: dossier, mobileCode: code), options: options(token, key: key))
    }

    /// Corrects a dossier, and promises the notice again unless told otherwise.
    func correct(
        _ dossier: String, _ fields: [String: String], as token: String, code: String = "", promises: Bool = true
    ) async throws -> IdentityV1.Dossier {
        var fields = fields
        if promises {
            let known = try await store.read {
                try $0.row("SELECT authority FROM dossiers WHERE id = ?", .text(dossier))?.text("authority")
            }
            let authorities: [String: IdentityV1.Authority] = ["henan": .henan, "cpcc": .cpcc]
            fields["promise"] = try await notice(at: known.flatMap { authorities[$0] } ?? .platform).version
        }
        return try await dossiers.correctDossier(
            IdentityV1.CorrectDossierRequest(dossier: dossier, entries: Self.entries(fields), mobileCode: code),
            options: options(token))
    }

    func withdraw(_ dossier: String, as token: String) async throws -> IdentityV1.Dossier {
        try await dossiers.withdrawDossier(
            IdentityV1.WithdrawDossierRequest(dossier: dossier), options: options(token))
    }

    func current(_ token: String, at authority: IdentityV1.Authority = .platform) async throws -> IdentityV1.Dossier {
        try await dossiers.getDossier(IdentityV1.GetDossierRequest(authority: authority), options: options(token))
    }

    @discardableResult
    func claim(_ dossier: String, as staff: String) async throws -> IdentityV1.QueuedDossier {
        try await desk.claimDossier(IdentityV1.ClaimDossierRequest(dossier: dossier), options: options(staff))
    }

    @discardableResult
    func approve(_ dossier: String, as staff: String, key: String? = nil) async throws -> IdentityV1.QueuedDossier {
        try await desk.approveDossier(
            IdentityV1.ApproveDossierRequest(dossier: dossier), options: options(staff, key: key))
    }

    @discardableResult
    func refuse(
        _ dossier: String, reason: String = "与证件不一致", fields: [String] = [], slots: [String] = [], as staff: String
    ) async throws -> IdentityV1.QueuedDossier {
        try await desk.refuseDossier(
            IdentityV1.RefuseDossierRequest(dossier: dossier, reason: reason, fields: fields, slots: slots),
            options: options(staff))
    }

    func holder(
        of account: String, at authority: IdentityV1.Authority = .platform,
        facts: IdentityV1.GetVerifiedHolderRequest.Facts? = nil
    ) async throws -> IdentityV1.VerifiedHolder {
        try await holders.getVerifiedHolder(
            IdentityV1.GetVerifiedHolderRequest(who: .account(account), authority: authority, facts: facts),
            options: options())
    }

    /// Expects that `body` is refused with this reason.
    func expect(
        _ word: String, _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async throws {
        let refusal = try await refusal(location, body)
        #expect(refusal.word == word, sourceLocation: location)
    }

    /// How many numbers are claimed.
    func claims() async throws -> Int64 {
        try await store.read { try $0.row("SELECT count(*) AS n FROM mobile_claims")?.integer("n") } ?? -1
    }

    /// What was done to dossiers, in order.
    func dossierAudit() async throws -> [String] {
        try await store.read { snapshot in
            try snapshot.rows(
                "SELECT action FROM audit WHERE action LIKE 'dossier%' OR action LIKE 'document%' ORDER BY position"
            ).map { try $0.text("action") }
        }
    }
}
