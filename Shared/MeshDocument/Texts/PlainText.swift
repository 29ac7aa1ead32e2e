#if canImport(Glibc)
internal import Glibc
#else
internal import Musl
#endif

/// The text of a file that holds nothing else.
package enum PlainText {
    /// The file's characters when it is UTF-8 or, where its kind says that it is text, GB 18030; nil for what is no text.
    /// A byte order mark is left out.
    package static func decode(_ bytes: [UInt8], mayBeGB18030: Bool) -> String? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return isPlain(text) ? text : nil }
        guard mayBeGB18030, let text = decodeGB18030(content) else { return nil }
        return isPlain(text) ? text : nil
    }

    /// Characters that no text file holds show another kind of file.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 || (0x09...0x0D).contains($0) || $0 == 0x1B }
    }

    private static func decodeGB18030(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        // Two bytes become three, four become four, and one stays one.
        var decoded = [UInt8](repeating: 0, count: bytes.count * 2 + 16)
        var source = bytes.map { CChar(bitPattern: $0) }
        let count = source.withUnsafeMutableBufferPointer { source -> Int? in
            decoded.withUnsafeMutableBytes { target in
                var from = source.baseAddress
                var fromLeft = source.count
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var toLeft = target.count
                guard iconv(converter, &from, &fromLeft, &to, &toLeft) != Int(bitPattern: UInt.max), fromLeft == 0
                else {
                    return nil
                }
                return target.count - toLeft
            }
        }
        return count.flatMap { String(validating: decoded.prefix($0), as: UTF8.self) }
    }
}
