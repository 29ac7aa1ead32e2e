import ArgumentParser

/// A small witness of logs, which anybody may run who wants to see that they only grow.
struct Witness: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Be a witness: cosign a log's checkpoints as long as it only grows.",
        subcommands: [WitnessInit.self, WitnessServe.self])
}

/// What the commands of a witness say to programs. A witness has no mesh, and so none of the options of those who have.
struct WitnessOutput: Encodable {
    static let jsonHelp: ArgumentHelp = "Print one JSON object on standard output, errors on standard error."

    /// The line that publishes it.
    let witness: String
    /// Where it is served; nil where it was only made.
    let listening: String?
}
