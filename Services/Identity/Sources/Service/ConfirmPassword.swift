internal import Logging
internal import MeshKernel
internal import MeshStore

/// Passwords that owners show while they are signed in.
enum ConfirmedPassword {
    /// What wrong ones count under: apart from sign-ins, which anybody can have fail.
    static func who(_ account: Identifier) -> String { "confirm:" + account.text }

    /// What locks. Not the source: strangers share networks with owners.
    static let subjects: [LoginThrottle.Subject] = [.account, .pair]
}

extension IdentityServer {
    /// Holds what was typed against the account's present password: a stolen access token suffices for nothing that an
    /// account is recovered by, and must not be a way to try out passwords. Returns the account's last passwords, the
    /// present one first.
    ///
    /// Throws `IdentityError.passwordWrong`, `.passwordMissing` where the account has none, and `.locked`.
    func confirmPassword(
        _ typed: String, of id: Identifier, from origin: CallOrigin
    ) async throws -> [PasswordRecord] {
        let who = ConfirmedPassword.who(id)
        let (known, counted) = try await store.write { [key] transaction in
            if let wait = try transaction.loginWait(
                who: who, source: origin.source, subjects: ConfirmedPassword.subjects, key: key)
            {
                throw IdentityError.locked(retryAfter: wait)
            }
            let known = try transaction.passwords(of: id)
            guard !known.isEmpty else { throw IdentityError.passwordMissing }
            return (
                known,
                try transaction.countFailure(ConfirmedPassword.subjects, who: who, source: origin.source, key: key)
            )
        }
        let isRight: Bool
        do {
            isRight = try await passwords.verify(typed, against: known.first)
        } catch {
            await takeBack(counted)
            throw error
        }
        guard isRight else {
            if counted.contains(where: { $0.subject == .account && $0.isLast }) {
                await writeSurely("a lock is not told") { try tellLocked(id, in: $0) }
            }
            throw IdentityError.passwordWrong
        }
        do {
            try await store.write { [key] in try $0.forgetFailures(who: who, source: origin.source, key: key) }
        } catch {
            await takeBack(counted)
            throw error
        }
        return known
    }
}
