import Testing

/// What a DER value is made of: every element's depth, tag and contents, but for what differs from token to token.
struct DERShape: Equatable {
    struct Element: Equatable {
        let depth: Int
        let tag: UInt8
        /// Nil for what holds other elements, and for serial numbers, nonces, digests of statements, signatures and the
        /// time of signing, which OpenSSL takes from the system's clock.
        let contents: [UInt8]?
    }

    private(set) var elements: [Element] = []

    /// Reads all of `bytes`; a malformed one is a failed requirement.
    init(_ bytes: ArraySlice<UInt8>) throws {
        try read(bytes, depth: 0)
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, depth: Int) throws {
        var rest = bytes
        while let tag = rest.popFirst() {
            let first = try #require(rest.first)
            rest = rest.dropFirst()
            var length = Int(first)
            if length >= 0x80 {
                let count = length & 0x7F
                length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(count)
            }
            try #require(length <= rest.count)
            let contents = rest.prefix(length)
            rest = rest.dropFirst(length)
            let isStatement = tag == 0x04 && depth == 4 && contents.first == 0x30
            if tag & 0x20 != 0 || isStatement {
                elements.append(Element(depth: depth, tag: tag, contents: nil))
                try read(contents, depth: depth + 1)
            } else {
                elements.append(
                    Element(depth: depth, tag: tag, contents: Self.differs(tag, length) ? nil : Array(contents)))
            }
        }
    }

    private static func differs(_ tag: UInt8, _ length: Int) -> Bool {
        switch tag {
        case 0x02: length >= 7
        case 0x04: length >= 32
        case 0x17: true
        default: false
        }
    }
}
