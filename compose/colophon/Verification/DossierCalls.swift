import MeshAPI
import MeshRPC

/// Calls about the dossier of whoever has signed in.
struct DossierCalls: Sendable {
    let identity: IdentityCalls
    let authority: IdentityV1.Authority
    private let account: SignedInAccount

    /// Speaks for whoever has signed in.
    init(_ access: MeshAccess, authority: IdentityV1.Authority) throws(Failure) {
        guard let account = try Speaker.signedIn(access) else {
            throw .refused(
                "nobody has signed in", advice: "Make an account: colophon register. Then: colophon login NAME")
        }
        self.account = account
        self.authority = authority
        identity = try IdentityCalls(access)
    }

    /// For people: whom it speaks for.
    var words: String { account.words }

    /// The account as it is now.
    func ownAccount() async throws -> IdentityV1.Account {
        try await identity.account(of: try await account.accessToken())
    }

    /// The account's latest dossier there; nil before the first.
    func latest() async throws -> IdentityV1.Dossier? {
        do {
            return try await run { client, options in
                try await client.getDossier(IdentityV1.GetDossierRequest(authority: authority), options: options)
            }
        } catch let failure as DossierRefused where failure.error.reason?.reason == "DOSSIER_NOT_FOUND" {
            return nil
        }
    }

    /// What is promised there with each dossier that is handed in.
    func notice() async throws -> IdentityV1.Notice {
        try await run { client, options in
            try await client.getNotice(IdentityV1.GetNoticeRequest(authority: authority), options: options)
        }
    }

    /// Writes fields of the draft; begins one where none is.
    func save(_ fields: [String: String]) async throws -> IdentityV1.Dossier {
        try await run { client, options in
            try await client.saveDraft(
                IdentityV1.SaveDraftRequest(authority: authority, entries: Self.entries(fields)), options: options)
        }
    }

    /// Brings a picture.
    func upload(_ picture: PictureFile, to slot: String, of dossier: String) async throws {
        _ = try await run { client, options in
            try await client.uploadDocument(options: options) { writer in
                let header = IdentityV1.UploadDocumentRequest.Header(
                    dossier: dossier, slot: slot, mediaType: picture.mediaType, size: UInt64(picture.bytes.count))
                try await writer.write(IdentityV1.UploadDocumentRequest(part: .header(header)))
                for chunk in picture.chunks {
                    try await writer.write(IdentityV1.UploadDocumentRequest(part: .chunk(chunk)))
                }
            }
        }
    }

    /// Has a code sent to the e-mail address that a dossier is to name, and returns it.
    func emailCode(to address: String, isSilent: Bool) async throws -> String {
        try await OneTimeCodeEntry(identity, isSilent: isSilent).dossierCode(
            to: address, at: authority, token: try await account.accessToken())
    }

    /// The words that may be consented to, and what the account has consented to.
    func consents() async throws -> IdentityV1.ListConsentsResponse {
        try await identity.run(token: try await account.accessToken()) { client, options in
            try await IdentityV1.ConsentsClient(client).listConsents(
                IdentityV1.ListConsentsRequest(), options: options)
        }
    }

    /// Consents to words that were read.
    func consent(to wording: IdentityV1.ConsentWording) async throws {
        _ = try await identity.run(token: try await account.accessToken()) { client, options in
            try await IdentityV1.ConsentsClient(client).giveConsent(
                IdentityV1.GiveConsentRequest(kind: wording.kind, wording: wording.version), options: options)
        }
    }

    /// Takes a consent back.
    func withdrawConsent(_ kind: IdentityV1.ConsentKind) async throws -> IdentityV1.WithdrawConsentResponse {
        try await identity.run(token: try await account.accessToken()) { client, options in
            try await IdentityV1.ConsentsClient(client).withdrawConsent(
                IdentityV1.WithdrawConsentRequest(kind: kind), options: options)
        }
    }

    /// Hands a draft in.
    func submit(_ dossier: String, code: String) async throws -> IdentityV1.Dossier {
        try await run { client, options in
            try await client.submitDossier(
                IdentityV1.SubmitDossierRequest(dossier: dossier, mobileCode: code), options: options)
        }
    }

    /// Hands a dossier in again with these fields changed.
    func correct(_ dossier: String, _ fields: [String: String], code: String) async throws -> IdentityV1.Dossier {
        try await run { client, options in
            try await client.correctDossier(
                IdentityV1.CorrectDossierRequest(
                    dossier: dossier, entries: Self.entries(fields), mobileCode: code), options: options)
        }
    }

    /// Runs a call with a token that is good now. What identity refuses comes as `DossierRefused`.
    private func run<T: Sendable>(
        _ body: (IdentityV1.DossiersClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await identity.run(token: try await account.accessToken()) { client, options in
            do {
                return try await body(IdentityV1.DossiersClient(client), options)
            } catch let error as RPCError where DossierRefused.isOne(error) {
                throw DossierRefused(error: error)
            }
        }
    }

    private static func entries(_ fields: [String: String]) -> [IdentityV1.DossierEntry] {
        fields.sorted { $0.key < $1.key }.map { IdentityV1.DossierEntry(field: $0.key, value: $0.value) }
    }
}

/// Identity has refused what a dossier says.
struct DossierRefused: Error {
    let error: RPCError

    /// Whether an error is about a dossier, and not about the connection or the sign-in.
    static func isOne(_ error: RPCError) -> Bool {
        guard let reason = error.reason?.reason else { return false }
        return reason.hasPrefix("PICTURE_") || reasons.contains(reason)
    }

    private static let reasons: Set = [
        "CONSENT_MISSING", "DOSSIER_NOT_FOUND", "DOSSIER_STATE", "FIELDS_CLOSED", "DOCUMENTS_MISSING",
        "HOLDER_MOBILE_TAKEN",
        "INVALID_FIELDS",
    ]

    /// Whether a code that was sent to the dossier's mobile number is all that is missing.
    var wantsCode: Bool {
        error.reason?.reason == "INVALID_FIELDS" && error.fieldViolations.map(\.field) == ["mobile_code"]
    }

    /// Whether a code that was sent to the dossier's e-mail address is all that is missing.
    var wantsEmailCode: Bool {
        error.reason?.reason == "INVALID_FIELDS" && error.fieldViolations.map(\.field) == ["email_code"]
    }

    /// Whether the notice was not promised, whatever else is missing.
    var wantsPromise: Bool {
        error.reason?.reason == "INVALID_FIELDS" && error.fieldViolations.contains { $0.field == NoticeEntry.field }
    }

    /// For a person: what is wrong, and what to do.
    var failure: Failure {
        let faults = error.fieldViolations.map { "\($0.field) \($0.description)" }
        switch error.reason?.reason {
        case "INVALID_FIELDS":
            return .refused(
                faults.count == 1 ? faults[0] : "\(faults.count) fields do not pass: \(faults.joined(separator: "; "))",
                advice: "Say them again: --set FIELD=VALUE")
        case "FIELDS_CLOSED":
            return .refused(
                "only what staff named can be corrected: \(faults.joined(separator: "; "))",
                advice: "See what that is: colophon verify-identity --status")
        case "CONSENT_MISSING":
            return .refused(
                "such a picture rests on a consent of its own: \(faults.joined(separator: "; "))",
                advice: "Read what is consented to, and add --consent when you do: colophon verify-identity")
        case "DOCUMENTS_MISSING":
            return .refused(
                "pictures are missing: \(error.fieldViolations.map(\.field).joined(separator: ", "))",
                advice: "Bring each: --picture SLOT=FILE")
        case "HOLDER_MOBILE_TAKEN":
            return .refused(
                "the mobile number verifies another right holder, and one number verifies one",
                advice: "Say another that is the holder's: --set mobile=NUMBER")
        case "DOSSIER_STATE":
            return .refused(error.message, advice: "See how it stands: colophon verify-identity --status")
        case "DOSSIER_NOT_FOUND":
            return .refused("there is no dossier there", advice: "Begin one: colophon verify-identity")
        default:
            return .refused(
                error.message, advice: "Bring another one: colophon verify-identity --picture SLOT=FILE")
        }
    }
}
