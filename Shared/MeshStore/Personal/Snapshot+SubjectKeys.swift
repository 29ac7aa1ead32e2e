import MeshKernel

extension Snapshot {
    /// The data key of `subject`; nil when there never was one. Throws `StoreError.subjectErased` when it was destroyed.
    package func subjectKey(_ subject: String) throws(StoreError) -> SubjectKey? {
        guard
            let row = try row("SELECT master_version, wrapped FROM subject_keys WHERE subject = ?", .text(subject))
        else { return nil }
        guard let wrapped = try row.optionalBlob("wrapped") else { throw .subjectErased }
        guard let masterKeys = context.masterKeys else {
            throw .masterKeyMissing(version: Int(try row.integer("master_version")))
        }
        return try SubjectKey(subject: subject, bytes: masterKeys.open(wrapped, .subjectKey(subject)))
    }
}

extension Transaction {
    /// The data key of `subject`, made when there is none. Throws `StoreError.subjectErased` when it was destroyed: what
    /// was erased does not come back under the same name.
    package func makeSubjectKey(_ subject: String) throws(StoreError) -> SubjectKey {
        if let key = try subjectKey(subject) { return key }
        guard let masterKeys = context.masterKeys else { throw .masterKeyMissing(version: 1) }
        let bytes = context.random.bytes(64)
        try execute(
            "INSERT INTO subject_keys (subject, master_version, wrapped, at) VALUES (?, ?, ?, ?)",
            .text(subject), SQLValue(masterKeys.current), .blob(try masterKeys.seal(bytes, .subjectKey(subject))),
            SQLValue(now))
        return try SubjectKey(subject: subject, bytes: bytes)
    }

    /// Wraps the data key of `subject` under the newest master key; true when it was under an older one.
    @discardableResult
    package func rewrapSubjectKey(_ subject: String) throws(StoreError) -> Bool {
        guard let masterKeys = context.masterKeys else { throw .masterKeyMissing(version: 1) }
        guard
            let row = try row(
                "SELECT wrapped FROM subject_keys WHERE subject = ? AND wrapped IS NOT NULL AND master_version <> ?",
                .text(subject), SQLValue(masterKeys.current))
        else { return false }
        let bytes = try masterKeys.open(try row.blob("wrapped"), .subjectKey(subject))
        try execute(
            "UPDATE subject_keys SET master_version = ?, wrapped = ? WHERE subject = ?",
            SQLValue(masterKeys.current), .blob(try masterKeys.seal(bytes, .subjectKey(subject))), .text(subject))
        return true
    }

    /// Destroys the data key of `subject`: everything that it sealed is unreadable from this commit on.
    package func destroySubjectKey(_ subject: String) throws(StoreError) {
        try execute(
            """
            INSERT INTO subject_keys (subject, master_version, wrapped, at) VALUES (?, 0, NULL, ?)
            ON CONFLICT (subject) DO UPDATE SET master_version = 0, wrapped = NULL, at = excluded.at
            """,
            .text(subject), SQLValue(now))
    }
}

extension SealedPlace {
    fileprivate static func subjectKey(_ subject: String) -> SealedPlace {
        SealedPlace(table: "subject_keys", column: "wrapped", row: subject)
    }
}
