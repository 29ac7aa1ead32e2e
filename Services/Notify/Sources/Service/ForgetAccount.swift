internal import MeshKernel
internal import MeshStore

extension NotifyServer {
    /// Forgets an account that was erased. Before this returns its data key is gone, on the disk and in the write-ahead
    /// log, and so are answers that could be asked for again. Throws `NotifyError.tooBusy` when that cannot be done now,
    /// and `.farewellAwaited` while somebody is still to be told of the erasure; a repetition does it.
    func forget(_ account: String) async throws {
        guard Address(account: account) != nil else { throw NotifyError.invalidAddress(field: "account") }
        var place = forgettingPlaces[account]
        while place != .end {
            place = try await forget(account, from: place)
            forgettingPlaces.note(place, of: account)
        }
        guard await store.emptyLog() else {
            throw NotifyError.tooBusy(retryAfter: .milliseconds(Limits.emptyLogRetryMilliseconds))
        }
        forgettingPlaces.finish(account)
        // Whoever watches its message centre is told that there is nothing.
        watchers.wake(account)
    }

    /// One step of it; returns where it goes on.
    private func forget(
        _ account: String, from place: ForgettingPlaces.Place
    ) async throws -> ForgettingPlaces.Place {
        switch place {
        case .messages(let after):
            let key = try await serviceKeys.key()
            // A message has its identifier before its row, so that younger ones may still come in between.
            let settled = Identifier(
                kind: .message, time: time.wall().advanced(by: .seconds(-Limits.messageSettledSeconds)),
                random: [UInt8](repeating: 0, count: 10)
            ).text
            // Most steps find nothing, and hold up nobody who writes.
            let found = try await store.read {
                try $0.bareMessages(around: account, after: after, before: settled, key: key)
            }
            guard !found.isAwaited else { throw NotifyError.farewellAwaited }
            if let last = found.last {
                guard !found.ids.isEmpty else { return .messages(after: last) }
                let emptied = try await store.write {
                    try $0.forgetMessages(around: account, after: after, before: settled, key: key)
                }
                return .messages(after: emptied.last ?? last)
            }
            try await store.write { transaction in
                try transaction.forget(account, after: after, key: key)
            }
            return .answers(after: 0)
        case .answers(let row):
            return try await store.write { try $0.forgetAnswers(of: account, after: row) }.map { .answers(after: $0) }
                ?? .end
        case .end: return .end
        }
    }
}
