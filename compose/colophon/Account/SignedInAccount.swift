import MeshKernel

/// Whoever has signed in: gives access tokens, and renews them when they have run out. Commands that run at once renew
/// once between them, for a refresh token that is used twice ends the sign-in.
struct SignedInAccount: Sendable {
    /// Gets the next tokens for those of a sign-in.
    typealias Renewal = @Sendable (SignIn) async throws -> SignIn

    private let signIn: SignIn
    private let file: SignInFile
    private let time: any TimeSource
    private let renew: Renewal

    /// Whoever `signIn`, as read from `file`, belongs to.
    init(_ signIn: SignIn, file: SignInFile, time: any TimeSource = SystemTime(), renew: @escaping Renewal) {
        self.signIn = signIn
        self.file = file
        self.time = time
        self.renew = renew
    }

    /// "acc_" and a UUIDv7.
    var account: String { signIn.account }
    /// The institution for which the account acts; nil for whoever acts for themselves.
    var institution: SignIn.Institution? { signIn.institution }
    /// What the account signs in with.
    var userName: String { signIn.userName }
    /// For people: whom the tool speaks for.
    var words: String { signIn.words }

    /// A token that can be used now.
    func accessToken() async throws -> String {
        try await freshSignIn().accessToken
    }

    /// The sign-in with a token that can be used now.
    func freshSignIn() async throws -> SignIn {
        let stored = try storedSignIn()
        if stored.isFresh(at: time.wall()) { return stored }
        return try await file.holding {
            // Another command may have renewed it while this one waited.
            let stored = try storedSignIn()
            if stored.isFresh(at: time.wall()) { return stored }
            let renewed = try await renew(stored)
            try file.write(renewed)
            return renewed
        }
    }

    /// A token that was made after this was called.
    func renewedAccessToken() async throws -> String {
        try await file.holding {
            let renewed = try await renew(try storedSignIn())
            try file.write(renewed)
            return renewed.accessToken
        }
    }

    /// The sign-in as the file has it now, which is still this account's.
    private func storedSignIn() throws(Failure) -> SignIn {
        guard let stored = try file.read() else {
            throw .refused("\(words) has signed out meanwhile", advice: "Sign in again: colophon login NAME")
        }
        guard stored.account == signIn.account else {
            throw .refused("\(stored.words) has signed in meanwhile", advice: "Repeat the command to speak for them.")
        }
        return stored
    }
}
