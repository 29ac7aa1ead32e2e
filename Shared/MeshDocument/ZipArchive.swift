/// A ZIP archive of stored entries, in memory: the shape of a proof bundle.
package struct ZipArchive: Sendable, Equatable {
    /// Bounds of one archive.
    package enum Limits {
        /// Larger archives are refused unread.
        package static let archiveBytesMax = 67_108_864
        /// Files in one archive.
        package static let entriesMax = 8_192
        /// The same of an archive that holds many bundles. What is read never takes more than twice its bytes.
        package static let largeArchiveBytesMax = 268_435_456
        /// Files in one of those: one more would be the mark of a directory in 64 bits (APPNOTE 6.3, section 4.4.1.4).
        package static let largeEntriesMax = 65_534
        /// Bytes in a file's name.
        package static let nameBytesMax = 128
    }

    /// How large an archive may be that is read or written.
    package struct Bounds: Sendable, Equatable {
        /// Bytes of the whole archive.
        package let archiveBytesMax: Int
        /// Files in it.
        package let entriesMax: Int

        /// Neither may be more than a large archive's.
        package init(archiveBytesMax: Int, entriesMax: Int) {
            precondition(
                archiveBytesMax <= Limits.largeArchiveBytesMax && entriesMax <= Limits.largeEntriesMax,
                "an archive's bounds are at most a large one's")
            self.archiveBytesMax = archiveBytesMax
            self.entriesMax = entriesMax
        }

        /// Of one bundle.
        package static let single = Bounds(archiveBytesMax: Limits.archiveBytesMax, entriesMax: Limits.entriesMax)
        /// Of many bundles in one archive.
        package static let large = Bounds(
            archiveBytesMax: Limits.largeArchiveBytesMax, entriesMax: Limits.largeEntriesMax)
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
    /// Where the first entry of each name stands.
    private let places: [String: Int]

    /// An archive of `entries`, in their order; of two with one name the first is found.
    package init(entries: [Entry]) {
        self.entries = entries
        places = Dictionary(
            entries.indices.lazy.map { (entries[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The bytes of the entry `name`.
    package subscript(name: String) -> [UInt8]? {
        places[name].map { entries[$0].bytes }
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
