extension LogFault {
    /// What is wrong, and where, for people.
    package var words: String {
        switch self {
        case .rootMismatch(let size): "the root over the first \(size) entries is not the one that is kept"
        case .headMoved(let size): "the log goes on after its head, which says \(size) entries"
        case .missingTile(let level, let index): "tile \(level)/\(index) is missing or too short"
        case .checkpointMismatch(let reason): "the head: its checkpoint does not hold, \(reason)"
        case .keyRetired(let index): "the key is not the one that the log's own entry \(index) names"
        case .chainMoved(let project): "the chain of project \(project) moved under its writer"
        case .wrongEntry(let index): "entry \(index) is missing or is not the one that was logged"
        case .wrongTile(let level, let index): "tile \(level)/\(index) holds other hashes than the entries give"
        case .wrongEvidence(let id): "evidence \(id) names a place in the log where its leaf does not stand"
        case .unopened(let id): "evidence \(id) has no opening, and no entry says that it was erased"
        case .notErased(let id): "evidence \(id) is said to be erased, and something of it is still there"
        case .wrongChain(let project): "the chain of project \(project) has a gap, a fork or a wrong link"
        }
    }
}
