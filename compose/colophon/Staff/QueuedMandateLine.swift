import MeshAPI

/// A mandate as the commands of the staff show it.
struct QueuedMandateLine: Encodable {
    let mandate: String
    let state: String
    let authority: String
    let agent: String
    let holder: String
    let confirmed: String

    init(_ mandate: IdentityV1.QueuedMandate) {
        self.mandate = mandate.id
        state = mandate.state.word
        authority = mandate.authority.word
        agent = mandate.agent
        holder = mandate.holder
        confirmed = mandate.confirmedAt.map { Quantity.moment($0) } ?? ""
    }

    /// Shows what became of a mandate.
    func show(asJSON: Bool) {
        let output = Console.standardOutput
        if asJSON {
            output.json(self)
        } else {
            output.line("\(output.paint(state, .green))  \(mandate)")
        }
    }
}
