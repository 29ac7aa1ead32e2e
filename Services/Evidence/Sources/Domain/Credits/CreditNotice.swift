/// What others are told about a pack whose end is near.
package struct CreditNotice: Sendable, Equatable {
    /// The pack as it is now.
    package let pack: CreditPack
    /// The reminder that is due, in days before its end.
    package let daysBefore: Int64

    package init(pack: CreditPack, daysBefore: Int64) {
        self.pack = pack
        self.daysBefore = daysBefore
    }
}
