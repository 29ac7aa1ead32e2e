package import MeshKernel
package import MeshStore

/// One credit that was set aside: one file sealed, or one filing renewed.
package struct Credit: Sendable, Hashable {
    /// Whose it is.
    package let account: String
    /// Tells it from the others of its provider.
    package let serial: UInt64

    package init(account: String, serial: UInt64) {
        self.account = account
        self.serial = serial
    }
}

/// Where credits come from. A credit is set aside before anything costly is done, used in the transaction of what it
/// pays for, and otherwise given back.
package protocol CreditProvider: Sendable {
    /// Sets a credit of `account` aside. Throws `EvidenceError.noCredit`.
    func reserve(for account: String) async throws -> Credit
    /// Writes down that the credit was used at `time`, in the transaction of what it pays for.
    func use(_ credit: Credit, at time: WallTime, in transaction: Transaction) throws
    /// The transaction in which the credit was used is on the disk.
    func settle(_ credit: Credit)
    /// The credit was not used after all.
    func giveBack(_ credit: Credit)
}

/// A credit that somebody holds. It goes back with the last reference to it unless it was settled: no way out of a call
/// can forget that.
package final class CreditHold: Sendable {
    private let provider: any CreditProvider
    private let credit: Credit
    private let isSettled = Once()

    /// Sets a credit of `account` aside.
    package init(from provider: any CreditProvider, for account: String) async throws {
        self.provider = provider
        credit = try await provider.reserve(for: account)
    }

    deinit {
        if isSettled.first() { provider.giveBack(credit) }
    }

    /// Writes down that the credit was used.
    func use(at time: WallTime, in transaction: Transaction) throws {
        try provider.use(credit, at: time, in: transaction)
    }

    /// What it paid for is on the disk.
    func settle() {
        if isSettled.first() { provider.settle(credit) }
    }
}
