extension Store {
    /// Runs `body` for the first call of `request` and answers every later one with what it answered.
    ///
    /// Effect and answer are one transaction. The writer runs one closure after the other, so that a call that comes
    /// while the first is under way waits for it and gets its answer, or takes its place when it failed. An error that
    /// `body` throws is not saved and undoes what it wrote; `RefusedAnswer` undoes it and is saved.
    package func once(
        _ request: IdempotentRequest, _ body: @escaping @Sendable (Transaction) throws -> SavedAnswer
    ) async throws -> SavedAnswer {
        try await write { transaction in
            try transaction.once(request, body)
        }
    }

    /// As `once`, for a `body` that throws nothing once it has written something (`Store.writeDecided`), and no
    /// `RefusedAnswer`.
    package func onceDecided(
        _ request: IdempotentRequest, _ body: @escaping @Sendable (Transaction) throws -> SavedAnswer
    ) async throws -> SavedAnswer {
        try await writeDecided { transaction in
            if let saved = try transaction.recall(request) { return saved }
            let answer = try body(transaction)
            try transaction.remember(request, answer)
            return answer
        }
    }

    /// Removes idempotent answers whose time is over, a bounded number at once, and returns how many. The store does so
    /// by itself when it is idle.
    package func pruneIdempotency() async throws -> Int {
        try await write { transaction in try transaction.pruneIdempotency() }
    }
}

extension Transaction {
    /// `Store.once` inside a transaction that does more.
    package func once(
        _ request: IdempotentRequest, _ body: (Transaction) throws -> SavedAnswer
    ) throws -> SavedAnswer {
        if let saved = try recall(request) { return saved }
        let answer: SavedAnswer
        do {
            answer = try nested { try body(self) }
        } catch let refusal as RefusedAnswer {
            answer = refusal.answer
        }
        try remember(request, answer)
        return answer
    }
}
