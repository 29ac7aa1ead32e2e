package import NIOCore

/// The sender takes no more streams.
package struct GoAway: Sendable, Equatable {
    /// The highest stream the sender has worked on or will; higher ones were never seen.
    package var lastStream: UInt32
    /// 0 is an ordinary farewell, anything else a status code.
    package var code: UInt32
    /// Why, for people.
    package var text: String

    /// A farewell with every field given.
    package init(lastStream: UInt32, code: UInt32, text: String) {
        self.lastStream = lastStream
        self.code = code
        self.text = text
    }

    /// Parses a payload; nil when it is too short. Text that is not UTF-8 is repaired, for it is only for people.
    package init?(_ payload: ByteBuffer) {
        var rest = payload
        guard let (last, code) = rest.readMultipleIntegers(as: (UInt32, UInt32).self) else { return nil }
        lastStream = last
        self.code = code
        text = rest.readString(length: min(rest.readableBytes, Limits.goAwayTextBytesMax)) ?? ""
    }

    /// Appends the payload.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(lastStream, code)
        buffer.writeString(String(decoding: text.utf8.prefix(Limits.goAwayTextBytesMax), as: UTF8.self))
    }
}
