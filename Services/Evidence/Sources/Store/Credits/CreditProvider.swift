internal import MeshKernel
package import MeshStore

/// One credit that was set aside: one file sealed, or one filing renewed.
package struct Credit: Sendable, Hashable {
    /// Whose it is.
    package let account: String
    /// What it knows of its pack.
    package let terms: CreditTerms
    /// Tells it from the others of its provider.
    package let serial: UInt64

    package init(account: String, terms: CreditTerms, serial: UInt64) {
        self.account = account
        self.terms = terms
        self.serial = serial
    }
}

/// Where credits come from. A credit is set aside before anything costly is done, used in the transaction of what it
/// pays for, and otherwise given back.
///
/// The pack that ends first gives its credits first. The end counts when a credit is set aside, not when it is used. One
/// that is given back goes to its pack; if that has ended meanwhile, the credit is void with the rest of it, and whoever
/// tries again is served from another pack or told that theirs are void.
package protocol CreditProvider: Sendable {
    /// Sets a credit of `account` aside, of a pack of `supplier` or, where it is nil, of any. Throws
    /// `EvidenceError.noCredit` when none is left, `.creditExpired` when what is left is void.
    func reserve(for account: String, from supplier: String?) async throws -> Credit
    /// Writes down what credits were used for, in the transaction of that. From then on `credit_packs` has their packs.
    func use(_ uses: [CreditUse], in transaction: Transaction) throws
    /// The transaction in which the credit was used is on the disk.
    func settle(_ credit: Credit)
    /// The credit was not used after all.
    func giveBack(_ credit: Credit)
    /// A pack was given to an account, and is on the disk.
    func granted(_ pack: CreditPack)
}

/// A credit that somebody holds. It goes back with the last reference to it unless it was settled: no way out of a call
/// can forget that.
package final class CreditHold: Sendable {
    private let provider: any CreditProvider
    private let credit: Credit
    private let isSettled = Once()

    /// Sets a credit of `account` aside, of a pack of `supplier` or of any.
    package init(
        from provider: any CreditProvider, for account: String, supplier: String? = nil
    ) async throws {
        self.provider = provider
        credit = try await provider.reserve(for: account, from: supplier)
    }

    deinit {
        if isSettled.first() { provider.giveBack(credit) }
    }

    /// What the credit knows of its pack.
    package var terms: CreditTerms { credit.terms }

    /// Writes down that the credit was used, for `subject`.
    func use(at time: WallTime, for purpose: CreditPurpose, of subject: Identifier, in transaction: Transaction) throws
    {
        try provider.use([CreditUse(terms: terms, at: time, purpose: purpose, subject: subject)], in: transaction)
    }

    /// Writes down that the works of a batch have used their credits, all of one provider.
    static func use(forSealsOf works: [SealCandidate], in transaction: Transaction) throws {
        guard let provider = works.lazy.compactMap(\.credit).first?.provider else { return }
        let uses = works.compactMap { work in
            work.credit.map {
                CreditUse(terms: $0.terms, at: work.record.acceptedAt, purpose: .seal, subject: work.record.id)
            }
        }
        try provider.use(uses, in: transaction)
    }

    /// What it paid for is on the disk.
    func settle() {
        if isSettled.first() { provider.settle(credit) }
    }
}
