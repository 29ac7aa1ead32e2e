/// An archive made byte by byte, with whatever lies somebody wants in it (APPNOTE 6.3, sections 4.3 and 4.4).
struct RawArchive {
    struct Entry {
        var name: [UInt8]
        var content: [UInt8] = []
        var flags: UInt16 = 0
        var method: UInt16 = 0
        /// Instead of the content's own length, in both headers.
        var size: UInt32?
        /// Instead of that one, in the directory alone.
        var directorySize: UInt32?
        /// Where the directory says that it lies.
        var offset: UInt32?
        var extra: [UInt8] = []
        var directoryExtra: [UInt8] = []

        init(_ name: String, _ content: [UInt8] = []) {
            self.name = Array(name.utf8)
            self.content = content
        }
    }

    var entries: [Entry]
    /// Instead of the number of entries.
    var count: UInt16?
    /// Instead of the directory's own place and size.
    var directoryOffset: UInt32?
    var directorySize: UInt32?
    /// Between the entries and the directory.
    var gap: [UInt8] = []
    /// Between the directory and the end record.
    var beforeEnd: [UInt8] = []
    var comment: [UInt8] = []

    init(_ entries: [Entry]) { self.entries = entries }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let place = UInt32(bytes.count)
            func common(_ size: UInt32) -> [UInt8] {
                Self.half(20) + Self.half(entry.flags) + Self.half(entry.method) + Self.word(0x0021_0000)
                    + Self.word(Self.checksum(entry.content)) + Self.word(size) + Self.word(size)
                    + Self.half(UInt16(entry.name.count))
            }
            let size = entry.size ?? UInt32(entry.content.count)
            bytes += Self.word(0x0403_4B50) + common(size) + Self.half(UInt16(entry.extra.count)) + entry.name
            bytes += entry.extra + entry.content
            directory += Self.word(0x0201_4B50) + Self.half(20) + common(entry.directorySize ?? size)
            directory += Self.half(UInt16(entry.directoryExtra.count)) + [UInt8](repeating: 0, count: 10)
            directory += Self.word(entry.offset ?? place) + entry.name + entry.directoryExtra
        }
        bytes += gap
        let start = UInt32(bytes.count)
        bytes += directory + beforeEnd
        bytes += Self.word(0x0605_4B50) + Self.half(0) + Self.half(0)
        bytes += Self.half(count ?? UInt16(entries.count)) + Self.half(count ?? UInt16(entries.count))
        bytes += Self.word(directorySize ?? UInt32(directory.count)) + Self.word(directoryOffset ?? start)
        return bytes + Self.half(UInt16(comment.count)) + comment
    }

    static func half(_ number: UInt16) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }
    static func word(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }
    static func long(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }

    /// CRC-32 as ZIP has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = .max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
