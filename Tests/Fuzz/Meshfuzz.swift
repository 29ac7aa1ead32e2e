import ArgumentParser

/// The program: feeds a target inputs, or one input again.
@main
struct Meshfuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meshfuzz",
        abstract: "Feeds what reads a peer's bytes with bytes that no peer should send.",
        discussion: "Each input is made from a seed alone, so that a seed says all.",
        subcommands: [List.self, Run.self, Save.self, Replay.self])
}
