import ArgumentParser

/// What is known of one sealed item, and its end.
struct Item: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the seals of a file, see an item's custody, check it again, erase it.",
        subcommands: [ItemFind.self, ItemCustody.self, ItemCheck.self, ItemChecks.self, ItemErase.self])
}
