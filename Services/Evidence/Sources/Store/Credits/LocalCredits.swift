package import MeshKernel
package import MeshStore
internal import Synchronization

/// Credits in packs that are kept in the service's own store. An account gets one by itself, once, with its first credit;
/// others are given to it. What is set aside lives in memory alone: a process that ends has given back whatever it had
/// not used.
package final class LocalCredits: CreditProvider {
    /// Bounds of the quota.
    package enum Limits {
        /// Credits of the pack that an account gets by itself unless the configuration says otherwise.
        package static let creditsPerAccount: UInt64 = 1_000_000
        /// Accounts whose packs are kept in memory.
        static let accountsMax = 65_536
    }

    /// A pack with what is set aside of it.
    private struct Held {
        var pack: CreditPack
        var reserved: UInt64 = 0

        /// Whoever gives back more than was set aside gives nothing.
        mutating func release() {
            if reserved > 0 { reserved -= 1 }
        }

        func isUsable(by supplier: String?, at now: WallTime) -> Bool {
            pack.used + reserved < pack.quantity && pack.expiresAt > now
                && (supplier == nil || supplier == pack.supplier)
        }
    }

    private struct State {
        /// Packs that had something left when they were read, the one that ends first before the others.
        var accounts: [String: [Held]] = [:]
        var serial: UInt64 = 0
        /// Counts what makes an older reading of the store worthless.
        var changes: UInt64 = 0
    }

    private let store: Store
    private let perAccount: UInt64
    private let supplier: String
    private let time: any TimeSource
    private let identifiers: IdentifierSource
    private let state = Mutex(State())

    /// The pack that every account gets by itself has `perAccount` credits of `supplier`; with 0 there is none.
    package init(
        store: Store, perAccount: UInt64 = Limits.creditsPerAccount, supplier: String = CreditSupplier.ours,
        time: any TimeSource, random: any RandomSource
    ) {
        self.store = store
        self.perAccount = min(perAccount, UInt64(Int64.max))
        self.supplier = supplier
        self.time = time
        identifiers = IdentifierSource(time: time, random: random)
    }

    package func reserve(for account: String, from supplier: String?) async throws -> Credit {
        let now = time.wall()
        while true {
            let (isKnown, credit, changes) = take(account, supplier, now)
            if let credit { return credit }
            if isKnown {
                throw try await store.read { try $0.creditRefusal(account, supplier: supplier, now: now) }
            }
            let packs = try await packs(of: account, now: now)
            remember(packs, of: account, readAt: changes)
        }
    }

    /// Whether the account's packs are known, a credit of theirs when there is one, and what `remember` wants to be told.
    private func take(
        _ account: String, _ supplier: String?, _ now: WallTime
    ) -> (isKnown: Bool, credit: Credit?, changes: UInt64) {
        state.withLock { state in
            guard let place = state.accounts[account]?.firstIndex(where: { $0.isUsable(by: supplier, at: now) })
            else { return (state.accounts[account] != nil, nil, state.changes) }
            state.serial += 1
            state.accounts[account]?[place].reserved += 1
            let credit = state.accounts[account].map {
                Credit(account: account, terms: $0[place].pack.terms, serial: state.serial)
            }
            return (true, credit, state.changes)
        }
    }

    private func remember(_ packs: [CreditPack], of account: String, readAt changes: UInt64) {
        state.withLock { state in
            // What was read before a pack was given, or before others made room, says too little.
            guard state.changes == changes, state.accounts[account] == nil else { return }
            if state.accounts.count >= Limits.accountsMax {
                state.accounts = state.accounts.filter { $0.value.contains { $0.reserved > 0 } }
                state.changes += 1
            }
            state.accounts[account] = packs.map { Held(pack: $0) }
        }
    }

    /// Gives the account its own pack when it has never had one.
    private func packs(of account: String, now: WallTime) async throws -> [CreditPack] {
        let (packs, hasDefault) = try await store.read { snapshot in
            (try snapshot.runningPacks(of: account, now: now), try snapshot.hasDefaultPack(account))
        }
        guard !hasDefault, perAccount > 0 else { return packs }
        let fresh = CreditPack(
            id: identifiers.next(.creditPack), account: account, supplier: supplier, quantity: perAccount,
            orderedAt: now)
        return try await store.write { transaction in
            try transaction.insertDefault(fresh)
            return try transaction.runningPacks(of: account, now: now)
        }
    }

    package func use(_ uses: [CreditUse], in transaction: Transaction) throws {
        var rest = uses[...]
        while let pack = rest.first?.terms.pack {
            // Those of one pack mostly come together.
            let same = rest.prefix { $0.terms.pack == pack }
            try transaction.use(same, of: pack)
            rest = rest.dropFirst(same.count)
        }
    }

    package func settle(_ credit: Credit) {
        change(credit) { held in
            held.release()
            held.pack.used += 1
        }
    }

    package func giveBack(_ credit: Credit) {
        change(credit) { $0.release() }
    }

    private func change(_ credit: Credit, _ body: (inout Held) -> Void) {
        state.withLock { state in
            guard let place = state.accounts[credit.account]?.firstIndex(where: { $0.pack.id == credit.terms.pack })
            else { return }
            body(&state.accounts[credit.account, default: []][place])
        }
    }

    package func granted(_ pack: CreditPack) {
        state.withLock { state in
            state.changes += 1
            // A call that came between the commit and this one may have found it in the store.
            guard let held = state.accounts[pack.account], !held.contains(where: { $0.pack.id == pack.id }) else {
                return
            }
            let place = held.firstIndex { $0.pack.expiresAt > pack.expiresAt } ?? held.endIndex
            state.accounts[pack.account]?.insert(Held(pack: pack), at: place)
        }
    }
}
