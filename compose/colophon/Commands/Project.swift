import ArgumentParser

/// The projects of the account: their chains and their copyright settings.
struct Project: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create projects, set their copyright facts, show them.",
        subcommands: [ProjectCreate.self, ProjectSettings.self, ProjectShow.self])
}
