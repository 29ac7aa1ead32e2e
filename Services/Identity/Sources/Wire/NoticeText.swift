/// What staff typed, as a message of notify's takes it. Notify refuses characters that could make a message read as
/// something else; what an applicant must be told is not held up by them.
struct NoticeText: Sendable, Equatable {
    /// The text.
    let text: String

    /// Invisible ones: marks of byte order, of annotations, tags, and marks of direction.
    private static let invisible: [ClosedRange<UInt32>] = [
        0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F, 0x200E...0x200F, 0x061C...0x061C,
    ]
    /// The brackets that mark the sender of a short message, 【 and 】, and what stands in their place.
    private static let brackets: [UInt32: Unicode.Scalar] = [0x3010: "[", 0x3011: "]"]

    /// `typed` has passed a `TextRule`: it is a line without controls and marks that turn the direction of writing.
    init(_ typed: String) {
        var scalars = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars where !Self.invisible.contains(where: { $0.contains(scalar.value) }) {
            scalars.append(Self.brackets[scalar.value] ?? scalar)
        }
        let left = String(scalars)
        text = left.unicodeScalars.allSatisfy { $0.properties.isWhitespace } ? "—" : left
    }
}
