internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// What an account says of itself, and since when; nil before it has said anything, and when it was erased.
    func profile(of account: Identifier) throws -> (profile: Profile, changedAt: WallTime)? {
        guard
            let row = try row("SELECT profile, changed_at FROM profiles WHERE account = ?", SQLValue(account)),
            let key = try subjectKey(account.text)
        else { return nil }
        let plain = try key.open(try row.blob("profile"), at: SealedPlaces.profile(account))
        guard let profile = Profile(decoding: plain) else { throw StoreError.column("profile") }
        return (profile, try row.time("changed_at"))
    }
}

extension Transaction {
    /// Puts a profile in the place of the one before.
    func set(_ profile: Profile, of account: Identifier) throws {
        let key = try makeSubjectKey(account.text)
        try execute(
            """
            INSERT INTO profiles (account, profile, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (account) DO UPDATE SET profile = excluded.profile, changed_at = excluded.changed_at
            """,
            SQLValue(account), .blob(try key.seal(profile.encoded, at: SealedPlaces.profile(account))), SQLValue(now))
    }
}
