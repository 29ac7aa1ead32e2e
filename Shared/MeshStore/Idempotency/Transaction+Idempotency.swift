import MeshKernel

extension Snapshot {
    /// The answer that was saved for this request, or nil when it is new. Throws `StoreError.idempotencyKeyReused` when
    /// the key was used for another request, `.idempotencyKeyInvalid` for a key that is empty or too long.
    package func recall(_ request: IdempotentRequest) throws(StoreError) -> SavedAnswer? {
        guard !request.key.isEmpty, request.key.unicodeScalars.count <= Limits.idempotencyKeyCharacters else {
            throw .idempotencyKeyInvalid
        }
        guard
            let row = try row(
                """
                SELECT request_hash, status, response FROM idempotency
                WHERE caller = ? AND subject = ? AND method = ? AND key = ?
                    AND (expires_at IS NULL OR expires_at > ?)
                """,
                .text(request.caller), .text(request.subject), .text(request.method), .text(request.key), SQLValue(now))
        else { return nil }
        guard try row.blob("request_hash") == request.requestHash else { throw .idempotencyKeyReused }
        guard let masterKeys = context.masterKeys else { throw .masterKeyMissing(version: 1) }
        let status = try row.integer("status")
        let body = try masterKeys.open(try row.blob("response"), request.place(status: status))
        return SavedAnswer(status: Int32(truncatingIfNeeded: status), body: body)
    }
}

extension Snapshot {
    /// Whether a call under this key has been answered, whatever it asked for. The digest of what it asks for is not
    /// needed, so that a caller may look before a long request is whole.
    package func isAnswered(caller: String, subject: String, method: String, key: String) throws(StoreError) -> Bool {
        try row(
            """
            SELECT 1 FROM idempotency
            WHERE caller = ? AND subject = ? AND method = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """, .text(caller), .text(subject), .text(method), .text(key), SQLValue(now)) != nil
    }
}

extension Transaction {
    /// Saves the answer of this request in the transaction of its effect.
    package func remember(_ request: IdempotentRequest, _ answer: SavedAnswer) throws(StoreError) {
        guard let masterKeys = context.masterKeys else { throw .masterKeyMissing(version: 1) }
        let now = now
        let expiry: WallTime? =
            switch request.retention {
            case .week: now.advanced(by: .seconds(86_400 * Limits.idempotencyDays))
            case .forever: nil
            }
        let sealed = try masterKeys.seal(answer.body, request.place(status: Int64(answer.status)))
        // An expired row may still stand there, until the sweep reaches it.
        let saved = try execute(
            """
            INSERT INTO idempotency
                (caller, subject, method, key, request_hash, status, response, at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (caller, subject, method, key) DO UPDATE SET
                request_hash = excluded.request_hash, status = excluded.status, response = excluded.response,
                at = excluded.at, expires_at = excluded.expires_at
            WHERE idempotency.expires_at <= excluded.at
            """,
            .text(request.caller), .text(request.subject), .text(request.method), .text(request.key),
            .blob(request.requestHash), SQLValue(answer.status), .blob(sealed), SQLValue(now), SQLValue(expiry))
        // Nothing saved: somebody answered this request already, and whoever did not recall first must not answer twice.
        guard saved == 1 else { throw .idempotencyKeyReused }
    }

    /// Forgets one answer: what it held was erased, and a repetition of its call is a new call. True when there was one.
    @discardableResult
    package func forgetAnswer(caller: String, subject: String, method: String, key: String) throws(StoreError) -> Bool {
        try execute(
            "DELETE FROM idempotency WHERE caller = ? AND subject = ? AND method = ? AND key = ?", .text(caller),
            .text(subject), .text(method), .text(key)) > 0
    }

    /// Forgets the answers to `subject` among the next rows after `row`, a bounded number at once; begin with 0. Returns
    /// the row to go on after, nil when all were looked at.
    package func forgetAnswers(of subject: String, after row: Int64) throws(StoreError) -> Int64? {
        let last = try self.row(
            """
            SELECT max(number) AS last FROM
                (SELECT rowid AS number FROM idempotency WHERE rowid > ? ORDER BY rowid LIMIT ?)
            """, .integer(row), SQLValue(Limits.forgottenScanRows))?.optionalInteger("last")
        guard let last else { return nil }
        try execute(
            "DELETE FROM idempotency WHERE rowid > ? AND rowid <= ? AND subject = ?", .integer(row), .integer(last),
            .text(subject))
        return last
    }

    /// Removes answers whose time is over, a bounded number at once; returns how many.
    func pruneIdempotency() throws(StoreError) -> Int {
        try execute(
            """
            DELETE FROM idempotency WHERE (caller, subject, method, key) IN
                (SELECT caller, subject, method, key FROM idempotency WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            """,
            SQLValue(now), SQLValue(Limits.sweepRows))
    }
}

extension IdempotentRequest {
    /// The status is bound too: an answer must not turn from a refusal into a success.
    fileprivate func place(status: Int64) -> SealedPlace {
        SealedPlace(
            table: "idempotency", column: "response", row: caller, subject, method, key, "\(status)",
            Hexadecimal.encode(requestHash))
    }
}
