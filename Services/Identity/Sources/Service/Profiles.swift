internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// What an account says of itself, and since when; nil before it has said anything.
    func profile(of account: Identifier) async throws -> (profile: Profile, changedAt: WallTime)? {
        try await store.read { try $0.profile(of: account) }
    }

    /// Puts a profile in the place of the one before; since when it stands. The same one once more changes nothing.
    func setProfile(_ profile: Profile, of account: Identifier, from origin: CallOrigin) async throws -> WallTime {
        try await store.write { [key] transaction in
            guard try transaction.account(account)?.state == .active else { throw IdentityError.accountNotFound }
            if let (there, since) = try transaction.profile(of: account), there == profile { return since }
            try transaction.set(profile, of: account)
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: account.text, actor: origin.actor(for: account),
                    action: .profileChanged),
                key: key)
            return transaction.now
        }
    }
}
