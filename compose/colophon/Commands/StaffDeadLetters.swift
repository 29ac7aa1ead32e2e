import ArgumentParser

/// Messages that were given up.
struct StaffDeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "See which messages were given up, and send them on their way again; needs the role support.",
        subcommands: [StaffDeadLettersList.self, StaffDeadLettersReplay.self],
        defaultSubcommand: StaffDeadLettersList.self)
}
