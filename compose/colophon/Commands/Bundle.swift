import ArgumentParser

/// What can be done with a bundle beside checking it.
struct Bundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry a proof bundle forward.", subcommands: [BundleRenew.self])
}
