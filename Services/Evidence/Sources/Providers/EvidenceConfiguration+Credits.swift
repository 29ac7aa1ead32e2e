internal import MeshRuntime

extension EvidenceConfiguration {
    /// The pack that each account gets: how many credits, and whose. Refuses more than a pack holds, and a supplier whom
    /// nobody knows.
    func checkedCredits() throws(ConfigurationError) -> (quantity: UInt64, supplier: String) {
        let quantity = creditsPerAccount ?? LocalCredits.Limits.creditsPerAccount
        guard quantity <= CreditPack.Limits.creditsMax else {
            throw .invalid(
                place: "configuration", path: "evidence.credits_per_account",
                reason: "must be from 0 to \(CreditPack.Limits.creditsMax)")
        }
        let supplier = creditsSupplier ?? CreditSupplier.ours
        let names = [CreditSupplier.ours] + (timestampAuthorities ?? []).map(\.name)
        guard names.contains(supplier) else {
            throw .invalid(
                place: "configuration", path: "evidence.credits_supplier",
                reason: "is neither \(CreditSupplier.ours) nor one of timestamp_authorities")
        }
        return (quantity, supplier)
    }

    /// Plain bytes that are kept for each account; refuses what no store can count.
    func checkedKeptBytes() throws(ConfigurationError) -> UInt64 {
        let bytes = keptBytesPerAccount ?? Limits.keptBytesPerAccount
        guard bytes <= UInt64(Int64.max) else {
            throw .invalid(
                place: "configuration", path: "evidence.kept_bytes_per_account", reason: "must be at most \(Int64.max)")
        }
        return bytes
    }
}
