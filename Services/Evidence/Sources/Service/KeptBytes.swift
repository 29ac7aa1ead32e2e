internal import MeshStore
internal import Synchronization

/// How many bytes are kept for each account, and how many are on their way in; together they stay within a bound. What is
/// on its way counts from its header, so that no bytes come in vain and none beyond the bound reach the disk. Digests
/// alone need none of it.
final class KeptBytes: Sendable {
    /// Bytes that are on their way in. They count no more with the last reference, unless they were kept.
    final class Hold: Sendable {
        private let owner: KeptBytes
        private let account: String
        private let bytes: UInt64
        private let isSettled = Once()

        fileprivate init(_ owner: KeptBytes, account: String, bytes: UInt64) {
            self.owner = owner
            self.account = account
            self.bytes = bytes
        }

        deinit {
            if isSettled.first() { owner.end(bytes, of: account, kept: false) }
        }

        /// They are on the disk with their row.
        func settle() {
            if isSettled.first() { owner.end(bytes, of: account, kept: true) }
        }
    }

    private struct Account {
        var kept: UInt64
        var coming: UInt64 = 0
    }

    private struct State {
        var accounts: [String: Account] = [:]
        /// Counts what makes an older reading of the store worthless.
        var changes: UInt64 = 0
    }

    private let bytesMax: UInt64
    private let state = Mutex(State())

    /// `bytesMax` bounds each account.
    init(bytesMax: UInt64) {
        self.bytesMax = bytesMax
    }

    /// Nil when an account's bytes are known; otherwise what `learn` wants to be told with them.
    func wantsReading(of account: String) -> UInt64? {
        state.withLock { $0.accounts[account] == nil ? $0.changes : nil }
    }

    /// What the store said after `wantsReading`.
    func learn(_ kept: UInt64, of account: String, readAt changes: UInt64) {
        state.withLock { state in
            guard state.changes == changes, state.accounts[account] == nil else { return }
            if state.accounts.count >= Limits.keptAccountsMax {
                state.accounts = state.accounts.filter { $0.value.coming > 0 }
                state.changes += 1
            }
            state.accounts[account] = Account(kept: kept)
        }
    }

    /// Room for `bytes` of `account`; nil when its bytes are not known. Throws `EvidenceError.keptBytesFull`.
    func hold(_ bytes: UInt64, for account: String) throws(EvidenceError) -> Hold? {
        let left: UInt64? = state.withLock { state in
            guard let known = state.accounts[account] else { return nil }
            let left = bytesMax - min(bytesMax, known.kept + known.coming)
            if bytes <= left { state.accounts[account]?.coming += bytes }
            return left
        }
        guard let left else { return nil }
        guard bytes <= left else { throw .keptBytesFull(leftBytes: left, maximumBytes: bytesMax) }
        return Hold(self, account: account, bytes: bytes)
    }

    /// An erasure is on the disk that freed so many bytes.
    func free(_ bytes: UInt64, of account: String) {
        state.withLock { state in
            state.changes += 1
            guard let kept = state.accounts[account]?.kept else { return }
            state.accounts[account]?.kept = kept - min(kept, bytes)
        }
    }

    private func end(_ bytes: UInt64, of account: String, kept: Bool) {
        state.withLock { state in
            state.accounts[account]?.coming -= bytes
            if kept { state.accounts[account]?.kept += bytes }
        }
    }
}

extension EvidenceServer {
    /// Room for a file of `account`. Reads the store only when what is kept for the account is not known any more.
    func roomForBytes(_ bytes: UInt64, of account: String) async throws -> KeptBytes.Hold {
        while true {
            if let hold = try keptBytes.hold(bytes, for: account) { return hold }
            guard let changes = keptBytes.wantsReading(of: account) else { continue }
            keptBytes.learn(
                try await store.read { try $0.keptBytes(of: account) }, of: account, readAt: changes)
        }
    }
}
