internal import MeshKernel

/// Reads the lines in front of a note, one after the other.
struct NoteLines {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    /// What was not read yet.
    var rest: [UInt8] { Array(bytes) }

    /// The next line without its end; nil when there is none that ends, or it is not UTF-8.
    mutating func next() -> String? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { bytes = bytes[(end + 1)...] }
        return String(validating: bytes[..<end], as: UTF8.self)
    }

    /// Hashes, one a line in base 64, up to and with the blank line after them.
    mutating func hashes(maximum: Int) throws(NoteError) -> [TreeHash] {
        var hashes: [TreeHash] = []
        while true {
            guard let line = next() else { throw .malformed("no blank line after the hashes") }
            if line.isEmpty { return hashes }
            guard hashes.count < maximum else { throw .tooLarge }
            guard let hash = Base64.decode(line).flatMap({ TreeHash($0) }) else { throw .malformed("a hash") }
            hashes.append(hash)
        }
    }
}
