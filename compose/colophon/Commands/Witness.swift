import ArgumentParser

/// A small witness of logs, which anybody may run who wants to see that they only grow.
struct Witness: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Be a witness: cosign a log's checkpoints as long as it only grows.",
        subcommands: [WitnessInit.self, WitnessServe.self])
}
