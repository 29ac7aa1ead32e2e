package import MeshKernel
package import MeshStore
internal import Synchronization

/// Credits as a quota of each account, kept in the service's own store. What is set aside lives in memory alone: a
/// process that ends has given back whatever it had not used.
package final class LocalCredits: CreditProvider {
    /// Bounds of the quota.
    package enum Limits {
        /// Credits of an account unless the configuration says otherwise.
        package static let creditsPerAccount: UInt64 = 1_000_000
        /// Accounts whose balance is kept in memory.
        static let accountsMax = 65_536
    }

    private struct Balance {
        var used: UInt64
        var reserved: UInt64 = 0
    }

    private struct State {
        var balances: [String: Balance] = [:]
        var serial: UInt64 = 0
    }

    private let store: Store
    private let perAccount: UInt64
    private let state = Mutex(State())

    /// Gives every account `perAccount` credits in all.
    package init(store: Store, perAccount: UInt64 = Limits.creditsPerAccount) {
        self.store = store
        self.perAccount = perAccount
    }

    package func reserve(for account: String) async throws -> Credit {
        if let credit = try take(account, used: nil) { return credit }
        let used = try await store.read { try $0.creditsUsed(account) }
        guard let credit = try take(account, used: used) else { throw EvidenceError.noCredit }
        return credit
    }

    /// Nil when the balance is not known and `used` does not give it.
    private func take(_ account: String, used: UInt64?) throws(EvidenceError) -> Credit? {
        let outcome: Result<Credit?, EvidenceError> = state.withLock { state in
            guard var balance = state.balances[account] ?? used.map({ Balance(used: $0) }) else {
                return .success(nil)
            }
            guard balance.used + balance.reserved < perAccount else { return .failure(.noCredit) }
            if state.balances.count >= Limits.accountsMax, state.balances[account] == nil {
                state.balances = state.balances.filter { $0.value.reserved > 0 }
            }
            balance.reserved += 1
            state.balances[account] = balance
            state.serial += 1
            return .success(Credit(account: account, serial: state.serial))
        }
        return try outcome.get()
    }

    package func use(_ credit: Credit, at time: WallTime, in transaction: Transaction) throws {
        try transaction.countCredit(credit.account)
    }

    package func settle(_ credit: Credit) {
        state.withLock { state in
            state.balances[credit.account]?.reserved -= 1
            state.balances[credit.account]?.used += 1
        }
    }

    package func giveBack(_ credit: Credit) {
        state.withLock { $0.balances[credit.account]?.reserved -= 1 }
    }
}

extension Transaction {
    /// One more credit of `account` is used.
    func countCredit(_ account: String) throws {
        try execute(
            "INSERT INTO credits (account, used) VALUES (?, 1) ON CONFLICT (account) DO UPDATE SET used = used + 1",
            .text(account))
    }
}

extension Snapshot {
    /// Credits that `account` has used.
    func creditsUsed(_ account: String) throws -> UInt64 {
        UInt64(try row("SELECT used FROM credits WHERE account = ?", .text(account))?.integer("used") ?? 0)
    }
}
