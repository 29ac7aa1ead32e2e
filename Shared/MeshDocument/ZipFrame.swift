/// Where one entry lies in an archive, after the archive's frame was found to be sound (APPNOTE 6.3, sections 4.3 and
/// 4.4). Only the plainest archives pass: one disk, no comments, no extra fields, no data descriptors, no gaps.
struct ZipFrame: Equatable {
    let name: String
    let size: Int

    private static let localSignature: UInt32 = 0x0403_4B50
    private static let directorySignature: UInt32 = 0x0201_4B50
    private static let endSignature: UInt32 = 0x0605_4B50
    private static let localBytes = 30
    private static let directoryBytes = 46
    private static let endBytes = 22

    static func scan(_ bytes: [UInt8], entriesMax: Int) throws(ZipError) -> [ZipFrame] {
        let reader = LittleEndian(bytes: bytes)
        let end = bytes.count - endBytes
        guard end >= 0, reader.word(end) == endSignature, reader.half(end + 20) == 0 else {
            throw .malformed("no end record at the end")
        }
        guard reader.half(end + 4) == 0, reader.half(end + 6) == 0, reader.half(end + 8) == reader.half(end + 10) else {
            throw .malformed("more than one disk")
        }
        let count = Int(reader.half(end + 10))
        guard count <= entriesMax else { throw .tooManyEntries(maximum: entriesMax) }
        let directoryStart = Int(reader.word(end + 16))
        guard directoryStart + Int(reader.word(end + 12)) == end else {
            throw .malformed("the directory does not end where the end record begins")
        }

        var frames: [ZipFrame] = []
        var names: Set<String> = []
        var directory = directoryStart
        var local = 0
        for _ in 0..<count {
            guard directory + directoryBytes <= end, reader.word(directory) == directorySignature,
                local + localBytes <= directoryStart, reader.word(local) == localSignature,
                Int(reader.word(directory + 42)) == local
            else { throw .malformed("a header is not where it should be") }
            let nameBytes = Int(reader.half(directory + 28))
            guard directory + directoryBytes + nameBytes <= end, local + localBytes + nameBytes <= directoryStart else {
                throw .malformed("a name runs past the end")
            }
            let rawName = bytes[directory + directoryBytes..<directory + directoryBytes + nameBytes]
            guard let name = String(validating: rawName, as: UTF8.self), ZipName.isSafe(name) else {
                throw .unsafeName(String(decoding: rawName.prefix(ZipArchive.Limits.nameBytesMax), as: UTF8.self))
            }
            // Version needed, flags, method, time, date, checksum and sizes stand in both headers alike.
            guard bytes[local + 4..<local + 28].elementsEqual(bytes[directory + 6..<directory + 30]),
                bytes[local + localBytes..<local + localBytes + nameBytes].elementsEqual(rawName)
            else { throw .malformed("the two headers of \(name) differ") }
            let size = Int(reader.word(local + 22))
            guard reader.half(local + 6) & ~0x0800 == 0, reader.half(local + 8) == 0,
                Int(reader.word(local + 18)) == size
            else { throw .notStored(name) }
            guard reader.half(local + 28) == 0, reader.half(directory + 30) == 0, reader.half(directory + 32) == 0,
                reader.half(directory + 34) == 0
            else { throw .malformed("\(name) has extra fields or a comment") }
            guard names.insert(name).inserted else { throw .duplicateName(name) }
            local += localBytes + nameBytes + size
            guard local <= directoryStart else { throw .malformed("\(name) runs into the directory") }
            directory += directoryBytes + nameBytes
            frames.append(ZipFrame(name: name, size: size))
        }
        guard local == directoryStart, directory == end else { throw .malformed("bytes that belong to no entry") }
        return frames
    }
}

/// Numbers as ZIP writes them.
private struct LittleEndian {
    let bytes: [UInt8]

    func half(_ position: Int) -> UInt16 {
        UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
    }

    func word(_ position: Int) -> UInt32 {
        UInt32(half(position)) | UInt32(half(position + 2)) << 16
    }
}
