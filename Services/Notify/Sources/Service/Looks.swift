internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension NotifyServer {
    /// A page of what the staff have seen, the newest first, and the token of the next one.
    func looks(
        _ filter: LookFilter, size: UInt32, token: String
    ) async throws -> (rows: [Look], next: String) {
        for (field, text) in [("account", filter.account), ("staff", filter.staff)] {
            guard text.isEmpty || Address(account: text) != nil else { throw NotifyError.invalidAddress(field: field) }
        }
        let wanted = try PageRequest(size: size, token: token, list: "looks", filter.account, filter.staff)
        let before = wanted.after.isEmpty ? Int64.max : try wanted.afterNumber()
        let read = try await store.read { try $0.looks(filter, before: before, count: wanted.rows + 1) }
        let page = wanted.page(read) { "\($0.position)" }
        return (page.rows.map { $0.look }, page.next)
    }
}

extension Transaction {
    /// Writes down that an adviser is shown these tickets' subjects; of an erased account there is none to be seen.
    func noteSubjects(of tickets: [StoredTicket], shownTo staff: String) throws {
        try note(
            tickets.filter { $0.subject != nil }.map { stored in
                Look(
                    at: now, staff: staff, account: stored.ticket.account, kind: .subject, object: stored.ticket.id.text
                )
            })
    }

    /// Writes down that an adviser is shown a ticket and something of what was said in it.
    func noteConversation(of stored: StoredTicket, shownTo staff: String) throws {
        guard stored.subject != nil else { return }
        try note([
            Look(
                at: now, staff: staff, account: stored.ticket.account, kind: .conversation,
                object: stored.ticket.id.text)
        ])
    }

    /// Writes down that an adviser is shown the whole numbers of these calls.
    func noteNumbers(of callbacks: [NamedCallback], shownTo staff: String) throws {
        try note(
            callbacks.map(\.callback).filter { $0.number != nil }.map { callback in
                Look(at: now, staff: staff, account: callback.account, kind: .number, object: callback.id.text)
            })
    }
}
