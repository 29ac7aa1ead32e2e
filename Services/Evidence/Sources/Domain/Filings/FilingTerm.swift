package import MeshKernel

/// How long a filing stands, and when its end is announced.
package enum FilingTerm {
    /// Bounds of a filing's time.
    package enum Limits {
        /// What one credit gives a filing that is renewed; one that is applied for ends with its credit.
        package static let creditYears: Int64 = 1
        /// A filing's end can be moved no further ahead than this.
        package static let aheadYearsMax: Int64 = 10
        /// Days before the end on which a reminder is due, the earliest first; from the first on the filing is expiring.
        package static let reminderDays: [Int64] = [30, 7, 1]
    }

    /// The end of what begins at `time`: the same day and time `years` later, the last of February for a leap day.
    package static func end(from time: WallTime, years: Int64 = Limits.creditYears) -> WallTime {
        let day = CivilDate(time)
        let later =
            CivilDate(year: day.year + years, month: day.month, day: day.day)
            ?? CivilDate(year: day.year + years, month: day.month, day: 28) ?? day
        return WallTime(milliseconds: later.daysSinceEpoch * 86_400_000 + time.millisecondsOfDay)
    }

    /// Where a filing that ends at `end` stands at `now`.
    package static func state(end: WallTime, now: WallTime) -> FilingState {
        if now >= end { return .void }
        return now >= firstNotice(end: end) ? .expiring : .active
    }

    /// What ends at this moment or before is expiring at `now`, or void.
    package static func horizon(now: WallTime) -> WallTime {
        WallTime(milliseconds: now.milliseconds + 86_400_000 * (Limits.reminderDays.first ?? 0))
    }

    /// When the first reminder is due.
    package static func firstNotice(end: WallTime) -> WallTime {
        end.advanced(by: .seconds(-86_400 * (Limits.reminderDays.first ?? 0)))
    }

    /// The latest reminder that is due at `now`, in days before the end; nil before the first and after the end. One
    /// that was missed is not made up for: it would say what is no longer so.
    package static func reminder(end: WallTime, now: WallTime) -> Int64? {
        guard now < end else { return nil }
        return Limits.reminderDays.last { end.advanced(by: .seconds(-86_400 * $0)) <= now }
    }

    /// When something is due next after `now`: a reminder or the end.
    package static func nextNotice(end: WallTime, after now: WallTime) -> WallTime {
        for days in Limits.reminderDays {
            let due = end.advanced(by: .seconds(-86_400 * days))
            if due > now { return due }
        }
        return end
    }
}
