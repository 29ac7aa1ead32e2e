import ArgumentParser

/// Calls that advisers have to make.
struct StaffCalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "List the calls that you have to make, say that one was made.",
        subcommands: [StaffCallsList.self, StaffCallsDone.self], defaultSubcommand: StaffCallsList.self)
}
