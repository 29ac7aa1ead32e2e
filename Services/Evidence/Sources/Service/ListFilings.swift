internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's filings, of one project or of all, in one state or in any, oldest first, and the token of
    /// the next one. `state` is a number of the wire, 0 for any.
    func filings(
        of account: String, project text: String, state: Int32, size: UInt32, token: String
    ) async throws -> (rows: [Filing], next: String) {
        var filter = FilingFilter()
        if !text.isEmpty {
            guard let id = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
            filter.project = id
        }
        filter.state = FilingState(number: state)
        guard state == 0 || filter.state != nil else { throw EvidenceError.invalidFilingState }
        let wanted = try PageRequest(size: size, token: token, list: "filings", account, text, "\(state)")
        let now = time.wall()
        let read = try await store.read { [filter] snapshot in
            if let project = filter.project, try snapshot.project(project, account: account) == nil {
                throw EvidenceError.projectNotFound
            }
            return try snapshot.filings(
                account: account, filter: filter, now: now, after: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.id.text }
    }
}
