internal import MeshKernel
internal import MeshStore

extension NotifyServer {
    /// Gives everything that is kept of an account to its owner, part by part; a bounded number of rows is read at once.
    /// Throws `NotifyError.erased` once it was erased, also in the middle.
    func exportSubject(_ account: String, to give: (ExportPart) async throws -> Void) async throws {
        let key = try await serviceKeys.key()
        for part in try await store.read({ [standard] in try $0.standing(of: account, standard: standard) }) {
            try await give(part)
        }
        try await export(
            of: account, named: { try $0.messageIDs(of: account, after: $1, count: $2) },
            part: { snapshot, id in try snapshot.message(id, key: key).map { ExportPart($0) } }, to: give)
        try await exportTickets(of: account, to: give)
        try await export(
            of: account, named: { try $0.callbackIDs(of: account, after: $1, count: $2) },
            part: { snapshot, id in try snapshot.callback(id).map { ExportPart($0) } }, to: give)
        try await exportLooks(at: account, to: give)
        try await exportWritten(by: account, to: give)
    }

    /// Everything of one kind: `names` gives identifiers after one, and `part` what is kept under each.
    private func export(
        of account: String, named names: @escaping @Sendable (Snapshot, String, Int) throws -> [Identifier],
        part: @escaping @Sendable (Snapshot, Identifier) throws -> ExportPart?,
        to give: (ExportPart) async throws -> Void
    ) async throws {
        var last = ""
        var isMore = true
        while isMore {
            let after = last
            let (read, next) = try await store.read { snapshot in
                try snapshot.requireKnowable(account)
                let ids = try names(snapshot, after, Limits.exportRowsPerRead)
                return (try ids.compactMap { try part(snapshot, $0) }, ids.last?.text)
            }
            for part in read { try await give(part) }
            isMore = next != nil
            last = next ?? last
        }
    }

    /// Every ticket, each followed by what was said in it.
    private func exportTickets(of account: String, to give: (ExportPart) async throws -> Void) async throws {
        var last = ""
        while true {
            let after = last
            let ids = try await store.read { snapshot in
                try snapshot.requireKnowable(account)
                return try snapshot.ticketIDs(of: account, after: after, count: Limits.exportRowsPerRead)
            }
            for id in ids {
                guard let stored = try await store.read({ try $0.ticket(id) }) else { continue }
                try await give(
                    ExportPart(stored.ticket, subject: stored.subject ?? "", adviserName: stored.adviserName))
                try await exportTexts(of: stored.ticket, to: give)
            }
            guard let next = ids.last else { return }
            last = next.text
        }
    }

    private func exportTexts(of ticket: Ticket, to give: (ExportPart) async throws -> Void) async throws {
        var position: Int64 = -1
        while true {
            let after = position
            let texts = try await store.read { try $0.texts(of: ticket, after: after, count: Limits.exportRowsPerRead) }
            for text in texts {
                try await give(
                    ExportPart(
                        .ticketText,
                        [
                            .init("ticket", ticket.id.text), .init("position", "\(text.position)"),
                            .init("by", text.author == ticket.account ? "account" : "adviser"), .init("at", text.at),
                            .init("text", text.text),
                        ]))
            }
            guard let next = texts.last else { return }
            position = next.position
        }
    }

    /// What an account has written into others' questions as one of the staff.
    private func exportWritten(by account: String, to give: (ExportPart) async throws -> Void) async throws {
        var place = (ticket: "", position: Int64(-1))
        while true {
            let (ticket, position) = place
            let texts = try await store.read { snapshot in
                try snapshot.requireKnowable(account)
                return try snapshot.texts(
                    writtenBy: account, after: ticket, position: position, count: Limits.exportRowsPerRead)
            }
            for text in texts {
                try await give(
                    ExportPart(
                        .writtenText,
                        [
                            .init("ticket", text.ticket.text), .init("position", "\(text.position)"),
                            .init("at", text.at), .init("text", text.text),
                        ]))
            }
            guard let next = texts.last else { return }
            place = (next.ticket.text, next.position)
        }
    }

    private func exportLooks(at account: String, to give: (ExportPart) async throws -> Void) async throws {
        var place = Int64.max
        while true {
            let before = place
            let looks = try await store.read {
                try $0.looks(LookFilter(account: account, staff: ""), before: before, count: Limits.exportRowsPerRead)
            }
            for (_, look) in looks { try await give(ExportPart(look)) }
            guard let next = looks.last else { return }
            place = next.position
        }
    }
}

extension Snapshot {
    /// What an account has here once: where it is and was reached, what it wants, who its adviser is, its webhooks,
    /// and what it is itself as an adviser.
    fileprivate func standing(of account: String, standard: Preferences) throws -> [ExportPart] {
        try requireKnowable(account)
        var parts = try knownAddresses(of: account).map { ExportPart(contact: $0) }
        parts += try formerContacts(of: account).map {
            ExportPart(.formerContact, [.init("channel", $0.channel.rawValue), .init("until", $0.until)])
        }
        parts += ExportPart.parts(try preferences(of: account, standard: standard))
        if let adviser = try dedicatedAdviser(of: account).flatMap({ try adviser($0) }) {
            parts.append(ExportPart(.adviser, [.init("name", adviser.name)]))
        }
        parts += try webhooks(of: account).map { webhook in
            ExportPart(
                .webhook,
                [
                    .init("id", webhook.id.text), .init("url", webhook.address.text),
                    .init("state", webhook.state.rawValue), .init("signature", webhook.secret.kind.rawValue),
                    .init("created_at", webhook.createdAt),
                ])
        }
        if let (adviser, cameAt) = try standing(ofAdviser: account) {
            parts.append(
                ExportPart(
                    .duty,
                    [
                        .init("name", adviser.name), .init("on_duty", adviser.isOnDuty ? "yes" : "no"),
                        .init("came_at", cameAt), .init("tickets", "\(adviser.load)"),
                        .init("assigned_at", adviser.assignedAt),
                    ]))
        }
        return parts
    }
}
