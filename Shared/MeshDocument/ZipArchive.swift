/// A ZIP archive of stored entries, in memory: the shape of a proof bundle.
package struct ZipArchive: Sendable, Equatable {
    /// Bounds of one archive.
    package enum Limits {
        /// Larger archives are refused unread.
        package static let archiveBytesMax = 67_108_864
        /// Files in one archive.
        package static let entriesMax = 8_192
        /// Bytes in a file's name.
        package static let nameBytesMax = 128
    }

    /// One file of the archive.
    package struct Entry: Sendable, Equatable {
        /// Relative, with `/` between folders, in letters, digits, `.`, `-` and `_`.
        package let name: String
        /// The file's content.
        package let bytes: [UInt8]
        /// False when the archive's checksum of this entry does not fit its bytes.
        package let isIntact: Bool

        package init(name: String, bytes: [UInt8], isIntact: Bool = true) {
            self.name = name
            self.bytes = bytes
            self.isIntact = isIntact
        }
    }

    /// In the order in which they stand.
    package let entries: [Entry]

    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// The bytes of the entry `name`.
    package subscript(name: String) -> [UInt8]? {
        entries.first { $0.name == name }?.bytes
    }
}

/// Why an archive is refused, or could not be made.
package enum ZipError: Error, Sendable, Equatable {
    case tooLarge(maximumBytes: Int)
    case tooManyEntries(maximum: Int)
    /// Not a ZIP archive, or one whose parts do not fit together; says what.
    case malformed(String)
    /// A name that is absolute, climbs out, is too long, or has other characters than allowed.
    case unsafeName(String)
    case duplicateName(String)
    /// An entry that is compressed, encrypted, split, or anything but stored plainly.
    case notStored(String)
    /// libzip's own words.
    case library(String)
}
