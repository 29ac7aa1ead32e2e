import MeshAPI
import MeshKernel

/// A sign-in as this tool keeps it: whose it is, and the tokens that show it.
struct SignIn: Sendable, Equatable, Codable {
    /// The form of the file that this tool writes and reads.
    static let version = 1
    /// An access token is renewed when it has less than this left, so that it does not run out on its way.
    private static let spareSeconds: Int64 = 30

    private let version: Int
    /// "ses_" and a UUIDv7.
    let session: String
    /// "acc_" and a UUIDv7.
    let account: String
    /// The name that the account signs in with.
    private(set) var userName: String
    /// What services are shown.
    let accessToken: String
    /// From when on it is believed no more.
    let accessExpiresAt: WallTime
    /// What gets the next access token, and the next one of its own, once.
    let refreshToken: String
    /// From when on it gets nothing more.
    let refreshExpiresAt: WallTime
    /// The institution for which the account acts in it; nil for whoever acts for themselves.
    private(set) var institution: Institution?

    /// Whom an account acts for.
    struct Institution: Sendable, Equatable, Codable {
        /// "acc_" and a UUIDv7.
        let account: String
        /// The name that was verified.
        let name: String

        /// For people.
        var words: String { "\(name) (\(account))" }
    }

    private enum CodingKeys: String, CodingKey {
        case version, session, account, institution
        case userName = "user_name"
        case accessToken = "access_token"
        case accessExpiresAt = "access_expires_at"
        case refreshToken = "refresh_token"
        case refreshExpiresAt = "refresh_expires_at"
    }

    /// What identity has answered to whoever is called `userName`, for themselves or for an institution.
    init(_ session: IdentityV1.Session, userName: String, for institution: Institution? = nil) {
        version = Self.version
        self.session = session.id
        account = session.account
        self.userName = userName
        accessToken = session.accessToken
        accessExpiresAt = WallTime(session.accessExpiresAt)
        refreshToken = session.refreshToken
        refreshExpiresAt = WallTime(session.refreshExpiresAt)
        self.institution = institution
    }

    /// The same sign-in of whoever is called `userName` now.
    func called(_ userName: String) -> SignIn {
        var signIn = self
        signIn.userName = userName
        return signIn
    }

    /// Whether this tool knows the form that was read.
    var isReadable: Bool { version == Self.version }

    /// Whether the access token can be used for a call that begins at `now`.
    func isFresh(at now: WallTime) -> Bool {
        now.advanced(by: .seconds(Self.spareSeconds)) < accessExpiresAt
    }

    /// For people: whom the tool speaks for.
    var words: String { "\(userName) (\(account))" + (institution.map { " for \($0.words)" } ?? "") }
}

extension WallTime {
    /// A time as messages carry it; a missing one is the beginning of 1970.
    fileprivate init(_ timestamp: GoogleProtobuf.Timestamp?) {
        let timestamp = timestamp ?? GoogleProtobuf.Timestamp()
        self.init(milliseconds: timestamp.seconds * 1_000 + Int64(timestamp.nanos) / 1_000_000)
    }
}
