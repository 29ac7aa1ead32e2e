import Logging
package import MeshCrypto
import MeshKernel
package import MeshStore

/// A store in a folder of its own, with time and randomness that a test decides. The folder goes with it.
package final class TemporaryStore: Sendable {
    /// Where it lives.
    package let folder: TemporaryFolder
    /// The store; close it, or let it go with this.
    package let store: Store
    /// Its clock, which stands still until the test moves it.
    package let time: SeededTime
    /// Its randomness.
    package let random: SeededRandom

    /// Opens a store with these migrations and event types. `configure` changes its configuration before it opens.
    package init(
        _ migrations: [Migration] = [], eventTypes: [EventType] = [], folder: TemporaryFolder? = nil,
        time: SeededTime = SeededTime(), random: SeededRandom = SeededRandom(seed: 1),
        configure: (inout StoreConfiguration) -> Void = { _ in }
    ) throws {
        let folder = try folder ?? TemporaryFolder("store")
        var configuration = StoreConfiguration(
            path: folder.file("store.sqlite"), masterKeys: MasterKeys(Self.masterKey))
        configure(&configuration)
        self.folder = folder
        self.time = time
        self.random = random
        store = try Store(
            configuration, migrations: migrations, eventTypes: eventTypes, time: time, random: random,
            logger: Logger(label: "store", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// A key for tests: the bytes 0 to 31.
    package static var masterKey: SealingKey {
        guard let key = SealingKey(bytes: Array(0..<32)) else { preconditionFailure("thirty-two bytes are a key") }
        return key
    }
}
