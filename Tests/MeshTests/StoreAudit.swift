import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit

/// What lies in a store whose service has stopped, and everything about it that does not add up. It knows the published
/// formats and the tables, and none of the service's own code: the root is derived anew, from the entries alone.
struct StoreAudit: Sendable {
    /// Entries of the log, in order.
    let entries: [[UInt8]]
    /// Identifiers of the sealed items, by their place in the log.
    let items: [String]
    /// Contradictions, each in one line; empty when the store is sound.
    let faults: [String]
    /// Files with bytes of works that no row names: what interrupted submissions left.
    let orphans: [String]

    private struct Tables: Sendable {
        var head: (size: Int, root: [UInt8])?
        var entries: [(index: Int, chain: [UInt8], sequence: Int, leaf: [UInt8])] = []
        var items: [(id: String, index: Int, leafHash: [UInt8])] = []
        var blobs: [(evidence: String, name: String)] = []
        var smallBlobs: [String] = []
        var openings: Set<String> = []
        var events: [String] = []
        var answers = 0
        var credits: [String] = []
        var integrity: [String] = []
        var danglingReferences = 0
    }

    /// The store of a mesh whose service has stopped.
    init(_ mesh: LocalMesh) async throws {
        try await self.init(folder: mesh.storeFolder)
    }

    /// The store in `folder`, which nobody uses.
    init(folder: String) async throws {
        let path = "\(folder)/evidence.sqlite"
        let store = try Store(
            StoreConfiguration(path: path), migrations: EvidenceMigrations.all,
            eventTypes: EvidenceEvents.all,
            time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "audit", factory: { _ in SwiftLogNoOpLogHandler() }))
        let tables = try await store.read(Self.read)
        await store.close()
        entries = tables.entries.map(\.leaf)
        items = tables.items.map(\.id)
        let named = Set(tables.blobs.map(\.name))
        let files = FileTree.files(below: folder).filter { !$0.hasPrefix(path) }
        let names = Set(files.map(Self.blobName))
        let kept = Set(tables.smallBlobs)
        orphans = files.filter { !named.contains(Self.blobName($0)) }
        faults =
            Self.logFaults(tables) + Self.chainFaults(tables) + Self.itemFaults(tables) + tables.credits
            + named.subtracting(names.union(kept)).map { "the blob \($0) has neither file nor row" }
            + kept.subtracting(named).map { "the small blob \($0) has no item" }
    }

    private static func read(_ snapshot: Snapshot) throws -> Tables {
        var tables = Tables()
        if let head = try snapshot.row("SELECT size, root FROM log_head") {
            tables.head = (Int(try head.integer("size")), try head.blob("root"))
        }
        tables.entries = try snapshot.rows(
            "SELECT log_index, chain_id, sequence, leaf FROM log_entries ORDER BY log_index"
        ).map {
            (
                Int(try $0.integer("log_index")), try $0.blob("chain_id"), Int(try $0.integer("sequence")),
                try $0.blob("leaf")
            )
        }
        tables.items = try snapshot.rows("SELECT id, log_index, leaf_hash FROM evidence ORDER BY log_index").map {
            (try $0.text("id"), Int(try $0.integer("log_index")), try $0.blob("leaf_hash"))
        }
        tables.blobs = try snapshot.rows("SELECT evidence, blob FROM contents").map {
            (try $0.text("evidence"), try $0.text("blob"))
        }
        tables.smallBlobs = try snapshot.rows("SELECT id FROM small_blobs").map { try $0.text("id") }
        tables.openings = Set(try snapshot.rows("SELECT evidence FROM openings").map { try $0.text("evidence") })
        tables.events = try snapshot.rows(
            "SELECT aggregate FROM events WHERE type = 'evidence.sealed' ORDER BY position"
        ).map { try $0.text("aggregate") }
        tables.answers = try snapshot.rows(
            "SELECT key FROM idempotency WHERE status = 0 AND method LIKE '%Submit'"
        ).count
        tables.credits = try CreditAudit.faults(snapshot)
        tables.integrity = try snapshot.rows("SELECT integrity_check AS found FROM pragma_integrity_check").map {
            try $0.text("found")
        }
        tables.danglingReferences = try snapshot.rows("SELECT * FROM pragma_foreign_key_check").count
        return tables
    }

    private static func logFaults(_ tables: Tables) -> [String] {
        var faults: [String] = []
        let size = tables.head?.size ?? 0
        if tables.entries.map(\.index) != Array(0..<size) {
            faults.append("the head says \(size), the entries are \(tables.entries.map(\.index))")
        }
        if let root = tables.head?.root, root != treeRoot(tables.entries.map { leafHash($0.leaf) }) {
            faults.append("the root cannot be derived from the entries")
        }
        if tables.integrity != ["ok"] { faults += tables.integrity }
        if tables.danglingReferences > 0 { faults.append("\(tables.danglingReferences) references lead nowhere") }
        return faults
    }

    /// Each chain counts from 0 without a gap, and each entry names the one before it.
    private static func chainFaults(_ tables: Tables) -> [String] {
        var faults: [String] = []
        var chains: [[UInt8]: (next: Int, last: [UInt8])] = [:]
        for entry in tables.entries {
            let chain = chains[entry.chain] ?? (0, [UInt8](repeating: 0, count: 32))
            // Prefix 21, type 1, time 8, commitment 32, chain 16, sequence 8; then the hash of the entry before.
            if entry.sequence != chain.next || Array(entry.leaf.dropFirst(86).prefix(32)) != chain.last {
                faults.append("entry \(entry.index) does not continue its chain")
            }
            chains[entry.chain] = (entry.sequence + 1, leafHash(entry.leaf))
        }
        return faults
    }

    /// An item is all there or not at all: entry, opening, contents, event, answer.
    private static func itemFaults(_ tables: Tables) -> [String] {
        var faults: [String] = []
        let ids = Set(tables.items.map(\.id))
        if tables.items.count != tables.entries.count {
            faults.append("\(tables.items.count) items for \(tables.entries.count) entries")
        }
        for item in tables.items {
            guard item.index < tables.entries.count, leafHash(tables.entries[item.index].leaf) == item.leafHash else {
                faults.append("\(item.id) is not entry \(item.index)")
                continue
            }
        }
        if tables.openings != ids { faults.append("items and openings differ") }
        if Set(tables.blobs.map(\.evidence)) != ids { faults.append("items and contents differ") }
        if tables.events.sorted() != ids.sorted() { faults.append("items and events differ") }
        if tables.answers != ids.count { faults.append("\(tables.answers) kept answers for \(ids.count) items") }
        return faults
    }

    private static func blobName(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.prefix { $0 != "." })
    }

    // MARK: - The tree of RFC 6962, section 2.1, once more

    private static func leafHash(_ leaf: [UInt8]) -> [UInt8] { Digest.sha256([0] + leaf) }

    private static func treeRoot(_ hashes: [[UInt8]]) -> [UInt8] {
        if hashes.isEmpty { return Digest.sha256([]) }
        if hashes.count == 1 { return hashes[0] }
        var half = 1
        while half * 2 < hashes.count { half *= 2 }
        return Digest.sha256([1] + treeRoot(Array(hashes[..<half])) + treeRoot(Array(hashes[half...])))
    }
}
