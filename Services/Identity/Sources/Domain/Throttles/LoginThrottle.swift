package import MeshKernel

/// Failed sign-ins that count together, and how long no further one is looked at.
package struct LoginThrottle: Sendable, Equatable {
    /// What counts together.
    package enum Subject: String, Sendable, CaseIterable {
        /// One name that was typed, whether or not it is somebody's; and, unseen, one account by whatever name.
        case account
        /// One network that they come from.
        case source
        /// Both.
        case pair
    }

    /// So many failures in so long lock for so long.
    package struct Rule: Sendable, Equatable {
        /// With this many, the lock falls.
        package let failuresMax: Int
        /// They count together for so long from the first.
        package let spanSeconds: Int64
        /// How long nothing is looked at.
        package let lockSeconds: Int64

        package init(failuresMax: Int, spanSeconds: Int64, lockSeconds: Int64) {
            self.failuresMax = failuresMax
            self.spanSeconds = spanSeconds
            self.lockSeconds = lockSeconds
        }

        /// The rule of a subject: an account is locked for fifteen minutes by five failures; sources and patient pairs
        /// by own rules.
        package static func of(_ subject: Subject) -> Rule {
            switch subject {
            case .account: Rule(failuresMax: 5, spanSeconds: 900, lockSeconds: 900)
            case .source: Rule(failuresMax: 50, spanSeconds: 900, lockSeconds: 900)
            case .pair: Rule(failuresMax: 10, spanSeconds: 3_600, lockSeconds: 3_600)
            }
        }
    }

    /// Failures since `since`.
    package let failures: Int
    /// The first of them.
    package let since: WallTime
    /// Nothing is looked at before; nil when nothing is locked.
    package let lockedUntil: WallTime?

    package init(failures: Int, since: WallTime, lockedUntil: WallTime?) {
        self.failures = failures
        self.since = since
        self.lockedUntil = lockedUntil
    }

    /// How long no sign-in is looked at; nil when one is.
    package func wait(now: WallTime) -> Duration? {
        guard let lockedUntil, lockedUntil > now else { return nil }
        return lockedUntil.since(now)
    }

    /// The count after one more failure; `before` is nil when there was none.
    package static func failing(_ before: LoginThrottle?, rule: Rule, now: WallTime) -> LoginThrottle {
        guard let before, before.lockedUntil == nil,
            now.since(before.since) < .seconds(rule.spanSeconds)
        else {
            // The first one, or the first after a lock or a quiet time; a lock that still runs stays.
            if let before, before.wait(now: now) != nil { return before }
            return counting(1, since: now, rule: rule, now: now)
        }
        return counting(before.failures + 1, since: before.since, rule: rule, now: now)
    }

    /// The count without one failure that began with `since`, which was none after all: nothing was compared. Nil when
    /// nothing is left of it. What was forgotten and counted anew meanwhile stays as it is.
    package static func forgiving(_ before: LoginThrottle, since: WallTime, rule: Rule) -> LoginThrottle? {
        guard before.since == since else { return before }
        let failures = before.failures - 1
        guard failures >= 1 else { return nil }
        return LoginThrottle(
            failures: failures, since: since, lockedUntil: failures >= rule.failuresMax ? before.lockedUntil : nil)
    }

    private static func counting(_ failures: Int, since: WallTime, rule: Rule, now: WallTime) -> LoginThrottle {
        LoginThrottle(
            failures: failures, since: since,
            lockedUntil: failures >= rule.failuresMax ? now.advanced(by: .seconds(rule.lockSeconds)) : nil)
    }
}
