internal import MeshStore

extension NotifyMigrations {
    /// No index finds messages by their addresses: its entries lie all over, so that every message would cost a page in
    /// every commit, and only erasing asks for them, which looks through all of them step by step.
    static let addresses = Migration(6, "no index of addresses", ["DROP INDEX messages_address"])
}
