import MeshAPI
import MeshRPC

/// Calls on behalf of whoever of the staff has signed in.
struct StaffDesk: Sendable {
    private let calls: IdentityCalls
    private let speaker: StaffSpeaker

    /// Speaks for whoever of the staff has signed in, with `colophon login NAME --staff`.
    init(_ global: GlobalOptions, _ peer: MeshOption) throws(Failure) {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        calls = try IdentityCalls(access)
        speaker = try StaffSpeaker(access, isSilent: global.json)
    }

    /// The account as it is now.
    func ownAccount() async throws -> IdentityV1.Account {
        try await calls.account(of: try await speaker.token())
    }

    /// Runs a call of the review desk; what it refuses is said in a person's words.
    func run<T: Sendable>(
        _ body: (IdentityV1.ReviewDeskClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await call { client, options in try await body(IdentityV1.ReviewDeskClient(client), options) }
    }

    /// Runs any call of identity's that is for staff. `meaning` says what it refuses, before the words that all have.
    func call<T: Sendable>(
        meaning: (RPCError) -> Failure? = { _ in nil }, _ body: (RPCClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await calls.run(token: try await speaker.token()) { client, options in
            do {
                return try await body(client, options)
            } catch let error as RPCError {
                guard let failure = meaning(error) ?? Self.failure(of: error) else { throw error }
                throw failure
            }
        }
    }

    /// What a refusal of the desk means; nil for one that others say as well.
    static func failure(of error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "ROLE_MISSING":
            .refused(
                error.message,
                advice: "Whoever runs the mesh gives it: colophon staff grant NAME ROLE. Then sign in again.")
        case "SUBJECT_NOT_ALLOWED":
            .refused("this is for the staff alone", advice: "Sign in as one of them: colophon login NAME --staff")
        case "SIGN_IN_ENDED":
            .refused(
                "the sign-in has ended, as it does when roles change",
                advice: "Sign in again: colophon login NAME --staff")
        case "NOT_CLAIMED":
            .refused("the dossier is nobody's yet", advice: "Take it: colophon staff claim DOSSIER")
        case "CLAIMED_BY_OTHER":
            .refused("somebody else of the staff has the dossier", advice: "See who: colophon staff queue")
        case "CLAIM_HELD":
            .refused(
                "whoever has the dossier looked at it not a day ago",
                advice: "Ask them to give it back (colophon staff release), or an administrator of the desk.")
        case "REVIEW_NOT_EXTENDABLE":
            .refused(
                "the review cannot be extended: it was before, is late, or the authority does not extend",
                advice: "Decide: colophon staff approve, colophon staff refuse.")
        case "DOSSIER_STALE":
            .refused(
                "what passed when it was handed in does not any more: "
                    + error.fieldViolations.map { "\($0.field) \($0.description)" }.joined(separator: "; "),
                advice: "Give it back: colophon staff refuse --field FIELD --reason TEXT DOSSIER")
        case "OWN_DOSSIER":
            .refused("the dossier is your own, and nobody decides about themselves")
        case "DOSSIER_STATE":
            .refused(error.message, advice: "See what is in review: colophon staff queue")
        case "DOSSIER_NOT_FOUND", "INVALID_DOSSIER":
            .refused("there is no such dossier", advice: "See what is in review: colophon staff queue")
        case "DOCUMENT_NOT_FOUND", "INVALID_DOCUMENT":
            .refused("there is no such picture", advice: "See which there are: colophon staff show DOSSIER")
        case "INVALID_FIELDS":
            .refused(
                error.fieldViolations.map { "\($0.field) \($0.description)" }.joined(separator: "; "),
                advice: "See the fields and pictures: colophon staff show DOSSIER")
        default: nil
        }
    }
}
