internal import MeshKernel
internal import MeshStore
internal import Synchronization

/// The service's own data key: finds messages by their addresses and knows repetitions, so that a store without its
/// master key tells neither; and seals what belongs to no account yet.
struct ServiceKey: Sendable {
    /// Whose data key it is. Accounts' identifiers have no colon.
    static let subject = "service:notify"

    /// For what belongs to no account.
    let own: SubjectKey

    init(_ own: SubjectKey) {
        self.own = own
    }

    /// What stands in the index for an address.
    func code(of address: Address) -> [UInt8] {
        own.blindIndex(
            Array("\(address.channel.rawValue) \(address.text)".utf8), table: "messages", column: "address_code")
    }

    /// What is kept of a request that may be repeated: it holds codes and addresses.
    func code(ofRequest body: [UInt8]) -> [UInt8] {
        own.blindIndex(body, table: "idempotency", column: "request_hash")
    }

    /// What stands in the index for a message that must not be sent twice.
    func code(of key: DeduplicationKey) -> [UInt8] {
        own.blindIndex(key.bytes, table: "messages", column: "deduplication")
    }
}

/// Where the service's key is, read once.
final class ServiceKeySource: Sendable {
    private let store: Store
    private let known = Mutex<ServiceKey?>(nil)

    init(store: Store) {
        self.store = store
    }

    /// The key, made when this store has none yet.
    func key() async throws -> ServiceKey {
        if let key = known.withLock({ $0 }) { return key }
        let key = ServiceKey(try await store.write { try $0.makeSubjectKey(ServiceKey.subject) })
        known.withLock { $0 = key }
        return key
    }
}
