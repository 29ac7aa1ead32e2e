import MeshRPC

/// For whom a command speaks: whoever has signed in, or else, in development, an account of the state folder's own.
enum Speaker: Sendable {
    case signedIn(SignedInAccount)
    case development(DevelopmentSigner)

    /// The one for whom commands speak here. An account that is named is spoken for with the development key.
    init(_ access: MeshAccess, account: String?) throws(Failure) {
        if account == nil, let signedIn = try Self.signedIn(access) {
            self = .signedIn(signedIn)
            return
        }
        guard account != nil || access.mesh.environment == "development" else {
            throw .refused("nobody has signed in", advice: "Sign in: colophon login NAME")
        }
        self = .development(try DevelopmentSigner(folder: access.folder, account: account))
    }

    /// Whoever has signed in; nil when nobody has.
    static func signedIn(_ access: MeshAccess) throws(Failure) -> SignedInAccount? {
        let file = SignInFile(access.folder)
        guard let signIn = try file.read() else { return nil }
        return SignedInAccount(signIn, file: file) { try await IdentityCalls(access).renewed($0) }
    }

    /// The account's id.
    var account: String {
        switch self {
        case .signedIn(let account): account.account
        case .development(let signer): signer.account
        }
    }

    /// What a call of `service` carries as `authorization`.
    func authorization(for service: MeshFile.Service) async throws -> String {
        switch self {
        case .signedIn(let account): "Bearer " + (try await account.accessToken())
        case .development(let signer): "Bearer " + (try signer.token(for: [service.name]).text)
        }
    }

    /// Says on standard error for whom the command speaks when somebody has signed in.
    func announce(isSilent: Bool) {
        guard !isSilent, case .signedIn(let account) = self else { return }
        Console.standardError.line("as \(account.words)")
    }
}
