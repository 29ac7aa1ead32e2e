import ArgumentParser

/// What is known of one sealed item.
struct Item: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the seals of a file, see an item's custody, check it again.",
        subcommands: [ItemFind.self, ItemCustody.self, ItemCheck.self, ItemChecks.self])
}
