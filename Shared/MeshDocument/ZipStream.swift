/// Writes an archive file by file, for a reader who takes it as it comes: libzip wants a target in which it can go back.
/// No more of the archive is kept than its directory. The same entries give the bytes that `ZipArchive.encoded` gives.
package struct ZipStream: Sendable {
    /// Bytes of the headers and of the end record.
    private enum Frame {
        static let localBytes = 30
        static let directoryBytes = 46
        static let endBytes = 22
    }

    private let bounds: ZipArchive.Bounds
    private var names: Set<String> = []
    private var directory: [UInt8] = []
    private var writtenBytes = 0

    /// An empty archive that will not grow over `bounds`.
    package init(bounds: ZipArchive.Bounds = .large) {
        self.bounds = bounds
    }

    /// Files so far.
    package var entryCount: Int { names.count }

    /// Bytes that the archive would have if it ended here.
    package var byteCount: Int { writtenBytes + directory.count + Frame.endBytes }

    /// What a file adds to the archive, its headers included.
    package static func cost(name: String, bytes: Int) -> Int {
        Frame.localBytes + Frame.directoryBytes + 2 * name.utf8.count + bytes
    }

    /// The archive's next bytes, which hold this file. After a throw the archive is as it was.
    package mutating func entry(_ name: String, _ bytes: [UInt8]) throws(ZipError) -> [UInt8] {
        guard ZipName.isSafe(name) else { throw .unsafeName(name) }
        guard !names.contains(name) else { throw .duplicateName(name) }
        guard names.count < bounds.entriesMax else { throw .tooManyEntries(maximum: bounds.entriesMax) }
        guard byteCount + Self.cost(name: name, bytes: bytes.count) <= bounds.archiveBytesMax else {
            throw .tooLarge(maximumBytes: bounds.archiveBytesMax)
        }
        names.insert(name)
        // Version needed 1.0, no flags, stored, 1980-01-01, checksum, both sizes, length of the name, no extra field.
        var common: [UInt8] = []
        common.append(half: 10)
        common.append(half: 0)
        common.append(half: 0)
        common.append(half: 0)
        common.append(half: 1 << 5 | 1)
        common.append(word: ZipChecksum.of(bytes))
        common.append(word: UInt32(bytes.count))
        common.append(word: UInt32(bytes.count))
        common.append(half: UInt16(name.utf8.count))
        common.append(half: 0)
        var piece: [UInt8] = []
        piece.reserveCapacity(Frame.localBytes + name.utf8.count + bytes.count)
        piece.append(word: 0x0403_4B50)
        piece += common
        piece += name.utf8
        piece += bytes
        // Made on Unix by version 6.3; no comment, first disk, a plain file for its owner to write and all to read.
        directory.append(word: 0x0201_4B50)
        directory.append(half: 3 << 8 | 63)
        directory += common
        directory.append(half: 0)
        directory.append(half: 0)
        directory.append(half: 0)
        directory.append(word: 0o100_644 << 16)
        directory.append(word: UInt32(writtenBytes))
        directory += name.utf8
        writtenBytes += piece.count
        return piece
    }

    /// The archive's last bytes.
    package func end() -> [UInt8] {
        var bytes = directory
        bytes.append(word: 0x0605_4B50)
        bytes.append(half: 0)
        bytes.append(half: 0)
        bytes.append(half: UInt16(names.count))
        bytes.append(half: UInt16(names.count))
        bytes.append(word: UInt32(directory.count))
        bytes.append(word: UInt32(writtenBytes))
        bytes.append(half: 0)
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(half value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    fileprivate mutating func append(word value: UInt32) {
        append(half: UInt16(truncatingIfNeeded: value))
        append(half: UInt16(truncatingIfNeeded: value >> 16))
    }
}
