internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// An item's custody log, a page of it.
struct CustodyReading: Sendable {
    /// The records of the page with their places.
    let records: [(position: Int64, record: CustodyRecord)]
    /// Token of the next page; empty after the last.
    let next: String
    /// The first record that is not what was written; nil when all are.
    let brokenAt: Int64?
    /// Who cosigned the first checkpoint with the item, and its size; nil when nobody has yet.
    let witnesses: (size: UInt64, times: [CheckpointTime])?
}

extension EvidenceServer {
    /// An item's custody log: of the account's own item, or of anybody's when `account` is nil.
    func custody(
        of reference: EvidenceReference, account: String?, size: UInt32, token: String
    ) async throws -> CustodyReading {
        try await custody(of: reference, account: account, kind: nil, size: size, token: token)
    }

    /// The checks of an item, and the token of the next page.
    func checks(
        of reference: EvidenceReference, account: String?, size: UInt32, token: String
    ) async throws -> (checks: [ItemCheck], next: String) {
        let found = try await custody(of: reference, account: account, kind: .checked, size: size, token: token)
        let item = try await holder(of: reference, account: account).item
        return (found.records.flatMap { $0.record.events.compactMap { ItemCheck($0, item: item) } }, found.next)
    }

    /// Whose the item is; another account's is not there.
    func holder(of reference: EvidenceReference, account: String?) async throws -> (item: Identifier, account: String) {
        guard let holder = try await store.read({ try $0.holder(of: reference) }),
            account.map({ $0 == holder.account }) ?? true
        else { throw EvidenceError.evidenceNotFound }
        return holder
    }

    private func custody(
        of reference: EvidenceReference, account: String?, kind: CustodyKind?, size: UInt32, token: String
    ) async throws -> CustodyReading {
        let item = try await holder(of: reference, account: account).item
        let page = try PageRequest(size: size, token: token, list: "custody", item.text, kind?.rawValue ?? "")
        let after = try page.after.isEmpty ? -1 : page.afterNumber()
        let key = try await serviceKeys.key()
        return try await store.read { snapshot in
            let found = try snapshot.custody(of: item, kind: kind, after: after, count: page.rows + 1, key: key)
            let index = try snapshot.row("SELECT log_index FROM evidence WHERE id = ?", SQLValue(item))?
                .integer("log_index")
            let (rows, next) = page.page(found.records, name: { "\($0.position)" })
            return CustodyReading(
                records: rows, next: next, brokenAt: found.brokenAt,
                witnesses: try index.flatMap { try snapshot.firstWitnesses(of: UInt64($0)) })
        }
    }
}
