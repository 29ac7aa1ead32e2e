package import MeshKernel

/// The erasure of an account: nothing personal can be read any more, and how far the rest has come.
package struct SubjectErasure: Sendable, Equatable {
    /// Whose.
    package let account: Identifier
    /// Since when nothing can be read.
    package let erasedAt: WallTime
    /// Whether notify has forgotten where the account was reached.
    package let isForgotten: Bool
    /// Whether evidence has destroyed what opens the account's seals.
    package let isUnsealed: Bool
    /// Whether nothing is left here: in saved answers, in the write-ahead log, and of where it was reached, which is told
    /// of the erasure.
    package let isEmptied: Bool

    package init(account: Identifier, erasedAt: WallTime, isForgotten: Bool, isUnsealed: Bool, isEmptied: Bool) {
        self.account = account
        self.erasedAt = erasedAt
        self.isForgotten = isForgotten
        self.isUnsealed = isUnsealed
        self.isEmptied = isEmptied
    }

    /// Whether every service has done its part, this one too.
    package var isDone: Bool { isForgotten && isUnsealed && isEmptied }
}
