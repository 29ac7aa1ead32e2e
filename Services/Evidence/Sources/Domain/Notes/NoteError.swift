/// Why a signed note, checkpoint or proof file is refused.
package enum NoteError: Error, Sendable, Equatable {
    /// Larger, or with more signatures, than is ever read.
    case tooLarge
    /// Not in the exact form; says where.
    case malformed(String)
    /// No signature by the expected key.
    case unsigned
    /// A signature by the expected key that does not hold.
    case wrongSignature
}
