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

    /// How often a code was tried wrongly from a source.
    fileprivate func wrongTries(of recipient: [UInt8], for purpose: CodePurpose, from source: [UInt8]) throws -> Int {
        try row(
            "SELECT wrong_tries FROM code_tries WHERE recipient = ? AND purpose = ? AND source = ?", .blob(recipient),
            .text(purpose.rawValue), .blob(source)
        ).map { Int(try $0.integer("wrong_tries")) } ?? 0
    }

    /// When codes were sent to a recipient, or for a source, since `begin`.
    func sendings(of subject: [UInt8], since begin: WallTime) throws -> [WallTime] {
        try rows("SELECT at FROM sendings WHERE subject = ? AND at > ?", .blob(subject), SQLValue(begin)).map {
            try $0.time("at")
        }
    }
}

extension Transaction {
    /// Forgets who tried the code before wrongly: there is another one.
    func forgetTries(of recipient: [UInt8], for purpose: CodePurpose) throws {
        try execute(
            "DELETE FROM code_tries WHERE recipient = ? AND purpose = ?", .blob(recipient), .text(purpose.rawValue))
    }

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
    /// tries are counted. True when the code is right.
    ///
    /// Codes that are good for whoever has them can be tried by anybody: from one source only so often each, and not at all
    /// from one where too many were wrong, whosever. Throws `IdentityError.locked` then.
    func tryCode(
        _ typed: String, for purpose: CodePurpose, recipient: CodeRecipient, from source: String, spends: Bool,
        key: ServiceKey
    ) throws -> Bool {
        // Not the sources of passwords, so that neither tells or locks the other.
        let network = "code:" + source
        if let wait = try loginWait(who: "", source: network, subjects: [.source], key: key) {
            throw IdentityError.locked(retryAfter: wait)
        }
        let place = key.code(ofRecipient: recipient.key)
        let trier = key.code(ofTrySource: source)
        let before = try wrongTries(of: place, for: purpose, from: trier)
        if before < OneTimeCode.Limits.wrongTriesPerSourceMax,
            try tryCode(typed, for: purpose, recipient: recipient, boundTo: nil, spends: spends, key: key)
        {
            return true
        }
        try countFailure([.source], who: "", source: network, key: key)
        try execute(
            """
            INSERT INTO code_tries (recipient, purpose, source, wrong_tries, at) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (recipient, purpose, source) DO UPDATE SET wrong_tries = wrong_tries + 1
            """, .blob(place), .text(purpose.rawValue), .blob(trier), SQLValue(now))
        return false
    }

    /// The same for a code that is good for `owner` alone, the account or registration that asked for it: nobody else can
    /// try it.
    func tryCode(
        _ typed: String, for purpose: CodePurpose, recipient: CodeRecipient, boundTo owner: String?, spends: Bool,
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
        let tries = try execute(
            """
            DELETE FROM code_tries WHERE (recipient, purpose, source) IN
                (SELECT recipient, purpose, source FROM code_tries WHERE at < ? ORDER BY at LIMIT ?)
            """, SQLValue(day), SQLValue(count))
        return codes + tries
            + (try execute(
                """
                DELETE FROM sendings WHERE (subject, number) IN
                    (SELECT subject, number FROM sendings WHERE at < ? ORDER BY at LIMIT ?)
                """, SQLValue(day), SQLValue(count)))
    }
}
