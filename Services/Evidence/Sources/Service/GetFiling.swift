internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// One filing of the account with its history and the bytes that are timed, nil when a digest in them was erased;
    /// another account's filing is not there.
    func filing(_ text: String, of account: String) async throws -> (filing: Filing, statement: [UInt8]?) {
        guard let id = Identifier(text, kind: .filing) else { throw EvidenceError.invalidFilingID }
        let found = try await store.read { snapshot -> (Filing, [UInt8]?)? in
            guard let filing = try snapshot.filing(id, account: account) else { return nil }
            return (filing, try snapshot.statementBytes(of: filing))
        }
        guard let found else { throw EvidenceError.filingNotFound }
        return found
    }
}

extension Snapshot {
    /// The bytes that a filing's timestamp is over; nil when there is none, or they cannot be made any more.
    fileprivate func statementBytes(of filing: Filing) throws -> [UInt8]? {
        guard filing.timestamp != nil else { return nil }
        do {
            return FiledStatement(
                filing: filing.id, project: filing.project, supplier: filing.supplier, statement: filing.statement,
                appliedAt: filing.appliedAt, items: try filedItems(filing.evidence, account: filing.account)
            ).encoded
        } catch EvidenceError.erased {
            return nil
        }
    }
}
