internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// What was promised with each round of a dossier, the first one first.
    func promises(of dossier: Identifier) throws -> [ApplicantPromise] {
        try rows(
            "SELECT round, notice, promised_at FROM promises WHERE dossier = ? ORDER BY round", SQLValue(dossier)
        ).map { row in
            ApplicantPromise(
                dossier: dossier, round: Int(try row.integer("round")), notice: try row.text("notice"),
                promisedAt: try row.time("promised_at"))
        }
    }
}

extension Transaction {
    /// Keeps what was promised with a round.
    func keep(_ promise: ApplicantPromise) throws {
        try execute(
            "INSERT INTO promises (dossier, round, notice, promised_at) VALUES (?, ?, ?, ?)",
            SQLValue(promise.dossier), SQLValue(promise.round), .text(promise.notice), SQLValue(promise.promisedAt))
    }
}
