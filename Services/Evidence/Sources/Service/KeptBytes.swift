internal import MeshStore
internal import Synchronization

/// How many bytes are kept for each account, and how many are on their way in; together they stay within a bound. What is
/// on its way counts from its header, so that no bytes come in vain and none beyond the bound reach the disk. Digests
/// alone need none of it.
package final class KeptBytes: Sendable {
    /// Bytes on their way in or out of what is kept. With the last reference nothing has become of them, unless they were
    /// settled.
    package final class Hold: Sendable {
        private let end: @Sendable (_ isSettled: Bool) -> Void
        private let isOver = Once()

        fileprivate init(end: @escaping @Sendable (_ isSettled: Bool) -> Void) {
            self.end = end
        }

        deinit {
            if isOver.first() { end(false) }
        }

        /// What was to become of them is on the disk.
        package func settle() {
            if isOver.first() { end(true) }
        }
    }

    fileprivate struct Account {
        var kept: UInt64
        var coming: UInt64 = 0
        /// Whether it was read during an erasure: then nobody knows whether what is freed was counted in it. It is
        /// taken for the larger, and forgotten as soon as nothing is under way.
        var isDoubtful = false
    }

    fileprivate struct State {
        var accounts: [String: Account] = [:]
        /// How many erasures are under way, of accounts that have any.
        var erasures: [String: Int] = [:]
        /// Counts what makes an older reading of the store worthless.
        var changes: UInt64 = 0
    }

    private let bytesMax: UInt64
    private let state = Mutex(State())

    /// `bytesMax` bounds each account.
    package init(bytesMax: UInt64) {
        self.bytesMax = bytesMax
    }

    /// Nil when an account's bytes are known; otherwise what `learn` wants to be told with them.
    package func wantsReading(of account: String) -> UInt64? {
        state.withLock { $0.accounts[account] == nil ? $0.changes : nil }
    }

    /// What the store said after `wantsReading`.
    package func learn(_ kept: UInt64, of account: String, readAt changes: UInt64) {
        state.withLock { state in
            guard state.changes == changes, state.accounts[account] == nil else { return }
            if state.accounts.count >= Limits.keptAccountsMax {
                state.accounts = state.accounts.filter { $0.value.coming > 0 }
                state.changes += 1
            }
            state.accounts[account] = Account(kept: kept, isDoubtful: state.erasures[account] != nil)
        }
    }

    /// Room for `bytes` of `account`; nil when its bytes are not known. Throws `EvidenceError.keptBytesFull`.
    package func hold(_ bytes: UInt64, for account: String) throws(EvidenceError) -> Hold? {
        let left: UInt64? = state.withLock { state in
            guard let known = state.accounts[account] else { return nil }
            let left = bytesMax - min(bytesMax, known.kept + known.coming)
            if bytes <= left { state.accounts[account]?.coming += bytes }
            return left
        }
        guard let left else { return nil }
        guard bytes <= left else { throw .keptBytesFull(leftBytes: left, maximumBytes: bytesMax) }
        return Hold { self.end(bytes, of: account, kept: $0) }
    }

    /// An erasure begins that will free so many bytes.
    package func freeing(_ bytes: UInt64, of account: String) -> Hold {
        state.withLock { $0.erasures[account, default: 0] += 1 }
        return Hold { self.endFreeing($0 ? bytes : 0, of: account) }
    }

    private func endFreeing(_ bytes: UInt64, of account: String) {
        state.withLock { state in
            state.changes += 1
            let left = (state.erasures[account] ?? 1) - 1
            state.erasures[account] = left == 0 ? nil : left
            guard let known = state.accounts[account] else { return }
            if !known.isDoubtful { state.accounts[account]?.kept = known.kept - min(known.kept, bytes) }
            state.forgetDoubtful(account)
        }
    }

    private func end(_ bytes: UInt64, of account: String, kept: Bool) {
        state.withLock { state in
            state.accounts[account]?.coming -= bytes
            if kept { state.accounts[account]?.kept += bytes }
            state.forgetDoubtful(account)
        }
    }
}

extension KeptBytes.State {
    /// What nobody can be sure of is read again, once that can be told.
    fileprivate mutating func forgetDoubtful(_ account: String) {
        guard let known = accounts[account], known.isDoubtful, known.coming == 0, erasures[account] == nil else {
            return
        }
        accounts[account] = nil
        changes += 1
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
