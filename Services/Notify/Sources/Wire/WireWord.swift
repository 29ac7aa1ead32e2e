/// A word of a closed list whose number on the wire is its place among the cases, from 1.
protocol WireWord: CaseIterable, Equatable {}

extension WireWord {
    /// The word of a number; nil when there is none.
    init?(number: Int32) {
        guard number >= 1, let word = Self.allCases.dropFirst(Int(number) - 1).first else { return nil }
        self = word
    }

    /// The word's number.
    var number: Int32 {
        Int32(Self.allCases.prefix { $0 != self }.count) + 1
    }
}

extension Channel: WireWord {}
extension MessageState: WireWord {}
extension MessageCategory: WireWord {}
extension WebhookState: WireWord {}
extension WebhookSecret.Kind: WireWord {}
extension TicketState: WireWord {}
extension ReplyOutcome: WireWord {}
extension Look.Kind: WireWord {}
