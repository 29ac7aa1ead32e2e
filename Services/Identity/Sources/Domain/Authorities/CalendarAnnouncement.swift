package import MeshKernel

/// The working days of a year as staff say that they were announced, before anything was checked.
package struct CalendarAnnouncement: Sendable {
    /// Bounds of one.
    package enum Limits {
        /// The furthest year: the State Council announces one at a time.
        package static let yearsAheadMax: Int64 = 5
        /// Far more than any year had.
        package static let daysMax = 100
        /// Where it was announced.
        package static let sourceCharactersMax = 200
    }

    /// The year.
    package var year: Int64
    /// Days that are not what their place in the week says.
    package var days: [(day: String, isWorking: Bool)]
    /// Where it was announced.
    package var source: String

    package init(year: Int64, days: [(day: String, isWorking: Bool)], source: String) {
        self.year = year
        self.days = days
        self.source = source
    }

    /// The exceptions of the year; throws `IdentityError.invalidFields` with every fault. A day that says only what its
    /// place in the week says is one: it was mistyped. `today` is the day in China.
    package func checked(today: CivilDate) throws(IdentityError) -> [WorkingCalendar.Exception] {
        var faults: [FieldFault] = []
        if !(today.year...today.year + Limits.yearsAheadMax).contains(year) {
            faults.append(FieldFault(field: "year", reason: .malformed))
        }
        if let fault = TextRule(1...Limits.sourceCharactersMax).fault(in: source) {
            faults.append(FieldFault(field: "source", reason: fault))
        }
        // No year is without holidays, and this one would lose those that were known.
        if days.isEmpty { faults.append(FieldFault(field: "days", reason: .empty)) }
        if days.count > Limits.daysMax {
            faults.append(FieldFault(field: "days", reason: .tooMany(maximum: Limits.daysMax)))
        }
        var exceptions: [WorkingCalendar.Exception] = []
        var seen: Set<Int64> = []
        for (place, entry) in days.prefix(Limits.daysMax).enumerated() {
            let field = "days[\(place)].day"
            guard let day = CivilDate(text: entry.day) else {
                faults.append(FieldFault(field: field, reason: .malformedDate))
                continue
            }
            if day.year != year { faults.append(FieldFault(field: field, reason: .contradicts(field: "year"))) }
            if !seen.insert(day.daysSinceEpoch).inserted {
                faults.append(FieldFault(field: field, reason: .contradicts(field: "days")))
            }
            if entry.isWorking == (day.weekday < 5) {
                faults.append(FieldFault(field: "days[\(place)].working", reason: .contradicts(field: field)))
            }
            exceptions.append(WorkingCalendar.Exception(day: day, isWorking: entry.isWorking))
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return exceptions
    }
}

/// What is known of the working days of a year.
package struct CalendarYear: Sendable, Equatable {
    /// Which year.
    package let year: Int64
    /// Whether it was announced.
    package let isAnnounced: Bool
    /// Its days that are not what their place in the week says, in order.
    package let exceptions: [WorkingCalendar.Exception]
    /// Where staff say that it was announced, and when they said so; nil for what came with the program.
    package let announcement: Announcement?

    /// What staff said.
    package struct Announcement: Sendable, Equatable {
        /// Where it was announced.
        package let source: String
        /// When staff said so.
        package let at: WallTime

        package init(source: String, at: WallTime) {
            self.source = source
            self.at = at
        }
    }

    /// What `calendar` knows of `year`.
    package init(_ year: Int64, in calendar: WorkingCalendar, announcement: Announcement?) {
        self.year = year
        isAnnounced = calendar.years.contains(year)
        exceptions = calendar.allExceptions.filter { $0.day.year == year }
        self.announcement = announcement
    }
}
