internal import MeshKernel
package import MeshStore
internal import Synchronization

/// The service's own data key. It finds items by their digests and chains their custody with keyed codes, so that a
/// store without its master key tells no digest, and nobody without it writes a custody record that holds.
package struct ServiceKey: Sendable {
    /// Whose data key it is. Accounts' identifiers have no colon.
    static let subject = "service:evidence"

    /// What stands before the first record.
    static let noRecord = [UInt8](repeating: 0, count: 32)

    private let key: SubjectKey

    init(_ key: SubjectKey) {
        self.key = key
    }

    /// Which of the two digests of a file is meant.
    enum DigestColumn: String, Sendable {
        case sha256
        case sm3
    }

    /// What stands in the index for a file.
    func codes(of digests: FileDigests) -> DigestCodes {
        DigestCodes(sha256: code(of: digests.sha256, .sha256), sm3: code(of: digests.sm3, .sm3))
    }

    /// What stands in the index for a digest.
    func code(of digest: [UInt8], _ column: DigestColumn) -> [UInt8] {
        key.blindIndex(digest, table: "evidence_digests", column: column.rawValue)
    }

    /// The code of a custody record after the one whose code is `previous`.
    func custodyHash(of record: [UInt8], at position: Int64, after previous: [UInt8], item: Identifier) -> [UInt8] {
        key.blindIndex(Self.place(item, position) + previous + record, table: "custody", column: "hash")
    }

    /// The code of how many records an item has, of the last one, and of how many acts were counted on them.
    func custodySeal(records: Int64, last: [UInt8], repetitions: Int64, item: Identifier) -> [UInt8] {
        // Where nothing was counted it is the code from before anything was.
        let counted = repetitions == 0 ? [] : Self.bytes(repetitions)
        return key.blindIndex(Self.place(item, records) + last + counted, table: "evidence", column: "custody_seal")
    }

    /// The code of what was counted on the record at `position`.
    func custodyCode(of repetition: CustodyRepetition, at position: Int64, item: Identifier) -> [UInt8] {
        key.blindIndex(
            Self.place(item, position) + Self.bytes(repetition.count) + Self.bytes(repetition.last.milliseconds),
            table: "custody_repetitions", column: "code")
    }

    /// Identifiers all have one length, so the parts cannot move into each other.
    private static func place(_ item: Identifier, _ number: Int64) -> [UInt8] {
        Array(item.text.utf8) + bytes(number)
    }

    private static func bytes(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}

/// What the index of digests has for one file: 32 bytes each, from which nobody without the service's key learns which
/// file it is.
struct DigestCodes: Sendable, Equatable {
    let sha256: [UInt8]
    let sm3: [UInt8]
}

/// Where the service's key is, read once.
package final class ServiceKeySource: Sendable {
    private let store: Store
    private let known = Mutex<ServiceKey?>(nil)

    /// Where `store` keeps it.
    package init(store: Store) {
        self.store = store
    }

    /// The key, made with the first call that this store ever had.
    package func key() async throws -> ServiceKey {
        if let key = known.withLock({ $0 }) { return key }
        let found: SubjectKey
        if let stored = try await store.read({ try $0.subjectKey(ServiceKey.subject) }) {
            found = stored
        } else {
            found = try await store.write { try $0.makeSubjectKey(ServiceKey.subject) }
        }
        let key = ServiceKey(found)
        known.withLock { $0 = key }
        return key
    }
}
