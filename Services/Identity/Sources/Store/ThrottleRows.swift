internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// What has failed for a subject.
    func throttle(_ subject: LoginThrottle.Subject, _ code: [UInt8]) throws -> LoginThrottle? {
        try row(
            "SELECT failures, since, locked_until FROM throttles WHERE kind = ? AND subject = ?",
            .text(subject.rawValue), .blob(code)
        ).map { row in
            LoginThrottle(
                failures: Int(try row.integer("failures")), since: try row.time("since"),
                lockedUntil: try row.optionalTime("locked_until"))
        }
    }

    /// How long no sign-in of this somebody from this source is looked at; nil when one is. Only `subjects` lock it.
    func loginWait(
        who: String, source: String, subjects: [LoginThrottle.Subject] = LoginThrottle.Subject.allCases, key: ServiceKey
    ) throws -> Duration? {
        let now = now
        return try subjects.compactMap { subject in
            try throttle(subject, key.code(of: subject, who: who, source: source))?.wait(now: now)
        }.max()
    }
}

/// A failure as it was counted, so that it can be taken back.
struct CountedFailure: Sendable {
    /// What it was counted under.
    let subject: LoginThrottle.Subject
    /// The same, as a keyed code.
    let code: [UInt8]
    /// The first of those that it was counted with.
    let since: WallTime
    /// Whether with it the lock fell.
    let isLast: Bool
}

extension Transaction {
    /// Counts one more failure of this somebody from this source.
    @discardableResult
    func countFailure(
        _ subjects: [LoginThrottle.Subject], who: String, source: String, key: ServiceKey
    ) throws -> [CountedFailure] {
        try subjects.map { subject in
            let code = key.code(of: subject, who: who, source: source)
            let next = LoginThrottle.failing(try throttle(subject, code), rule: .of(subject), now: now)
            try put(next, subject, code)
            return CountedFailure(subject: subject, code: code, since: next.since, isLast: next.lockedUntil != nil)
        }
    }

    /// Takes failures back that were counted before anything was compared, and nothing was.
    func takeBack(_ failures: [CountedFailure]) throws {
        for failure in failures {
            guard let before = try throttle(failure.subject, failure.code) else { continue }
            if let next = LoginThrottle.forgiving(before, since: failure.since, rule: .of(failure.subject)) {
                try put(next, failure.subject, failure.code)
            } else {
                try execute(
                    "DELETE FROM throttles WHERE kind = ? AND subject = ?", .text(failure.subject.rawValue),
                    .blob(failure.code))
            }
        }
    }

    private func put(_ throttle: LoginThrottle, _ subject: LoginThrottle.Subject, _ code: [UInt8]) throws {
        try execute(
            """
            INSERT INTO throttles (kind, subject, failures, since, locked_until) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (kind, subject) DO UPDATE SET
                failures = excluded.failures, since = excluded.since, locked_until = excluded.locked_until
            """,
            .text(subject.rawValue), .blob(code), SQLValue(throttle.failures), SQLValue(throttle.since),
            SQLValue(throttle.lockedUntil))
    }

    /// Forgets the failures of this somebody: its owner has come. Those of the source stay, or an attacker with an account
    /// of their own could wipe them.
    func forgetFailures(who: String, source: String, key: ServiceKey) throws {
        for subject in [LoginThrottle.Subject.account, .pair] {
            try execute(
                "DELETE FROM throttles WHERE kind = ? AND subject = ?", .text(subject.rawValue),
                .blob(key.code(of: subject, who: who, source: source)))
        }
    }

    /// Removes up to `count` failures that count no more; how many.
    func sweepThrottles(count: Int) throws -> Int {
        try execute(
            """
            DELETE FROM throttles WHERE (kind, subject) IN
                (SELECT kind, subject FROM throttles
                WHERE since < ? AND (locked_until IS NULL OR locked_until < ?) ORDER BY since LIMIT ?)
            """, SQLValue(now.advanced(by: .seconds(-86_400))), SQLValue(now), SQLValue(count))
    }
}
