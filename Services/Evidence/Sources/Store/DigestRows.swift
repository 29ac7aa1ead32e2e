internal import MeshKernel
internal import MeshStore

/// An item that the index of digests does not have yet.
struct UnindexedItem: Sendable {
    let id: Identifier
    let logIndex: UInt64
    let digests: FileDigests
    let acceptedAt: WallTime
}

extension Transaction {
    /// Lets an item be found by its digests.
    func index(_ codes: DigestCodes, of item: Identifier, at logIndex: UInt64) throws {
        try execute(
            """
            INSERT INTO evidence_digests (evidence, log_index, sha256, sm3) VALUES (?, ?, ?, ?)
            ON CONFLICT (evidence) DO NOTHING
            """,
            SQLValue(item), SQLValue(logIndex), .blob(codes.sha256), .blob(codes.sm3))
    }
}

extension Snapshot {
    /// The item of this number, whosever it is; nil when there is none. Throws `EvidenceError.erased` when nothing opens
    /// it any more.
    func anybodysEvidence(_ reference: EvidenceReference) throws -> OpenedEvidence? {
        let (column, value) =
            switch reference {
            case .id(let id): ("id", id.text)
            case .number(let number): ("number", number.description)
            }
        guard let row = try row("SELECT account FROM evidence WHERE \(column) = ?", .text(value)) else { return nil }
        guard let found = try evidence(reference, account: try row.text("account")) else { throw EvidenceError.erased }
        return found
    }

    /// Items with these codes of their digests, those that were sealed first, at most `count`; erased ones are passed
    /// over.
    func evidence(sha256: [UInt8]?, sm3: [UInt8]?, count: Int) throws -> [OpenedEvidence] {
        var conditions: [String] = []
        var arguments: [SQLValue] = []
        for (column, code) in [("sha256", sha256), ("sm3", sm3)] {
            guard let code else { continue }
            conditions.append("\(column) = ?")
            arguments.append(.blob(code))
        }
        guard !conditions.isEmpty else { return [] }
        let rows = try rows(
            """
            SELECT evidence FROM evidence_digests WHERE \(conditions.joined(separator: " AND "))
            ORDER BY log_index LIMIT ?
            """, arguments + [SQLValue(Limits.verifyRowsMax)])
        var found: [OpenedEvidence] = []
        for row in rows where found.count < count {
            do {
                let id = Identifier(stored: try row.text("evidence"))
                if let evidence = try anybodysEvidence(.id(id)) { found.append(evidence) }
            } catch EvidenceError.erased {
                continue
            } catch StoreError.subjectErased {
                continue
            }
        }
        return found
    }

    /// The entry that the log has for an item must be the one that its opening and token lead to: what was changed in the
    /// store is not shown as sealed.
    func checkCommitments(of evidence: OpenedEvidence) throws {
        let item = evidence.item
        guard let bytes = try entry(item.logIndex), let leaf = Leaf(decoding: bytes), leaf.hash == item.leafHash,
            leaf.kind == .work, leaf.workCommit == evidence.opening.workCommit,
            leaf.metaCommit == evidence.opening.metaCommit, leaf.tokenHash == evidence.tokenHash
        else { throw LogFault.wrongEvidence(id: item.id.text) }
    }

    /// Up to `count` items, the newest first, that were sealed before the index was begun and before the item `before`;
    /// and the last one that was looked at, nil when there was none to look at.
    func unindexedItems(before: String?, count: Int) throws -> (items: [UnindexedItem], last: String?) {
        let first = try before ?? row("SELECT min(evidence) AS first FROM evidence_digests")?.optionalText("first")
        let rows = try rows(
            "SELECT id, account FROM evidence WHERE id < ? ORDER BY id DESC LIMIT ?",
            // Behind every identifier when nothing is indexed.
            .text(first ?? "~"), SQLValue(count))
        var items: [UnindexedItem] = []
        for row in rows {
            let id = Identifier(stored: try row.text("id"))
            do {
                guard let found = try evidence(.id(id), account: try row.text("account")) else { continue }
                items.append(
                    UnindexedItem(
                        id: id, logIndex: found.item.logIndex, digests: found.item.digests,
                        acceptedAt: found.item.acceptedAt))
            } catch EvidenceError.erased {
                continue
            } catch StoreError.subjectErased {
                continue
            }
        }
        return (items, try rows.last?.text("id"))
    }
}
