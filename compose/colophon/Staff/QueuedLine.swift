import MeshAPI

/// A dossier as the commands of the review desk show it.
struct QueuedLine: Encodable {
    let dossier: String
    let account: String
    let state: String
    let deadline: String
    let overdue: Bool
    let reviewer: String
    let round: UInt32

    init(_ dossier: IdentityV1.QueuedDossier) {
        self.dossier = dossier.id
        account = dossier.account
        state = dossier.state.word
        deadline = dossier.deadline
        overdue = dossier.overdue
        reviewer = dossier.reviewer
        round = dossier.round
    }

    /// Shows what became of a dossier: `done` says it where its state does not.
    func show(asJSON: Bool, done: String? = nil) {
        let output = Console.standardOutput
        if asJSON {
            output.json(self)
        } else {
            output.line(
                words(done.map { output.paint($0, .green) } ?? output.paint(state, .green), isStep: done != nil))
        }
    }

    /// The same in words, after `begin`, which says what was done or, unless `isStep`, the state.
    func words(_ begin: String, isStep: Bool) -> String {
        let parts = [dossier, isStep ? state : "", deadline.isEmpty ? "" : "until \(deadline)"]
        return "\(begin)  " + parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
