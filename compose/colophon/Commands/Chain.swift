import ArgumentParser

/// The chains of projects.
struct Chain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal a project's chain and export it whole.", subcommands: [ChainExport.self])
}
