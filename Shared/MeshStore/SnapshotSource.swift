/// Whatever can show one consistent state of a store after the other.
package protocol SnapshotSource: Sendable {
    /// Runs `body` over one consistent state of what was committed before now.
    func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T
}

extension Store: SnapshotSource {}
