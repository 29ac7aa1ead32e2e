internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// What is known of the working days of a year.
    func calendarYear(_ year: Int64) async throws -> CalendarYear {
        guard (2_000...2_999).contains(year) else {
            throw IdentityError.invalidFields([FieldFault(field: "year", reason: .malformed)])
        }
        return try await store.read { try $0.calendarYear(year) }
    }

    /// Takes what was announced for a year; reviews under way are due anew by it. Returns the answer's bytes: the first
    /// call's when this one repeats it.
    func announce(
        _ announcement: CalendarAnnouncement, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (CalendarYear) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let exceptions = try announcement.checked(today: today)
        return try await store.once(call) { [key, profiles] transaction in
            try transaction.announce(
                exceptions, for: announcement.year, source: announcement.source, by: staff)
            _ = try transaction.renewDeadlines(under: profiles)
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: staff.text, actor: staff.text, action: .calendarAnnounced,
                    object: "\(announcement.year)"), key: key)
            let year = try transaction.calendarYear(announcement.year)
            try tell(of: year, trace: origin.trace, in: transaction)
            return SavedAnswer(status: 0, body: answer(year))
        }.body
    }

    /// Tells the others of years that an earlier version took and told nobody of; how many there were.
    package func tellAnnouncedYears() async throws -> Int {
        // A look that finds nothing must not cost a commit.
        guard try await !store.read({ try $0.untoldYears() }).isEmpty else { return 0 }
        return try await store.write { transaction in
            let years = try transaction.untoldYears()
            for year in years { try tell(of: try transaction.calendarYear(year), trace: "", in: transaction) }
            return years.count
        }
    }

    private func tell(of year: CalendarYear, trace: String, in transaction: Transaction) throws {
        try transaction.noteTold(year.year)
        try transaction.append(
            Event(
                type: IdentityEvents.calendarAnnounced, aggregate: "\(year.year)",
                payload: notices.calendarAnnounced(year), trace: trace))
    }
}
