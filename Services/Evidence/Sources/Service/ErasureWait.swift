internal import MeshStore

/// What an interrupted erasure makes of what interrupted it.
enum ErasureWait {
    /// Whether it may be tried again by the same process.
    static func isWorthwhile(after error: any Error) -> Bool {
        switch error {
        case is EvidenceError: true
        case let error as BlobError: error != .closed
        case let error as StoreError: if case .busy = error { true } else { false }
        default: false
        }
    }
}
