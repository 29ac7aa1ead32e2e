internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's filings that the filter lets through, oldest first, and the token of the next one; with
    /// their history when `withRecords` says so.
    func filings(
        of account: String, filter: FilingFilter, withRecords: Bool = false, size: UInt32, token: String
    ) async throws -> (rows: [Filing], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "filings", account, filter.text)
        let now = time.wall()
        let read = try await store.read { snapshot in
            if let project = filter.project, try snapshot.project(project, account: account) == nil {
                throw EvidenceError.projectNotFound
            }
            var found = try snapshot.filings(
                account: account, filter: filter, now: now, after: wanted.after, count: wanted.rows + 1)
            guard withRecords else { return found }
            for place in found.indices { found[place].records = try snapshot.filingRecords(found[place].id) }
            return found
        }
        return wanted.page(read) { $0.id.text }
    }
}
