/// A word of one of the works form's closed lists. Its number on the wire is its place among the cases, from 1, so cases
/// are only ever added at the end; its raw value is what settings are stored and committed to as.
package protocol FormWord: RawRepresentable<String>, CaseIterable, Sendable, Hashable {}

extension FormWord {
    /// The word of a number from the wire; nil when there is none.
    package init?(number: Int32) {
        guard number >= 1, Int(number) <= Self.allCases.count else { return nil }
        self = Self.allCases[Self.allCases.index(Self.allCases.startIndex, offsetBy: Int(number) - 1)]
    }

    /// The word's number on the wire.
    package var number: Int32 {
        Int32(Self.allCases.prefix { $0 != self }.count) + 1
    }
}

extension Optional where Wrapped: FormWord {
    /// The word's number on the wire; 0 says nothing.
    package var number: Int32 { self?.number ?? 0 }
}
