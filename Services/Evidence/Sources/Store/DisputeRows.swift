internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Remembers what a witness says against the log; the last word of each stays.
    func keep(_ fault: WitnessFault) throws {
        let (theirs, ours): (UInt64, UInt64?) =
            switch fault {
            case .ahead(_, let theirs, let ours): (theirs, ours)
            case .forked(_, let size): (size, nil)
            }
        try execute(
            """
            INSERT INTO witness_disputes (witness, theirs, ours, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (witness) DO UPDATE SET theirs = excluded.theirs, ours = excluded.ours, at = excluded.at
            """,
            .text(fault.witness), .integer(Int64(clamping: theirs)),
            ours.map { .integer(Int64(clamping: $0)) } ?? .null, SQLValue(now))
    }

    /// A witness says nothing against the log any more.
    func forgetFault(of witness: String) throws {
        try execute("DELETE FROM witness_disputes WHERE witness = ?", .text(witness))
    }
}

extension Snapshot {
    /// What `witness` last said against the log; nil when it did not.
    func fault(of witness: String) throws -> WitnessFault? {
        try row("SELECT theirs, ours FROM witness_disputes WHERE witness = ?", .text(witness)).map { row in
            let theirs = UInt64(try row.integer("theirs"))
            guard let ours = try row.optionalInteger("ours") else { return .forked(witness: witness, size: theirs) }
            return .ahead(witness: witness, theirs: theirs, ours: UInt64(ours))
        }
    }
}
