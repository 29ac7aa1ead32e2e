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

    /// Shows what became of a dossier.
    func show(asJSON: Bool) {
        let output = Console.standardOutput
        if asJSON {
            output.json(self)
        } else {
            output.line(
                "\(output.paint(state, .green))  \(dossier)\(deadline.isEmpty ? "" : ", until \(deadline)")")
        }
    }
}
