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
        _ announcement: CalendarAnnouncement, by staff: Identifier, call: IdempotentRequest,
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
            return SavedAnswer(status: 0, body: answer(try transaction.calendarYear(announcement.year)))
        }.body
    }
}
