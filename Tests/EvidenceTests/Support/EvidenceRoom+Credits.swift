import Evidence
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit

extension EvidenceRoom {
    /// Gives an account a pack that is ordered now, as a grant does.
    @discardableResult
    func give(
        _ quantity: UInt64, of supplier: String = CreditSupplier.ours, to account: String = "acc_a"
    ) async throws -> CreditPack {
        let pack = try await insert(quantity, of: supplier, to: account)
        credits.granted(pack)
        return pack
    }

    /// The same as far as the commit: nobody in memory knows of the pack yet.
    func insert(
        _ quantity: UInt64, of supplier: String = CreditSupplier.ours, to account: String = "acc_a"
    ) async throws -> CreditPack {
        let pack = CreditPack(
            id: IdentifierSource(time: time, random: SystemRandom()).next(.creditPack), account: account,
            supplier: supplier, quantity: quantity, orderedAt: time.wall())
        try await store.write { transaction in
            _ = try transaction.execute(
                """
                INSERT INTO credit_packs (id, account, supplier, quantity, used, ordered_at, expires_at, next_at,
                    is_default)
                VALUES (?, ?, ?, ?, 0, ?, ?, ?, 0)
                """, SQLValue(pack.id), .text(account), .text(supplier), SQLValue(quantity), SQLValue(pack.orderedAt),
                SQLValue(pack.expiresAt), SQLValue(FilingTerm.firstNotice(end: pack.expiresAt)))
        }
        return pack
    }

    /// The account's packs as it is told of them.
    func packs(_ account: String = "acc_a") async throws -> [EvidenceV1.Order] {
        try await orders.listOrders(EvidenceV1.ListOrdersRequest(), options: options(account)).orders
    }
}
