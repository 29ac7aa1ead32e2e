package import MeshKernel

/// An address of an account's address book.
package struct BookedAddress: Sendable, Equatable {
    /// Its identifier, `adr_…`.
    package let id: Identifier
    /// What stands in it.
    package var lines: AddressLines
    /// Whether things are sent there when nothing else is said.
    package var isDefault: Bool
    /// When its lines were last written.
    package var changedAt: WallTime

    package init(id: Identifier, lines: AddressLines, isDefault: Bool, changedAt: WallTime) {
        self.id = id
        self.lines = lines
        self.isDefault = isDefault
        self.changedAt = changedAt
    }

    /// As it may be shown in lists.
    package var masked: BookedAddress {
        BookedAddress(id: id, lines: lines.masked, isDefault: isDefault, changedAt: changedAt)
    }
}
