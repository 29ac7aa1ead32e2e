internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Holds what was typed against the account's present password: a stolen access token suffices for nothing that an
    /// account is recovered by, and must not be a way to try out passwords. Returns the account's last passwords, the
    /// present one first.
    ///
    /// Throws `IdentityError.passwordWrong`, `.passwordMissing` where the account has none, and `.locked`.
    func confirmPassword(
        _ typed: String, of id: Identifier, from origin: CallOrigin
    ) async throws -> [PasswordRecord] {
        let (known, counted) = try await store.write { [key] transaction in
            if let wait = try transaction.loginWait(who: id.text, source: origin.source, key: key) {
                throw IdentityError.locked(retryAfter: wait)
            }
            let known = try transaction.passwords(of: id)
            guard !known.isEmpty else { throw IdentityError.passwordMissing }
            return (
                known,
                try transaction.countFailure([.account, .pair], who: id.text, source: origin.source, key: key)
            )
        }
        let isRight: Bool
        do {
            isRight = try await passwords.verify(typed, against: known.first)
        } catch {
            await takeBack(counted)
            throw error
        }
        guard isRight else { throw IdentityError.passwordWrong }
        do {
            try await store.write { [key] in try $0.forgetFailures(who: id.text, source: origin.source, key: key) }
        } catch {
            await takeBack(counted)
            throw error
        }
        return known
    }
}
