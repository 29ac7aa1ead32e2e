import MeshAPI
import MeshRPC

/// Calls on behalf of whoever of the staff has signed in.
struct StaffDesk: Sendable {
    private let calls: IdentityCalls
    private let account: SignedInAccount

    /// Speaks for whoever of the staff has signed in, with `colophon login NAME --staff`.
    init(_ global: GlobalOptions, _ peer: MeshOption) throws(Failure) {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        guard let account = try Speaker.signedIn(access, asStaff: true) else {
            throw .refused("nobody of the staff has signed in", advice: "Sign in: colophon login NAME --staff")
        }
        self.account = account
        calls = try IdentityCalls(access)
        if !global.json { Console.standardError.line("as \(account.words), staff") }
    }

    /// The account as it is now.
    func ownAccount() async throws -> IdentityV1.Account {
        try await calls.account(of: try await token())
    }

    /// Runs a call of the review desk; what it refuses is said in a person's words.
    func run<T: Sendable>(
        _ body: (IdentityV1.ReviewDeskClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await calls.run(token: try await token()) { client, options in
            do {
                return try await body(IdentityV1.ReviewDeskClient(client), options)
            } catch let error as RPCError {
                guard let failure = Self.failure(of: error) else { throw error }
                throw failure
            }
        }
    }

    private func token() async throws -> String {
        do {
            return try await account.accessToken()
        } catch let failure as Failure where failure.advice?.hasPrefix("Sign in again") == true {
            throw Failure(
                kind: failure.kind, summary: failure.summary, advice: "Sign in again: colophon login NAME --staff")
        }
    }

    /// What a refusal of the desk means; nil for one that others say as well.
    static func failure(of error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "ROLE_MISSING":
            .refused(
                "this needs the role review",
                advice: "Whoever runs the mesh gives it: colophon staff grant NAME review. Then sign in again.")
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
