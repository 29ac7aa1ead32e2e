import MeshAPI
import MeshRPC

/// Who is of the staff, as whoever runs the mesh knows and decides it.
struct StaffRoster: Sendable {
    /// How the commands show somebody.
    struct Line: Encodable {
        let account: String
        let userName: String
        let mobile: String
        let roles: [String]

        enum CodingKeys: String, CodingKey {
            case account, mobile, roles
            case userName = "user_name"
        }

        init(_ member: IdentityV1.StaffMember) {
            account = member.account
            userName = member.userName
            mobile = member.maskedMobile
            roles = member.roles
        }

        /// What became of somebody's roles.
        func show(asJSON: Bool) {
            let output = Console.standardOutput
            guard !asJSON else {
                output.json(self)
                return
            }
            let standing = roles.isEmpty ? "not of the staff" : "staff: \(roles.joined(separator: ", "))"
            output.line("\(output.paint(userName, .green))  \(account), \(standing)")
        }
    }

    private let calls: IdentityCalls

    init(_ global: GlobalOptions, _ peer: MeshOption) throws(Failure) {
        calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
    }

    /// Runs a call; what it refuses is said in a person's words.
    func run<T: Sendable>(
        _ body: (IdentityV1.StaffClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await calls.run { client, options in
            do {
                return try await body(IdentityV1.StaffClient(client), options)
            } catch let error as RPCError {
                guard let failure = Self.failure(of: error) else { throw error }
                throw failure
            }
        }
    }

    /// What a refusal means; nil for one that others say as well.
    static func failure(of error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "ACCOUNT_NOT_FOUND":
            .refused("nobody is called that", advice: "They make an account first: colophon register")
        case "HOLDER_NOT_STAFF":
            .refused(error.message, advice: "They make another account for the house: colophon register")
        case "LAST_STAFF_ADMINISTRATOR":
            .refused(
                "nobody else is an administrator, and the house keeps one",
                advice: "Make somebody else one first: colophon staff grant NAME administrator")
        case "INVALID_FIELDS":
            .refused(
                error.fieldViolations.map { "the \($0.field) \($0.description)" }.joined(separator: "; "),
                advice: "Roles: review, privacy, auditor, support, administrator.")
        default: nil
        }
    }
}
