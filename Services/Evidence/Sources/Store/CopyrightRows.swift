internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Adds a version of a project's copyright settings, which becomes the current one.
    func insert(_ version: CopyrightVersion, of project: Identifier, key: SubjectKey) throws {
        let plain = version.salt.bytes + version.settings.encoded
        try execute(
            "INSERT INTO copyright_versions (project, version, settings, set_at) VALUES (?, ?, ?, ?)",
            SQLValue(project), SQLValue(version.number),
            .blob(try key.seal(plain, at: SealedPlaces.copyright(project, version: version.number))),
            SQLValue(version.setAt))
        try execute(
            "UPDATE projects SET copyright_version = ?, copyright_commitment = ? WHERE id = ?",
            SQLValue(version.number), .blob(version.reference.commitment.bytes), SQLValue(project))
    }
}

extension Snapshot {
    /// One version of the copyright settings of a project that is `account`'s; nil when there is no such version.
    func copyright(of project: Identifier, version: UInt32, account: String) throws -> CopyrightVersion? {
        guard
            let row = try row(
                "SELECT settings, set_at FROM copyright_versions WHERE project = ? AND version = ?", SQLValue(project),
                SQLValue(version)), let key = try subjectKey(account)
        else { return nil }
        let plain = try key.open(
            try row.blob("settings"), at: SealedPlaces.copyright(project, version: version))
        guard let salt = Salt(plain.prefix(Salt.byteCount)),
            let settings = CopyrightSettings(decoding: Array(plain.dropFirst(Salt.byteCount)))
        else { throw StoreError.column("settings") }
        return CopyrightVersion(number: version, settings: settings, setAt: try row.time("set_at"), salt: salt)
    }
}
