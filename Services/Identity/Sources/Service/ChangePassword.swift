internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Sets another password and ends every other sign-in: `calling` stays, or nobody could repeat this after a lost answer.
    /// Without one all of them end. Returns the answer's bytes: the first call's when this one repeats it.
    func changePassword(
        _ change: PasswordChange, of id: Identifier, in calling: Identifier?, from origin: CallOrigin,
        call: IdempotentRequest, answer: @escaping @Sendable (_ endedSessions: Int) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let account = try await whoAmI(id)
        let password = try change.checked(userName: account.userName)
        let known = try await confirmPassword(change.present, of: id, from: origin)
        try await checkUnused(change.new, among: known)
        let hash = try await passwords.hash(password)
        return try await store.once(call) { transaction in
            // Another change may have come first; then the password that was checked is not the present one.
            guard try transaction.passwords(of: id).first == known.first else { throw IdentityError.passwordWrong }
            let ended = try set(hash, of: account, sparing: calling, from: origin, in: transaction)
            return SavedAnswer(status: 0, body: answer(ended))
        }.body
    }
}
