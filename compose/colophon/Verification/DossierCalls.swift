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
        "DOSSIER_NOT_FOUND", "DOSSIER_STATE", "FIELDS_CLOSED", "DOCUMENTS_MISSING", "HOLDER_MOBILE_TAKEN",
        "INVALID_FIELDS",
    ]

    /// Whether a code that was sent to the dossier's mobile number is all that is missing.
    var wantsCode: Bool {
        error.reason?.reason == "INVALID_FIELDS" && error.fieldViolations.map(\.field) == ["mobile_code"]
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
