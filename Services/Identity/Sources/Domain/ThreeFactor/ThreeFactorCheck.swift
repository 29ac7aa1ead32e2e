package import MeshKernel

/// What is known of whether name, number of the document and mobile number of a dossier belong together, in one round. It
/// decides nothing by itself: numbers are lent in families, and carriers' records are old.
package struct ThreeFactorCheck: Sendable, Equatable {
    /// What came of it. The raw value is what is stored.
    package enum Outcome: String, Sendable, CaseIterable {
        /// A provider is asked.
        case pending
        /// Nobody was asked: staff judge by the code that the number got, and by telephone.
        case unchecked
        case consistent
        case inconsistent
        /// The provider knows nothing of the number.
        case noRecord = "no_record"
        /// The provider could not be asked, or gave no answer that means anything.
        case unavailable
    }

    /// How it was shown that the applicant has the number. The raw value is what is stored.
    package enum Proof: String, Sendable, CaseIterable {
        /// It is the account's own.
        case account
        /// The holder was, or is being, verified with it.
        case holder
        /// A code was sent there.
        case code
    }

    /// Which dossier's.
    package let dossier: Identifier
    /// In which round.
    package let round: Int
    /// What came of it.
    package let outcome: Outcome
    /// Who was asked.
    package let provider: String
    /// How the number was shown to be the applicant's.
    package let proof: Proof
    /// Since when that is known.
    package let at: WallTime

    package init(
        dossier: Identifier, round: Int, outcome: Outcome, provider: String, proof: Proof, at: WallTime
    ) {
        self.dossier = dossier
        self.round = round
        self.outcome = outcome
        self.provider = provider
        self.proof = proof
        self.at = at
    }
}

/// A round of a dossier of which a provider is to be asked: what a job holds, nothing personal.
package struct ThreeFactorQuestion: Sendable, Equatable {
    /// Which dossier.
    package let dossier: Identifier
    /// Which round of it.
    package let round: Int

    package init(dossier: Identifier, round: Int) {
        self.dossier = dossier
        self.round = round
    }

    /// Makes it one and the same question.
    package var reference: String { "\(dossier.text)/\(round)" }

    /// Reads `reference`; nil for anything else.
    package init?(reference: String) {
        let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let dossier = Identifier(String(parts[0]), kind: .dossier), let round = Int(parts[1])
        else { return nil }
        self.init(dossier: dossier, round: round)
    }
}
