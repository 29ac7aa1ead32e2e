internal import MeshStore

/// One of the logs that anybody may read.
package struct PublicLog: Sendable {
    /// Reads it for strangers.
    let reader: LogReader
    /// Reads it for callers of the mesh, whom strangers do not keep waiting.
    let callers: LogReader
    /// Verifies its checkpoints.
    let key: NoteKey
    /// Whether it takes no more entries.
    let isFrozen: Bool

    init(store: any SnapshotSource, key: NoteKey, isFrozen: Bool) {
        reader = LogReader(store: store, origin: key.name)
        callers = LogReader(store: store, origin: key.name)
        self.key = key
        self.isFrozen = isFrozen
    }
}

extension EvidenceServer {
    /// The log of that name; the growing one when `name` is empty.
    func log(named name: String) throws(EvidenceError) -> PublicLog {
        guard let log = name.isEmpty ? logs.first : logs.first(where: { $0.reader.origin == name }) else {
            throw .logNotFound
        }
        return log
    }
}
