/// Who says whether a name, the number of a document and a mobile number belong together.
package protocol ThreeFactorProvider: Sendable {
    /// What it is called where staff read what it said.
    var name: String { get }
    /// What is known as soon as a dossier is handed in: `pending` where somebody is asked afterwards.
    var firstOutcome: ThreeFactorCheck.Outcome { get }
    /// Asks; never longer than `Limits.threeFactorMilliseconds`.
    func check(_ claim: ThreeFactorClaim) async -> ThreeFactorAnswer
}

/// What came of asking.
package enum ThreeFactorAnswer: Sendable, Equatable {
    /// The provider has said so.
    case outcome(ThreeFactorCheck.Outcome)
    /// Nothing was said that means anything; the reason is for logs and holds nothing personal.
    case failed(reason: String)
}

/// The embedded default: the code that the number got, and staff, who call it where they doubt. Asks nobody.
package struct StaffThreeFactors: ThreeFactorProvider {
    package init() {}

    package var name: String { "staff" }
    package var firstOutcome: ThreeFactorCheck.Outcome { .unchecked }
    package func check(_ claim: ThreeFactorClaim) async -> ThreeFactorAnswer { .outcome(.unchecked) }
}

/// Who is asked, and what a mismatch means.
package struct ThreeFactorPolicy: Sendable {
    /// Who is asked.
    package let provider: any ThreeFactorProvider
    /// Whether a dossier that does not match is given back by itself while nobody of the staff has it; else staff decide.
    package let returnsMismatch: Bool

    package init(provider: any ThreeFactorProvider = StaffThreeFactors(), returnsMismatch: Bool = false) {
        self.provider = provider
        self.returnsMismatch = returnsMismatch
    }
}
