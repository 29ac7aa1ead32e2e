internal import MeshStore

/// Errands that wait to be run: a job each, in the transaction of their cause.
enum ErrandJobs {
    static let kind = "errand"
}

extension Transaction {
    /// Has an errand run. `reference` makes it one and the same errand, wherever it is repeated.
    func put(_ errand: AccountErrand, reference: String) throws {
        try enqueue(Job(kind: ErrandJobs.kind, reference: reference, payload: errand.encoded))
    }
}
