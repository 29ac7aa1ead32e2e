internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// The code that was last sent to a recipient for a purpose.
    func code(for purpose: CodePurpose, recipient: [UInt8]) throws -> OneTimeCode? {
        try row(
            "SELECT digest, sent_at, wrong_tries, spent FROM codes WHERE recipient = ? AND purpose = ?",
            .blob(recipient), .text(purpose.rawValue)
        ).map { row in
            OneTimeCode(
                purpose: purpose, digest: try row.blob("digest"), sentAt: try row.time("sent_at"),
                wrongTries: Int(try row.integer("wrong_tries")), isSpent: try row.boolean("spent"))
        }
    }

    /// When codes were sent to a recipient, or for a source, since `begin`.
    func sendings(of subject: [UInt8], since begin: WallTime) throws -> [WallTime] {
        try rows("SELECT at FROM sendings WHERE subject = ? AND at > ?", .blob(subject), SQLValue(begin)).map {
            try $0.time("at")
        }
    }
}

extension Transaction {
    /// Puts a code in the place of the one before.
    func put(_ code: OneTimeCode, recipient: [UInt8]) throws {
        try execute(
            """
            INSERT INTO codes (recipient, purpose, digest, sent_at, wrong_tries, spent) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (recipient, purpose) DO UPDATE SET
                digest = excluded.digest, sent_at = excluded.sent_at, wrong_tries = excluded.wrong_tries,
                spent = excluded.spent
            """,
            .blob(recipient), .text(code.purpose.rawValue), .blob(code.digest), SQLValue(code.sentAt),
            SQLValue(code.wrongTries), SQLValue(code.isSpent))
    }

    /// Counts one more code for a recipient or a source. Throws `IdentityError.codeTooSoon` when there were too many.
    func countSending(of subject: [UInt8], within allowance: SendingAllowance) throws {
        let now = now
        let sent = try sendings(of: subject, since: now.advanced(by: .seconds(-allowance.spanSecondsMax)))
        if let wait = allowance.wait(after: sent, now: now) { throw IdentityError.codeTooSoon(retryAfter: wait) }
        try execute(
            """
            INSERT INTO sendings (subject, number, at)
            SELECT ?, coalesce(max(number), 0) + 1, ? FROM sendings WHERE subject = ?
            """,
            .blob(subject), SQLValue(now), .blob(subject))
    }

    /// Tries what somebody typed and keeps what came of it; with `spends` the right code is used up, without, only wrong
    /// tries are counted. True when the code is right. `owner` is the account or registration that asked for it; nil for
    /// codes that are good for whoever has them.
    func tryCode(
        _ typed: String, for purpose: CodePurpose, recipient: CodeRecipient, boundTo owner: String? = nil, spends: Bool,
        key: ServiceKey
    ) throws -> Bool {
        let who = recipient.key(boundTo: owner)
        let place = key.code(ofRecipient: who)
        guard let code = try code(for: purpose, recipient: place) else { return false }
        let (next, outcome) = code.trying(
            key.digest(of: typed, for: purpose, to: who), for: purpose, now: now)
        switch outcome {
        case .accepted:
            if spends { try put(next, recipient: place) }
            return true
        case .wrong:
            try put(next, recipient: place)
            return false
        case .expired, .spent, .exhausted, .otherPurpose:
            return false
        }
    }

    /// Removes up to `count` codes and counted sendings that mean nothing any more; how many.
    func sweepCodes(count: Int) throws -> Int {
        let day = now.advanced(by: .seconds(-86_400))
        let codes = try execute(
            """
            DELETE FROM codes WHERE (recipient, purpose) IN
                (SELECT recipient, purpose FROM codes WHERE sent_at < ? ORDER BY sent_at LIMIT ?)
            """, SQLValue(day), SQLValue(count))
        return codes
            + (try execute(
                """
                DELETE FROM sendings WHERE (subject, number) IN
                    (SELECT subject, number FROM sendings WHERE at < ? ORDER BY at LIMIT ?)
                """, SQLValue(day), SQLValue(count)))
    }
}
