import MeshCrypto
import MeshKernel

/// Makes tokens for one account with the development key of a state folder.
struct DevelopmentSigner: Sendable {
    let account: String
    private let key: SigningKey
    private let time: any TimeSource
    private let random: any RandomSource

    /// A signer for `account`, or for the state folder's own.
    init(
        folder: StateFolder, account: String?, time: any TimeSource = SystemTime(),
        random: any RandomSource = SystemRandom()
    ) throws(Failure) {
        do {
            key = try SigningKey(path: folder.keys + "/token-dev.key")
        } catch {
            throw .refused("\(error)")
        }
        if let account {
            guard Identifier(account, kind: .account) != nil else {
                throw .refused("--account: \"\(account)\" is not an account's id (acc_ and a UUIDv7)")
            }
            self.account = account
        } else {
            self.account = try DevelopmentAccount.id(in: folder, ids: IdentifierSource(time: time, random: random))
        }
        self.time = time
        self.random = random
    }

    /// A token that names the account to `services` for `lifetime`: as that of a verified holder or, with roles, of a member
    /// of the staff.
    func token(
        for services: [String], roles: [String] = [], lifetime: Duration = AccessToken.lifetimeMax
    ) throws(Failure) -> (text: String, token: AccessToken) {
        let now = time.wall()
        let token = AccessToken(
            subject: account, kind: roles.isEmpty ? "verified_account" : "staff", roles: roles, audience: services,
            issuedAt: now, expiresAt: now.advanced(by: lifetime), identifier: Hexadecimal.encode(random.bytes(16)))
        do {
            return (try token.signed(with: key), token)
        } catch {
            throw .refused("the token cannot be signed: \(error)")
        }
    }
}
