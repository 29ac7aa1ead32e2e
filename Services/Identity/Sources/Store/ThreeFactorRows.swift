internal import MeshKernel
internal import MeshStore

/// Rounds of dossiers of which a provider is to be asked: a job each, in the transaction that hands them in.
enum ThreeFactorJobs {
    static let kind = "three_factor"
}

extension Snapshot {
    /// What is known of a round; nil for one that was handed in before that was asked.
    func threeFactorCheck(of dossier: Identifier, round: Int) throws -> ThreeFactorCheck? {
        try row(
            "SELECT round, outcome, provider, proof, at FROM three_factor_checks WHERE dossier = ? AND round = ?",
            SQLValue(dossier), SQLValue(round)
        ).map { try Self.threeFactorCheck($0, of: dossier) }
    }

    /// What is known of each round of a dossier, the first one first.
    func threeFactorChecks(of dossier: Identifier) throws -> [ThreeFactorCheck] {
        try rows(
            "SELECT round, outcome, provider, proof, at FROM three_factor_checks WHERE dossier = ? ORDER BY round",
            SQLValue(dossier)
        ).map { try Self.threeFactorCheck($0, of: dossier) }
    }

    private static func threeFactorCheck(_ row: Row, of dossier: Identifier) throws -> ThreeFactorCheck {
        guard let outcome = ThreeFactorCheck.Outcome(rawValue: try row.text("outcome")),
            let proof = ThreeFactorCheck.Proof(rawValue: try row.text("proof"))
        else { throw StoreError.column("three_factor_checks") }
        return ThreeFactorCheck(
            dossier: dossier, round: Int(try row.integer("round")), outcome: outcome,
            provider: try row.text("provider"), proof: proof, at: try row.time("at"))
    }
}

extension Transaction {
    /// Nobody will ever be asked about an account's rounds of which somebody was to be.
    func endThreeFactors(of account: Identifier) throws {
        try execute(
            """
            UPDATE three_factor_checks SET outcome = 'unavailable', at = ?
            WHERE outcome = 'pending' AND dossier IN (SELECT id FROM dossiers WHERE account = ?)
            """, SQLValue(now), SQLValue(account))
    }

    /// Nobody will ever be asked about this round.
    func endThreeFactors(of question: ThreeFactorQuestion) throws {
        try execute(
            """
            UPDATE three_factor_checks SET outcome = 'unavailable', at = ?
            WHERE outcome = 'pending' AND dossier = ? AND round = ?
            """, SQLValue(now), SQLValue(question.dossier), SQLValue(question.round))
    }

    /// Keeps what is known of a round in the place of what was known before; asks later while that is `pending`.
    func keep(_ check: ThreeFactorCheck) throws {
        try execute(
            """
            INSERT INTO three_factor_checks (dossier, round, outcome, provider, proof, at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (dossier, round) DO UPDATE SET
                outcome = excluded.outcome, provider = excluded.provider, at = excluded.at
            """, SQLValue(check.dossier), SQLValue(check.round), .text(check.outcome.rawValue), .text(check.provider),
            .text(check.proof.rawValue), SQLValue(check.at))
        guard check.outcome == .pending else { return }
        let question = ThreeFactorQuestion(dossier: check.dossier, round: check.round)
        try enqueue(Job(kind: ThreeFactorJobs.kind, reference: question.reference, payload: []))
    }
}
