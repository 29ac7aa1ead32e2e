/// What staff typed, as a message of notify's takes it. Notify refuses characters that could make a message read as something
/// else; what an applicant must be told is not held up by them.
struct NoticeText: Sendable, Equatable {
    /// The text.
    let text: String

    /// `typed` has passed a `TextRule`: it is a line without controls and marks that turn the direction of writing.
    init(_ typed: String) {
        var scalars = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars {
            switch scalar.value {
            // The brackets that mark the sender of a short message: 【 and 】.
            case 0x3010: scalars.append("[")
            case 0x3011: scalars.append("]")
            // Invisible: marks of byte order, of annotations, tags, and marks of direction.
            case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F, 0x200E, 0x200F, 0x061C: continue
            default: scalars.append(scalar)
            }
        }
        let left = String(scalars)
        text = left.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? "—" : left
    }
}
