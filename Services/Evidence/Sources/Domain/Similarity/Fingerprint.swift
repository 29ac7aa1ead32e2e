/// Sixty-four bits that are nearly the same for works that look or read nearly the same. They show likeness, never who
/// was first or who made what.
package struct Fingerprint: Sendable, Hashable {
    /// What it was made of; only fingerprints of one kind compare.
    package enum Kind: String, Sendable, CaseIterable {
        /// A picture's brightness.
        case image
        /// A text's characters.
        case text
    }

    /// Bounds of likeness.
    package enum Limits {
        /// Works whose fingerprints differ in more bits are not alike.
        package static let distanceBitsMax = 7
        /// Bits in a band.
        static let bandBits = 16
        /// Bands of a fingerprint.
        static let bands = 4
    }

    /// What it was made of.
    package let kind: Kind
    /// The bits themselves.
    package let bits: UInt64

    package init(kind: Kind, bits: UInt64) {
        self.kind = kind
        self.bits = bits
    }

    /// Bits in which the two differ.
    package func distance(to other: Fingerprint) -> Int { (bits ^ other.bits).nonzeroBitCount }

    /// The fingerprint in parts of sixteen bits, the highest first.
    package var bands: [UInt16] {
        (0..<Limits.bands).map { UInt16(truncatingIfNeeded: bits >> UInt64(64 - Limits.bandBits * ($0 + 1))) }
    }

    /// For each band every value that a like fingerprint may have there. Seven differing bits in four bands leave at least
    /// one band with no more than one of them, so whoever looks for these values in every band misses nobody.
    package var likeBands: [[UInt16]] {
        bands.map { band in [band] + (0..<Limits.bandBits).map { band ^ (1 << UInt16($0)) } }
    }
}
