/// ALPN's list on the wire: each name after its length in one byte (RFC 7301, section 3.1).
enum ApplicationProtocols {
    /// `names` as they are offered; names that are empty or over 255 bytes are a mistake in the program.
    static func encode(_ names: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for name in names {
            precondition((1...255).contains(name.utf8.count), "an application protocol's name has 1 to 255 bytes")
            bytes.append(UInt8(name.utf8.count))
            bytes.append(contentsOf: name.utf8)
        }
        return bytes
    }

    /// Where `name` stands in `list`; nil when it does not, or the list is cut off before it.
    static func find(_ name: String, in list: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var index = 0
        while index < list.count {
            let range = index + 1..<index + 1 + Int(list[index])
            guard range.upperBound <= list.count else { return nil }
            if list[range].elementsEqual(name.utf8) { return range }
            index = range.upperBound
        }
        return nil
    }
}
