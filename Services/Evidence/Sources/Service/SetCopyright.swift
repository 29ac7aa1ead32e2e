internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Replaces a project's copyright settings as a whole; items sealed from now on inherit them. `expected` is the
    /// version that the caller has seen, or 0. Returns the answer's bytes: the first call's when this one repeats it.
    func setCopyright(
        _ draft: CopyrightDraft, of text: String, expected: UInt32, account: String, call: IdempotentRequest,
        answer: @escaping @Sendable (CopyrightVersion) -> [UInt8]
    ) async throws -> [UInt8] {
        guard let id = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
        let now = time.wall()
        let salt = Salt(random: random)
        let settings = try CopyrightSettings(checking: draft, categories: categories, now: now)
        return try await store.once(call) { transaction in
            guard let project = try transaction.project(id, account: account),
                let key = try transaction.subjectKey(account)
            else { throw EvidenceError.projectNotFound }
            let current = project.copyright?.version ?? 0
            guard expected == 0 || expected == current else { throw EvidenceError.copyrightChanged(current: current) }
            guard Int64(current) < CopyrightSettings.Limits.versionsMax else {
                throw EvidenceError.tooManyVersions(maximum: CopyrightSettings.Limits.versionsMax)
            }
            let version = CopyrightVersion(number: current + 1, settings: settings, setAt: now, salt: salt)
            try transaction.insert(version, of: id, key: key)
            return SavedAnswer(status: 0, body: answer(version))
        }.body
    }
}
