import ArgumentParser

/// Single sealed items.
struct Item: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Erase a sealed item.", subcommands: [ItemErase.self])
}
